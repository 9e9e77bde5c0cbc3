import { batchOf, type CallState, type RunState } from '../run/fold.ts';
import type { Ms, Policy } from '../run/types.ts';
import type { Proof } from './proof.ts';

/** Where a call's time before and between its attempts went. */
export interface Waits {
  /** Behind the barrier, until its batch was opened. */
  barrier: Ms;
  /** Held back otherwise before it was ready: rate, pause. */
  held: Ms;
  /** Ready, without a slot. */
  slot: Ms;
}

export function waitsOf(state: RunState, call: CallState): Waits {
  const first = call.attempts[0]?.readyAt ?? call.readyAt;
  if (first === undefined) return { barrier: 0, held: 0, slot: 0 };
  const opened = call.batch === undefined ? undefined : batchOf(state, call.batch)?.openedAt;
  const barrier = opened === undefined ? 0 : opened - call.queuedAt;
  const slot = call.attempts.reduce((sum, { readyAt, startedAt }) => sum + (startedAt - readyAt), 0);
  return { barrier, held: first - call.queuedAt - barrier, slot };
}

/**
 * One cause of what the policy costs. The parts add up to total - lower bound.
 * `slot`: the call `key`, which the run ended with, waited `waitedMs` for a slot; `ms` of that is beyond the
 * lower bound. `barrier`: batches 2 to `batches` had to wait. `other`: no cause that a log shows.
 */
export type Cost =
  | { cause: 'slot'; ms: Ms; key: number; id: string; waitedMs: Ms }
  | { cause: 'barrier'; ms: Ms; batches: number }
  | { cause: 'other'; ms: Ms };

/**
 * What the policy costs beyond the lower bound, by named cause; empty while that is unknown or endless.
 * For the cost of the policy alone give the predicted run; a measured one includes the overhead.
 *
 * The total is explained by the call that settled last: its wait and its own duration fill the run. So its
 * wait for a slot comes first; what is left was spent at barriers.
 */
export function costOf(state: RunState, policy: Policy, { total, lowerBound, cutShort }: Proof): Cost[] {
  if (total === undefined || lowerBound === undefined || cutShort || !Number.isFinite(total)) return [];
  const costs: Cost[] = [];
  let left = Math.max(0, total - lowerBound);
  const last = lastCall(state);
  if (last && policy.limit !== null) {
    const waitedMs = waitsOf(state, last).slot;
    if (waitedMs > 0) {
      const ms = Math.min(left, waitedMs);
      costs.push({ cause: 'slot', ms, key: last.key, id: last.id, waitedMs });
      left -= ms;
    }
  }
  const opened = state.batches.at(-1)?.openedAt ?? 0;
  if (opened > 0 && left > 0) {
    const ms = Math.min(left, opened);
    costs.push({ cause: 'barrier', ms, batches: state.batches.length });
    left -= ms;
  }
  if (left > 0) costs.push({ cause: 'other', ms: left });
  return costs;
}

/**
 * The call that the run ended with: of those that settled within 1 % of the end the first listed that had
 * waited, so that the same plan names the same call whatever a timer's jitter was.
 */
function lastCall(state: RunState): CallState | undefined {
  const end = state.makespan ?? 0;
  const last = state.calls.filter(
    ({ attempts, outcome }) => attempts.length > 0 && (outcome?.settledAt ?? -1) >= end * 0.99,
  );
  return last.find((call) => waitsOf(state, call).slot > end * 0.01) ?? last[0];
}
