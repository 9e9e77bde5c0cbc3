import type { CallState } from './callState.ts';
import { fold, foldAll } from './fold.ts';
import { reasonText } from './text/reasonText.ts';
import type { EventBody, LossReason, Ms, Plan, RunEvent } from './types.ts';

/**
 * The events that complete a log whose writer was killed: each missing call is queued, each running attempt cancelled,
 * each open call settled as `cancelled`, and the run settled. The caller appends them to `events`. Empty when the run has
 * settled. Throws IllegalEvent for a log that is not valid.
 *
 * @param at when the writer was killed, in ms since the run's start; a time before the last event counts as the last event's
 * @param loss how the writer was killed
 */
export function closeLog(plan: Plan, events: readonly RunEvent[], at: Ms, loss: LossReason): RunEvent[] {
  const state = foldAll(events);
  if (state.phase === 'settled') return [];
  const closing: RunEvent[] = [];
  const end = Math.max(at, state.at);
  const add = (body: EventBody) => {
    const event: RunEvent = { seq: state.seq + 1, at: end, ...body };
    fold(state, event);
    closing.push(event);
  };

  if (state.phase === 'new') add({ type: 'runStarted', calls: plan.calls.length });
  plan.calls.forEach(({ id, name }, key) => {
    if (!state.calls[key]) add({ type: 'queued', key, id, name });
  });
  let latest = 0;
  for (const { key } of state.calls) {
    let call = state.calls[key] as CallState;
    if (call.phase !== 'settled') {
      const attempt = call.attempts.length;
      const reason = reasonText.workerLost(loss, call.phase === 'running');
      if (call.phase === 'running') add({ type: 'attemptEnded', key, attempt, result: 'cancelled' });
      add({ type: 'settled', key, kind: 'cancelled', reason, cause: 'worker-lost', loss });
      call = state.calls[key] as CallState;
    }
    latest = Math.max(latest, call.outcome?.settledAt ?? 0);
  }
  add({ type: 'runSettled', makespan: latest });
  return closing;
}
