/**
 * The value as JSON, to be kept or compared. A plan from a file may hold big integers, which JSON cannot: they become
 * their digits.
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? String(one) : one));
}
