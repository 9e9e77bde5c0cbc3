import decodeQR from 'qr/decode.js';
import { expect, it } from 'vitest';
import { QUIET, qrPath } from '../../../src/views/share/qrPath.ts';

/** The path drawn with 4 pixels a module, black on white, and read again as a phone would. */
function readBack({ path, size }: { path: string; size: number }): string {
  const width = size * 4;
  const data = new Uint8Array(width * width * 4).fill(255);
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)/g))
    for (let dy = 0; dy < 4; dy++)
      for (let dx = 0; dx < Number(length) * 4; dx++)
        data.fill(
          0,
          ((Number(y) * 4 + dy) * width + Number(x) * 4 + dx) * 4,
          ((Number(y) * 4 + dy) * width + Number(x) * 4 + dx) * 4 + 3,
        );
  return decodeQR({ width, height: width, data });
}

it.each([10, 200, 1000, 2331, 2332, 2953])('a link of %i characters can be read from its QR code', (length) => {
  const link = 'https://example.org/#plan=1.'.padEnd(length, 'aZ0-_').slice(0, length);
  const drawn = qrPath(link);
  expect(drawn && readBack(drawn)).toBe(link);
});

it('what is longer has none', () => {
  expect(qrPath('x'.repeat(2954))).toBeUndefined();
  expect(qrPath('é'.repeat(1500))).toBeUndefined();
});

it('leaves its quiet zone white', () => {
  const { path = '', size = 0 } = qrPath('x') ?? {};
  const starts = [...path.matchAll(/M(\d+) (\d+)h(\d+)/g)].map(([, x, y, length]) => [
    Number(x),
    Number(y),
    Number(length),
  ]);
  expect(starts.length).toBeGreaterThan(21);
  for (const [x = 0, y = 0, length = 0] of starts) {
    expect(Math.min(x, y)).toBeGreaterThanOrEqual(QUIET);
    expect(Math.max(x + length, y + 1)).toBeLessThanOrEqual(size - QUIET);
  }
});
