import { count } from '../../analysis/format/format.ts';
import { PlanError, show } from '../../run/check/planError.ts';
import type { Ms, RetryOn } from '../../run/types.ts';

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, sec: 1000, min: 60_000 };

/** Longer than any number that makes sense. */
const MOST_TYPED = 40;

/** `500`, `500 ms`, `0.5 s`, `1 min`; `undefined` for what is no number. Whether it is a good time is for `refusal`. */
export function msOf(text: string): Ms | undefined {
  if (text.length > MOST_TYPED) return undefined;
  const [, digits = '', unit = 'ms'] = /^(.*?)(ms|s|sec|min)?$/i.exec(text.trim()) ?? [];
  const value = numberOf(digits);
  const factor = UNIT_MS[unit.toLowerCase()] ?? 1;
  // 1.1 s is 1100 ms, not 1100.0000000000001.
  return value === undefined || factor === 1 ? value : Number((value * factor).toFixed(6));
}

/** `any`, `transient`, or the words of a list: `429, ECONNRESET`. */
export function errorsOf(text: string): RetryOn {
  const words = text.split(/[\s,;]+/).filter(Boolean);
  const [only = ''] = words;
  return words.length === 1 && (only === 'any' || only === 'transient') ? only : words;
}

/** `undefined` for an empty text, which `Number` takes for 0. */
export function numberOf(text: string): number | undefined {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isNaN(value) ? undefined : value;
}

/**
 * Why the engine would not take what was typed, in plain words; `undefined` when it would.
 *
 * @param check one of the engine's own, which throws PlanError
 */
export function refusal(text: string, check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof PlanError)) throw thrown;
    const expected = thrown.expected
      .replace(/\d{4,}/g, (digits) => count(Number(digits)))
      // What is off is off by its switch, or by an empty field.
      .replace(/, or null .*/, '');
    return `Expected ${expected}, got ${text.trim() === '' ? 'nothing' : show(text.trim())}.`;
  }
}
