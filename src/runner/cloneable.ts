import { show } from '../run/check/planError.ts';

/** `record` with each field that structured cloning rejects (functions, proxies, live objects) replaced by text. */
export function cloneable<T extends object>(record: T): T {
  if (canClone(record)) return record;
  return Object.fromEntries(
    Object.entries(record).map(([field, value]) => [field, canClone(value) ? value : asText(value)]),
  ) as T;
}

function canClone(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

function asText(value: unknown): string {
  try {
    return typeof value === 'object' && value !== null ? String(value) : show(value);
  } catch {
    return 'a value that cannot be shown';
  }
}
