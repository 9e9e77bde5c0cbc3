import type { RunState } from '../../run/fold.ts';
import type { Disturbance, Ms } from '../../run/types.ts';

/**
 * What made the timers late, by the log: the cause of the most lateness. Time in which the tab was hidden goes to
 * that, what is left of it to a busy thread where one was seen, the rest to nothing known. A hidden tab or a busy
 * thread that no timer suffered from is no cause. `undefined` when nothing came late.
 */
export function disturbedBy({ disturbances }: Pick<RunState, 'disturbances'>): Disturbance | undefined {
  const lost: Record<Disturbance, Ms> = { 'hidden-tab': 0, 'long-task': 0, 'late-timer': 0 };
  for (const late of disturbances) {
    if (late.cause !== 'late-timer') continue;
    const during = (cause: Disturbance) =>
      disturbances.reduce((sum, one) => (one.cause === cause ? sum + overlap(late, one) : sum), 0);
    const length = late.to - late.from;
    const hidden = Math.min(length, during('hidden-tab'));
    const busy = Math.min(length - hidden, during('long-task'));
    lost['hidden-tab'] += hidden;
    lost['long-task'] += busy;
    lost['late-timer'] += length - hidden - busy;
  }
  const [cause, most] = Object.entries(lost).reduce((a, b) => (b[1] > a[1] ? b : a)) as [Disturbance, Ms];
  return most > 0 ? cause : undefined;
}

interface DisturbedSpan {
  from: Ms;
  to: Ms;
}

/** How long both lasted at once. */
function overlap(a: DisturbedSpan, b: DisturbedSpan): Ms {
  return Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from));
}
