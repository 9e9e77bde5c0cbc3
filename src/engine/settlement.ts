import type { Ms, Outcome, RunEvent, Settlement } from '../run/types.ts';
import type { CallTask } from './attempts/callTask.ts';

/** Field by field for calls that succeed, which are most: spreading unknown fields costs more than everything else here. */
export function settledEvent(seq: number, at: Ms, key: number, settlement: Settlement): RunEvent {
  const { kind, value, recovered, abandoned } = settlement;
  if (kind !== 'succeeded') return { seq, at, type: 'settled', key, ...settlement };
  const event: RunEvent = { seq, at, type: 'settled', key, kind, value };
  if (recovered !== undefined) event.recovered = recovered;
  if (abandoned) event.abandoned = true;
  return event;
}

export function outcomeOf(
  { key, call, attempts, startedAt }: CallTask,
  settledAt: Ms,
  settlement: Settlement,
): Outcome {
  const { id, name } = call;
  const { kind, value, recovered, abandoned } = settlement;
  if (kind !== 'succeeded' || startedAt === undefined) {
    const outcome: Outcome = { key, id, name, ...settlement, attempts, queuedAt: 0, settledAt };
    if (startedAt !== undefined) outcome.startedAt = startedAt;
    return outcome;
  }
  const outcome: Outcome = { key, id, name, kind, value, attempts, queuedAt: 0, startedAt, settledAt };
  if (recovered !== undefined) outcome.recovered = recovered;
  if (abandoned) outcome.abandoned = true;
  return outcome;
}
