const UNITS: Readonly<Record<string, number>> = {
  us: 0.001,
  µs: 0.001,
  μs: 0.001,
  ms: 1,
  msec: 1,
  millis: 1,
  milliseconds: 1,
  s: 1000,
  sec: 1000,
  secs: 1000,
  second: 1000,
  seconds: 1000,
  m: 60_000,
  min: 60_000,
  mins: 60_000,
  minute: 60_000,
  minutes: 60_000,
};

/** `840 ms`, `1.2s`, `1,200`, `0,5 s`, `no end`: in ms; `undefined` for what is no duration. `unit`: ms of a number without one. */
export function durationOf(text: string, unit = 1): number | undefined {
  const words = text.trim().toLowerCase();
  if (words === 'no end' || words === 'infinity' || words === '∞') return Number.POSITIVE_INFINITY;
  const [, digits = '', name = ''] = /^(\d[\d.,]{0,20}|\.\d{1,20})\s*([a-zµμ]{0,12})$/.exec(words) ?? [];
  const factor = name === '' ? unit : UNITS[name];
  // A comma between groups of three digits, or before the decimals.
  const plain = /^\d{1,3}(,\d{3})+(\.\d*)?$/.test(digits) ? digits.replaceAll(',', '') : digits.replace(',', '.');
  const value = digits === '' ? Number.NaN : Number(plain);
  if (factor === undefined || Number.isNaN(value)) return undefined;
  // 1.1 s is 1100 ms, not 1100.0000000000001.
  return Number((value * factor).toFixed(6));
}

/** The unit that a column's head or a field's name says: `duration (s)`, `latency_ms`; ms by default. */
export function unitIn(name: string): number {
  return /(^|[^a-z])(s|secs?|seconds)\)?$/i.test(name.trim()) ? 1000 : 1;
}
