import type { TimeAxis } from '../../analysis/timeAxis.ts';
import type { CallState } from '../../run/fold.ts';
import type { Ms } from '../../run/types.ts';

/** When the time of each attempt runs out: a timeout counts from an attempt's own start. None without a timeout. */
export function timeoutsOf(call: CallState | undefined, timeoutMs: Ms | null | undefined): Ms[] {
  if (timeoutMs == null || !call) return [];
  return call.attempts.map(({ startedAt }) => startedAt + timeoutMs);
}

export const SNAP_MS = 50;
/** Longest that can be dragged to. */
const MAX_MS = 600_000;

/** A timeout of 0 would end everything before it began. */
export function snapped(ms: Ms): Ms {
  return Math.min(MAX_MS, Math.max(SNAP_MS, Math.round(ms / SNAP_MS) * SNAP_MS));
}

/** On which side of its line each flag hangs, so that two of them do not run into each other or out of the axis. */
export function flagSides(at: Ms, other: Ms | null, axis: TimeAxis): 'left' | 'right' {
  const share = axis.share(at);
  if (share > 0.88) return 'left';
  return other !== null && at < other && share > 0.14 ? 'left' : 'right';
}
