import type { Row } from './table.ts';

/** What the emitted files import, as scripts/size.mjs counts it. */
export function sizeRows(sizes: readonly { what: string; bytes: number; budget?: number }[]): Row[] {
  return sizes.map(({ what, bytes, budget }) => ({
    what: `${what.trim()}, gzip`,
    unit: 'kB',
    measured: bytes / 1000,
    ...(budget && { budget: { kind: 'value', most: budget / 1000 } }),
  }));
}
