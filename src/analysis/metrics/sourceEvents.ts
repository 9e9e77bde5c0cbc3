import type { CallState } from '../../run/callState.ts';
import type { RunState } from '../../run/fold.ts';
import { policyOf } from '../../run/policy.ts';
import { poolsOf } from '../../run/toolSettings.ts';
import type { Ms, OutcomeKind, Plan, RunEvent } from '../../run/types.ts';
import { type TimeBreakdown, timeBreakdownOf } from './timeBreakdown.ts';

/** The causes for which a call waits; running and backing off are not waiting. */
export type WaitCause = Exclude<keyof TimeBreakdown, 'run' | 'backoff'>;
export const WAIT_CAUSES: readonly WaitCause[] = ['barrier', 'rate', 'slot', 'pool', 'sharedPool', 'pause', 'other'];
/** Rounding error of sums of fractions. */
export const ROUNDING = 1e-6;

/**
 * Describes the events from which a number is computed. It is a filter and not a list, because it is sent from the
 * Worker to the page: lists of 10,000 positions per number would be too large. An event matches if all given conditions
 * hold.
 */
export interface SourceEvents {
  types: readonly RunEvent['type'][];
  /** Of this call; a batch that opens matches each call in it. */
  key?: number;
  tool?: string;
  /** Only of calls that were started. */
  ran?: true;
  /** Only settled with this outcome. */
  kind?: OutcomeKind;
  /** Only attempts after the first. */
  later?: true;
  /** Only attempts that are followed by a backoff. */
  backsOff?: true;
  /** Only attempts that ran at this moment. */
  runningAt?: Ms;
  /** Only calls that waited for this cause. */
  waitedFor?: WaitCause;
}

/**
 * Returns a predicate for the source events of a number.
 *
 * @param state the log folded up to the tested events or further; it may keep growing
 * @param then the state for which the number was computed, if it was an earlier one; read immediately
 */
export function isSourceEvent(
  source: SourceEvents,
  state: RunState,
  plan: Plan,
  then: RunState = state,
): (event: RunEvent) => boolean {
  const types = new Set(source.types);
  const waited = source.waitedFor && keysThatWaited(source.waitedFor, then, plan);
  return (event) => {
    if (!types.has(event.type)) return false;
    if (event.type === 'batchOpened')
      return waited
        ? source.waitedFor === 'barrier' && event.keys.some((key) => waited.has(key))
        : source.key === undefined || event.keys.includes(source.key);
    const call = 'key' in event && event.key !== undefined ? state.calls[event.key] : undefined;
    if (source.key !== undefined && call?.key !== source.key) return false;
    if (source.tool !== undefined && call?.name !== source.tool) return false;
    if (source.ran && !call?.attempts.length) return false;
    if (waited && !(call && waited.has(call.key))) return false;
    if (source.kind && !(event.type === 'settled' && event.kind === source.kind)) return false;
    if (source.later && !('attempt' in event && event.attempt > 1)) return false;
    if (source.backsOff && !(event.type === 'attemptEnded' && event.backoffMs !== undefined)) return false;
    return source.runningAt === undefined || ranAt(source.runningAt, event, call);
  };
}

function ranAt(at: Ms, event: RunEvent, call: CallState | undefined): boolean {
  const attempt = 'attempt' in event ? call?.attempts[event.attempt - 1] : undefined;
  return !!attempt && attempt.startedAt <= at && at < (attempt.endedAt ?? Number.POSITIVE_INFINITY);
}

/**
 * Breaks down a call's time by the plan's policy. A limit that was set only during the run counts as the plan's limit.
 */
export function timeBreakdownOfPlan(state: RunState, plan: Plan): (call: CallState) => TimeBreakdown {
  const policy = policyOf(plan);
  const limit = policy.limit ?? state.limits.find((one) => one.limit !== null)?.limit ?? null;
  const counted = { ...policy, limit };
  const pools = poolsOf(plan);
  return timeBreakdownOf(state, counted, pools);
}

function keysThatWaited(cause: WaitCause, state: RunState, plan: Plan): Set<number> {
  const spent = timeBreakdownOfPlan(state, plan);
  const keys = new Set<number>();
  for (const call of state.calls)
    if (call && call.outcome?.kind !== 'rejected' && spent(call)[cause] > ROUNDING) keys.add(call.key);
  return keys;
}
