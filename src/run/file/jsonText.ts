/** The value as JSON, for storing and comparing. Big integers, which a plan from a file may contain, become digits. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? String(one) : one));
}
