import { isolated, revealed } from '../../run/text/foreignText.ts';
import type { Ms } from '../../run/types.ts';

/**
 * Formats numbers in English whatever the browser's locale is, so that screenshots, tests and links show the same text
 * everywhere.
 */

export const NO_END = 'no end';

/**
 * `1.00 s`, `0.10 s`; from a minute `1 min 15 s`; from an hour `1 h 02 min`. Under 10 ms two decimals of a second are
 * too coarse: `3 ms`, `<1 ms`. Infinity is `no end`.
 */
export function duration(ms: Ms): string {
  if (ms < 0) return `${MINUS}${duration(-ms)}`;
  if (ms === Number.POSITIVE_INFINITY) return NO_END;
  if (ms > 0 && ms < 0.5) return '<1 ms';
  if (ms > 0 && ms < 9.5) return `${Math.round(ms)} ms`;
  // Rounded before it is compared: 59,996 ms is `1 min 00 s`, never `60.00 s`.
  const hundredths = Math.round(ms / 10);
  return hundredths < 6000 ? `${fixed(hundredths, 2)} s` : minutes(Math.round(ms / 1000));
}

/** With milliseconds: `1.003 s`, `1 min 15.003 s`. For texts about differences of milliseconds. */
export function exact(ms: Ms): string {
  if (ms < 0) return `${MINUS}${exact(-ms)}`;
  if (ms === Number.POSITIVE_INFINITY) return NO_END;
  const whole = Math.round(ms);
  if (whole < 60_000) return `${fixed(whole, 3)} s`;
  return `${count(Math.floor(whole / 60_000))} min ${fixed(whole % 60_000, 3).padStart(6, '0')} s`;
}

/**
 * A duration as the page shows it alone. Milliseconds are meant only where they were measured, so a prediction has two
 * decimals; from a minute on nothing has more. Beside a difference of milliseconds use `exact`.
 */
export function ownText(ms: Ms, measured: boolean): string {
  return measured && ms < 59_999.5 ? exact(ms) : duration(ms);
}

/** `+3 ms`, `−3 ms`, `0 ms`; from a second on `+1.20 s`. */
export function difference(ms: Ms): string {
  const size = Math.abs(ms);
  const whole = Math.round(size);
  if (whole === 0) return '0 ms';
  return `${ms < 0 ? MINUS : '+'}${whole < 1000 ? `${whole} ms` : duration(size)}`;
}

/** A duration without a sign, in milliseconds up to a second: `3 ms`, `250 ms`, `1.20 s`. */
export function small(ms: Ms): string {
  return difference(Math.abs(ms)).replace('+', '');
}

/** `2.2×`; from ten up without a decimal. */
export function times(ratio: number): string {
  const tenths = Math.round(ratio * 10);
  return tenths < 100 ? `${fixed(tenths, 1)}×` : `${count(Math.round(ratio))}×`;
}

/** Formats a share of 1: `60 %`, under ten percent with one decimal: `0.3 %`. */
export function percent(share: number): string {
  const tenths = Math.round(Math.abs(share) * 1000);
  const sign = share < 0 && tenths > 0 ? MINUS : '';
  return `${sign}${tenths % 10 === 0 || tenths >= 100 ? count(Math.round(tenths / 10)) : fixed(tenths, 1)} %`;
}

/**
 * A plain number, rounded as everywhere on the page: `toFixed` makes 1.00 of 1.005, and `duration` 1.01.
 *
 * @param n not negative
 */
export function decimals(n: number, digits: number): string {
  // The last digits of a double are noise: 1.005 * 100 is 100.49999999999999.
  return fixed(Math.round(Number((n * 10 ** digits).toPrecision(15))), digits);
}

/** `1,000`. */
export function count(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',');
}

const WORDS = 'no one two three four five six seven eight nine ten eleven twelve'.split(' ');

/** `1 call`, `1,000 calls`: always in figures. */
export function callsText(n: number): string {
  return n === 1 ? '1 call' : `${count(n)} calls`;
}

/** `four`; above twelve in figures. */
export function numberWord(n: number): string {
  return WORDS[n] ?? count(n);
}

/** `One call`, `Four calls`, `1,000 calls`. */
export function callCount(n: number): string {
  return `${capital(numberWord(n))} ${n === 1 ? 'call' : 'calls'}`;
}

/** `Both`, `All four`, `All 1,000`. */
export function allOf(n: number): string {
  return n === 2 ? 'Both' : `All ${numberWord(n)}`;
}

/** Lists names from outside the page: `a`, `a and b`, `a, b and c`; more than three: `a and 3 others`. */
export function list(names: readonly string[]): string {
  return enumeration(names.map((name) => clip(name, 40)));
}

/** Like `list`, for the page's own words, which are not clipped. */
export function enumeration([first = '', ...rest]: readonly string[]): string {
  if (rest.length === 0) return first;
  if (rest.length > 2) return `${first} and ${count(rest.length)} others`;
  return `${[first, ...rest.slice(0, -1)].join(', ')} and ${rest.at(-1)}`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * Foreign text inside a sentence of the page: one line of at most `max` UTF-16 units, with an ellipsis at the end if it
 * is cut and no half surrogate pair. Invisible characters are made visible, and right-to-left text is isolated.
 */
export function clip(text: string, max: number): string {
  // Cut before it is searched: the text may have megabytes.
  const line = revealed(text.slice(0, max + 1));
  if (text.length <= max && line.length <= max) return isolated(line);
  return isolated(`${line.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')}…`);
}

/** U+2212: as wide as a plus sign, and no line break after it. */
const MINUS = '−';

/**
 * Integer arithmetic, because 1.005.toFixed(2) is "1.00".
 *
 * @param scaled a whole number of 10^-decimals
 */
function fixed(scaled: number, decimals: number): string {
  const digits = String(scaled).padStart(decimals + 1, '0');
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

function minutes(seconds: number): string {
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${pair(seconds % 60)} s`;
  const whole = Math.round(seconds / 60);
  return `${count(Math.floor(whole / 60))} h ${pair(whole % 60)} min`;
}

function pair(n: number): string {
  return String(n).padStart(2, '0');
}
