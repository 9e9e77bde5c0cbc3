import type { Proof } from '../../analysis/proof.ts';
import type { Ms } from '../../run/types.ts';

/** The sum may be this many times the total before the axis fits the total by itself. */
const TOO_LONG = 8;

export type Fit = 'sum' | 'total';

/** What the axis must hold, from the numbers that are known. Lengths without end count by what is finite of them. */
export function extentOf(proofs: readonly (Proof | undefined)[]): { sum: Ms; total: Ms } {
  let sum = 0;
  let total = 0;
  for (const proof of proofs) {
    if (!proof) continue;
    sum = Math.max(sum, finiteSum(proof));
    total = Math.max(total, finite(proof.total) || longest(proof));
  }
  return { sum: Math.max(sum, total), total };
}

export function fitOf({ sum, total }: { sum: Ms; total: Ms }, chosen: Fit | undefined): Fit {
  return chosen ?? (sum > TOO_LONG * total ? 'total' : 'sum');
}

/** The axis' end: a round moment a little behind what it must hold. */
export function domainOf({ sum, total }: { sum: Ms; total: Ms }, fit: Fit): Ms {
  const needed = fit === 'sum' ? sum : total * 1.08;
  return needed > 0 ? roundUp(needed * 1.01) : 1000;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What round moments are counted in: long axes in minutes and hours, where thousands of ms are not round. */
function unitOf(length: Ms): Ms {
  if (length >= 3 * HOUR) return HOUR;
  return length >= 3 * MINUTE ? MINUTE : 1;
}

/**
 * The one of 1, 2, 5 times a power of ten that is nearest to `rough` on a logarithmic scale, as d3's axes have it.
 */
function stepOf(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const digits = rough / power;
  return power * (digits >= Math.sqrt(50) ? 10 : digits >= Math.sqrt(10) ? 5 : digits >= Math.SQRT2 ? 2 : 1);
}

/** The next round moment at or behind `at`. */
export function roundUp(at: Ms): Ms {
  const unit = unitOf(at);
  const length = at / unit;
  const step = stepOf(length / 10);
  // A hair less: 0.3 / 0.1 is 3.0000000000000004.
  return Math.ceil(length / step - 1e-9) * step * unit;
}

/** Moments for labels, at most `most` of them, and never behind the end. */
export function ticksOf(domain: Ms, most: number): Ms[] {
  const unit = unitOf(domain);
  const length = domain / unit;
  const step = stepOf(length / most);
  const count = Math.floor(length / step + 1e-12);
  return Array.from({ length: count + 1 }, (_, i) => i * step * unit);
}

/** `0`, `0.5 s`, `250 ms` when all of the axis is short, `2 min` when it is long. */
export function tickLabel(at: Ms, domain: Ms): string {
  if (at === 0) return '0';
  if (domain < 200) return `${round(at)} ms`;
  const unit = unitOf(domain);
  if (unit === HOUR) return `${round(at / HOUR)} h`;
  if (unit === MINUTE) return `${round(at / MINUTE)} min`;
  return domain <= 10_000 ? `${(at / 1000).toFixed(domain < 1000 ? 2 : 1)} s` : `${round(at / 1000)} s`;
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function finite(value: Ms | undefined): Ms {
  return value !== undefined && Number.isFinite(value) ? value : 0;
}

function finiteSum({ segments }: Proof): Ms {
  const last = segments.findLast(({ duration }) => Number.isFinite(duration));
  return last ? last.start + last.duration : 0;
}

function longest({ segments }: Proof): Ms {
  let most = 0;
  for (const { duration } of segments) most = Math.max(most, finite(duration));
  return most;
}
