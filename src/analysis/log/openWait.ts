import type { AttemptState, CallState } from '../../run/callState.ts';
import type { RunState } from '../../run/fold.ts';
import { policyOf } from '../../run/policy.ts';
import { poolsOf } from '../../run/toolSettings.ts';
import type { Ms, Plan, Policy } from '../../run/types.ts';
import type { WaitCause } from '../metrics/sourceEvents.ts';
import { batchOf } from '../metrics/timeBreakdown.ts';

/** What an open call waits for at a moment of its run. */
export interface OpenWait {
  readonly cause: WaitCause | 'backoff';
  /** In ms since the run's start. */
  readonly since: Ms;
  /** Of a backoff: when it ends. */
  readonly until?: Ms;
}

/**
 * What the call waits for; `undefined` while it runs and once it has settled. The causes are those of `timeBreakdownOf`,
 * which adds up the waits that are over. A wait for a pool that other runs share counts as one for a slot: the log tells
 * them apart at the start of the attempt.
 *
 * @param now the moment, in ms since the run's start; not before the last event in `state`
 */
export function openWait(call: CallState, state: RunState, plan: Plan, now: Ms = state.at): OpenWait | undefined {
  const policy = policyOf(plan);
  const held = policy.rate ? 'rate' : 'other';
  /** A pause takes the place of the wait that it interrupts. */
  const orPause = (cause: WaitCause, since: Ms): OpenWait =>
    state.paused ? { cause: 'pause', since: Math.max(since, state.pauses.at(-1)?.from ?? since) } : { cause, since };

  switch (call.phase) {
    case 'queued': {
      if (call.batch === undefined) return orPause(held, call.queuedAt);
      const batch = batchOf(state, call.batch);
      return batch ? orPause(held, batch.openedAt) : { cause: 'barrier', since: call.queuedAt };
    }
    case 'backoff': {
      const { endedAt = now, backoffMs = 0 } = call.attempts.at(-1) as AttemptState;
      const until = endedAt + backoffMs;
      return now < until ? { cause: 'backoff', since: endedAt, until } : orPause(held, until);
    }
    case 'ready': {
      const limit = policy.limit ?? state.limits.find((one) => one.limit !== null)?.limit ?? null;
      const isPool = limit === null || isToolFull(call, state, plan, policy);
      const cause = poolsOf(plan)[call.name] !== undefined && isPool ? 'pool' : limit === null ? held : 'slot';
      return orPause(cause, call.readyAt ?? now);
    }
    default:
      return undefined;
  }
}

/** Whether other calls of the tool occupy all places that it has. */
function isToolFull({ key, name }: CallState, { calls }: RunState, plan: Plan, { slotOnTimeout }: Policy): boolean {
  const room = poolsOf(plan)[name] ?? Number.POSITIVE_INFINITY;
  let occupied = 0;
  for (const other of calls) {
    if (other?.name !== name || other.key === key) continue;
    // Under `hold` an abandoned attempt keeps its place until it really ends.
    const holds = slotOnTimeout === 'hold' && other.attempts.some(isAbandonedWork);
    if (other.phase === 'running' || holds) occupied++;
  }
  return occupied >= room;
}

function isAbandonedWork({ result, lateAt }: AttemptState): boolean {
  return (result === 'timedOut' || result === 'cancelled') && lateAt === undefined;
}
