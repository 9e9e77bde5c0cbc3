import { foldAll, type RunState } from '../../../src/run/fold.ts';
import type { AttemptResult, EventBody, Ms, OutcomeKind, RunEvent } from '../../../src/run/types.ts';

/**
 * A settled run drawn as text, one call a row, one character 100 ms:
 *
 *     slow_1  |##########| succeeded
 *     flaky_1 |..###~~###| succeeded
 *     nope_1  ||           rejected
 *
 * `.` ready without a slot, `#` an attempt, `~` backoff; the word is the outcome. An attempt that is followed
 * by backoff has failed. `+` in the place of a `#` begins the next attempt at once.
 */
export function drawRun(picture: string, options: { stalled?: boolean; tick?: Ms } = {}): RunState {
  return foldAll(drawEvents(picture, options));
}

export function drawEvents(picture: string, { stalled = false, tick = 100 } = {}): RunEvent[] {
  const rows = picture.split('\n').flatMap((line) => {
    const match = /^\s*(\S+)\s*\|([.#~+]*)\|\s*(\w+)/.exec(line);
    return match ? [{ id: match[1] as string, bar: match[2] as string, kind: match[3] as OutcomeKind }] : [];
  });
  const timed: { at: Ms; order: number; body: EventBody }[] = [];
  // At equal times: what ends, then what settles, then what is let through, then what starts.
  const add = (at: Ms, order: number, body: EventBody) => timed.push({ at, order, body });
  rows.forEach(({ id, bar, kind }, key) => {
    add(0, -2, { type: 'queued', key, id, name: `${id.split('_')[0]}_tool` });
    const end = bar.length * tick;
    let attempt = 0;
    for (const piece of bar.matchAll(/(\.*)([#+]#*)(~*)/g)) {
      const [, wait = '', work = '', backoff = ''] = piece;
      const ready = piece.index * tick;
      const from = ready + wait.length * tick;
      const to = from + work.length * tick;
      const last = to === end && !backoff;
      const result: AttemptResult = last ? (kind as AttemptResult) : 'failed';
      attempt++;
      add(ready, 2, { type: 'ready', key });
      add(from, 3, { type: 'started', key, attempt });
      const again = last || (to === end && !backoff) ? {} : { backoffMs: backoff.length * tick };
      add(to, 0, { type: 'attemptEnded', key, attempt, result, ...again });
    }
    add(end, 1, { type: 'settled', key, kind, ...(kind === 'succeeded' && { value: `${id} result` }) });
  });
  const bodies = timed.sort((a, b) => a.at - b.at || a.order - b.order);
  const makespan = Math.max(0, ...rows.map(({ bar }) => bar.length * tick));
  return [
    { at: 0, body: { type: 'runStarted', calls: rows.length } as EventBody },
    ...bodies,
    { at: makespan, body: { type: 'runSettled', makespan, ...(stalled && { stalled }) } as EventBody },
  ].map(({ at, body }, seq) => ({ seq, at, ...body }));
}
