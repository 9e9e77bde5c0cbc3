import type { CallState } from '../../run/callState.ts';
import type { RunState } from '../../run/fold.ts';
import { policyOf } from '../../run/policy.ts';
import { poolsOf } from '../../run/toolSettings.ts';
import type { Ms, OutcomeKind, Plan, RunEvent } from '../../run/types.ts';
import { type Spent, spending } from './timeBreakdown.ts';

/** Why a call waited; time that it ran or backed off is no waiting. */
export type WaitCause = Exclude<keyof Spent, 'run' | 'backoff'>;
export const WAIT_CAUSES: readonly WaitCause[] = ['barrier', 'rate', 'slot', 'pool', 'pause', 'other'];
/** What sums of fractions leave behind. */
export const ROUNDING = 1e-6;

/**
 * Which events of a log a number was made from, as data: it goes from the Worker to the page, where a list of
 * 10,000 places for each number would not. An event is one of them when all that is given holds.
 */
export interface Behind {
  types: readonly RunEvent['type'][];
  /** Of this call; a batch that opens is of each call in it. */
  key?: number;
  tool?: string;
  /** Of calls that were started. */
  ran?: true;
  /** Settled so. */
  kind?: OutcomeKind;
  /** Of attempts beyond the first. */
  later?: true;
  /** Another attempt follows after a delay. */
  backsOff?: true;
  /** Of attempts that ran at this moment. */
  runningAt?: Ms;
  /** Of calls that waited for it. */
  waitedFor?: WaitCause;
}

/**
 * Says of an event whether it is behind a number. `state` is the log folded, to the event or beyond it; it may go on
 * to grow. `then`: the state that the number is of, when that was an earlier one; it is looked at at once.
 */
export function isBehind(
  behind: Behind,
  state: RunState,
  plan: Plan,
  then: RunState = state,
): (event: RunEvent) => boolean {
  const types = new Set(behind.types);
  const waited = behind.waitedFor && waiters(behind.waitedFor, then, plan);
  return (event) => {
    if (!types.has(event.type)) return false;
    if (event.type === 'batchOpened')
      return waited
        ? behind.waitedFor === 'barrier' && event.keys.some((key) => waited.has(key))
        : behind.key === undefined || event.keys.includes(behind.key);
    const call = 'key' in event && event.key !== undefined ? state.calls[event.key] : undefined;
    if (behind.key !== undefined && call?.key !== behind.key) return false;
    if (behind.tool !== undefined && call?.name !== behind.tool) return false;
    if (behind.ran && !call?.attempts.length) return false;
    if (waited && !(call && waited.has(call.key))) return false;
    if (behind.kind && !(event.type === 'settled' && event.kind === behind.kind)) return false;
    if (behind.later && !('attempt' in event && event.attempt > 1)) return false;
    if (behind.backsOff && !(event.type === 'attemptEnded' && event.backoffMs !== undefined)) return false;
    return behind.runningAt === undefined || ranAt(behind.runningAt, event, call);
  };
}

function ranAt(at: Ms, event: RunEvent, call: CallState | undefined): boolean {
  const attempt = 'attempt' in event ? call?.attempts[event.attempt - 1] : undefined;
  return !!attempt && attempt.startedAt <= at && at < (attempt.endedAt ?? Number.POSITIVE_INFINITY);
}

/** What the time of a call went into. A plan whose limit came only while it ran is one with a limit. */
export function spentIn(state: RunState, plan: Plan): (call: CallState) => Spent {
  const policy = policyOf(plan);
  const limit = policy.limit ?? state.limits.find((one) => one.limit !== null)?.limit ?? null;
  const counted = { ...policy, limit };
  const pools = poolsOf(plan);
  return spending(state, counted, pools);
}

function waiters(cause: WaitCause, state: RunState, plan: Plan): Set<number> {
  const spent = spentIn(state, plan);
  const keys = new Set<number>();
  for (const call of state.calls)
    if (call && call.outcome?.kind !== 'rejected' && spent(call)[cause] > ROUNDING) keys.add(call.key);
  return keys;
}
