import type { Proof } from '../../analysis/metrics/proof.ts';
import type { TimeAxis } from '../../analysis/timeline/timeAxis.ts';
import type { Ms } from '../../run/types.ts';

/** If the sum is more than this many times the total, the axis fits the total by default. */
const TOO_LONG = 8;

export type Fit = 'sum' | 'total';

/** The lengths that the axis must cover, from the known numbers. Infinite lengths count with their finite part. */
export function extentOf(proofs: readonly (Proof | undefined)[]): { sum: Ms; total: Ms } {
  let sum = 0;
  let total = 0;
  for (const proof of proofs) {
    if (!proof) continue;
    sum = Math.max(sum, finiteSum(proof));
    total = Math.max(total, proof.axisMs || finite(proof.total) || longest(proof));
  }
  return { sum: Math.max(sum, total), total };
}

export function fitOf({ sum, total }: { sum: Ms; total: Ms }, chosen: Fit | undefined): Fit {
  return chosen ?? (sum > TOO_LONG * total ? 'total' : 'sum');
}

/** End of the axis: a round time slightly after what it must cover. */
export function domainOf({ sum, total }: { sum: Ms; total: Ms }, fit: Fit): Ms {
  const needed = fit === 'sum' ? sum : total * 1.08;
  return needed > 0 ? roundUp(needed * 1.01) : 1000;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The unit for round times: minutes or hours on long axes, where thousands of ms are not round. */
function unitOf(length: Ms): Ms {
  if (length >= 3 * HOUR) return HOUR;
  return length >= 3 * MINUTE ? MINUTE : 1;
}

/** The value of 1, 2, 5 times a power of ten nearest to `rough` on a logarithmic scale, as in d3-array's tickStep. */
function stepOf(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const digits = rough / power;
  return power * (digits >= Math.sqrt(50) ? 10 : digits >= Math.sqrt(10) ? 5 : digits >= Math.SQRT2 ? 2 : 1);
}

/** The next round time at or after `at`. */
export function roundUp(at: Ms): Ms {
  const unit = unitOf(at);
  const length = at / unit;
  const step = stepOf(length / 10);
  // 1e-9 is subtracted because of rounding: 0.3 / 0.1 is 3.0000000000000004.
  return Math.ceil(length / step - 1e-9) * step * unit;
}

/** Round times for labels inside of the window, about `most` at most; none in a compressed gap. */
export function ticksOf(axis: TimeAxis, most: number): Ms[] {
  const { length, parts } = axis;
  const unit = unitOf(length);
  const step = stepOf(length / unit / most);
  let free = Number.NEGATIVE_INFINITY;
  const ticks: Ms[] = [];
  for (const { from, to } of parts) {
    const last = Math.floor(to / unit / step + 1e-9);
    for (let i = Math.ceil(from / unit / step - 1e-9); i <= last; i++) {
      // `|| 0` turns -0 into 0.
      const tick = i * step * unit || 0;
      // Labels on both sides of a gap may overlap.
      if (parts.length > 1 && axis.share(tick) < free) continue;
      free = axis.share(tick) + 1 / (most + 1);
      ticks.push(tick);
    }
  }
  return ticks;
}

/** Approximate number of grid lines behind the bars. */
export const LINES = 10;

/**
 * Custom properties for the grid lines, set on each lane. On the list of rows they would be inherited, and every
 * element in it would be restyled when they change.
 */
export function gridOf(axis: TimeAxis): Record<string, string> {
  let known = grids.get(axis);
  if (!known) {
    known = newGrid(axis);
    grids.set(axis, known);
  }
  return known;
}
const grids = new WeakMap<TimeAxis, Record<string, string>>();

/** Distance and position of the grid lines as a repeated background image. Empty when the scale is not uniform. */
function newGrid(axis: TimeAxis): Record<string, string> {
  const [first = axis.from, second = axis.to] = axis.parts.length > 1 ? [] : ticksOf(axis, LINES);
  const share = axis.share(second) - axis.share(first);
  // A percentage position of a background refers to the container's width minus the image's.
  const start = share < 1 ? axis.share(first) / (1 - share) : 0;
  return { '--grid': `${share * 100}%`, '--grid-x': `${start * 100}%` };
}

/**
 * `0`, `0.5 s`; `250 ms` on a short axis, `2 min` on a long one; with as many decimals as `step` between ticks needs.
 */
export function tickLabel(at: Ms, { to, length }: TimeAxis, step: Ms): string {
  if (at === 0) return '0';
  if (to < 200) return `${round(at)} ms`;
  const unit = unitOf(length);
  if (unit === HOUR) return `${round(at / HOUR)} h`;
  if (unit === MINUTE) return `${round(at / MINUTE)} min`;
  if (length > 10_000) return `${round(at / 1000)} s`;
  const digits = Math.max(length < 1000 ? 2 : 1, Math.ceil(3 - Math.log10(step) - 1e-9));
  return `${(at / 1000).toFixed(digits)} s`;
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
