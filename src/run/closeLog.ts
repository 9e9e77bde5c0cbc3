import type { CallState } from './callState.ts';
import { fold, foldAll } from './fold.ts';
import type { EventBody, Ms, Plan, RunEvent } from './types.ts';

/**
 * The events that end a log whose writer was killed: every call that is missing is queued, every running
 * attempt cancelled, every open call settled, the run settled. Append them to `events`; there are none when
 * the run had settled already.
 *
 * @param at when it was killed, in ms since the run's start; never before the last event
 * @param reasonOf in words, why this call did not end by itself
 */
export function closeLog(
  plan: Plan,
  events: readonly RunEvent[],
  at: Ms,
  reasonOf: (call: CallState) => string,
): RunEvent[] {
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
      const reason = reasonOf(call);
      if (call.phase === 'running') add({ type: 'attemptEnded', key, attempt, result: 'cancelled' });
      add({ type: 'settled', key, kind: 'cancelled', reason });
      call = state.calls[key] as CallState;
    }
    latest = Math.max(latest, call.outcome?.settledAt ?? 0);
  }
  add({ type: 'runSettled', makespan: latest });
  return closing;
}
