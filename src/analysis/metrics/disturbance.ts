import type { RunState } from '../../run/fold.ts';
import type { Disturbance, Ms } from '../../run/types.ts';

/**
 * The main cause of late timers: the one with the most lateness. A timer's lateness is attributed first to the time in
 * which the tab was hidden, then to a busy thread as far as one was observed, and the rest is unexplained
 * (`late-timer`). A hidden tab or a busy thread without a late timer is no cause. `undefined` if no timer was late.
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

/** Length of the overlap of two spans. */
function overlap(a: DisturbedSpan, b: DisturbedSpan): Ms {
  return Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from));
}
