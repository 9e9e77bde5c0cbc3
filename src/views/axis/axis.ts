import type { Proof } from '../../analysis/metrics/proof.ts';
import type { TimeAxis } from '../../analysis/timeline/timeAxis.ts';
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

/** Round moments for labels inside of the window, at most about `most` of them; none in a gap that is drawn short. */
export function ticksOf(axis: TimeAxis, most: number): Ms[] {
  const { length, parts } = axis;
  const unit = unitOf(length);
  const step = stepOf(length / unit / most);
  let free = Number.NEGATIVE_INFINITY;
  const ticks: Ms[] = [];
  for (const { from, to } of parts) {
    const last = Math.floor(to / unit / step + 1e-9);
    for (let i = Math.ceil(from / unit / step - 1e-9); i <= last; i++) {
      // Not -0.
      const tick = i * step * unit || 0;
      // Two beside a gap may lie close.
      if (parts.length > 1 && axis.share(tick) < free) continue;
      free = axis.share(tick) + 1 / (most + 1);
      ticks.push(tick);
    }
  }
  return ticks;
}

/** Lines behind the bars, about this many. */
export const LINES = 10;

/** As each lane draws them. On the list of rows they would be inherited, and each element in it be styled anew. */
export function gridOf(axis: TimeAxis): Record<string, string> {
  let known = grids.get(axis);
  if (!known) {
    known = newGrid(axis);
    grids.set(axis, known);
  }
  return known;
}
const grids = new WeakMap<TimeAxis, Record<string, string>>();

/** Their distance and their first place, as a background has them: one image repeated. None where the scale changes. */
function newGrid(axis: TimeAxis): Record<string, string> {
  const [first = axis.from, second = axis.to] = axis.parts.length > 1 ? [] : ticksOf(axis, LINES);
  const share = axis.share(second) - axis.share(first);
  // A background's percentage counts from what the image leaves free.
  const start = share < 1 ? axis.share(first) / (1 - share) : 0;
  return { '--grid': `${share * 100}%`, '--grid-x': `${start * 100}%` };
}

/** `0`, `0.5 s`, `250 ms` when all of the axis is short, `2 min` when it is long; as fine as the `step` from one to the next. */
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
