import type { ErrorText, Ms, Outcome, Policy, ToolCall } from '../../run/types.ts';
import type { Cancel, Tool } from '../types.ts';
import type { Attempt } from './attempt.ts';

/** A place in the order in which calls of all runs wait for pools. */
export interface PoolTicket {
  readonly seq: number;
  /** `undefined` once it is used up. */
  entry: CallTask | undefined;
}

/** A call's wait for room in pools that are shared between runs. */
export interface PoolWait {
  /** The clock's time at which it began; `undefined` while the call waits for its tool's own limit. */
  since: Ms | undefined;
  ticket: PoolTicket;
  /** The PoolMember in whose pool the call waits now; one after the other where its tool has several. */
  member: object;
}

/** The state of one call in the engine. `outcome` is set once, when the call settles. */
export interface CallTask {
  readonly key: number;
  readonly call: ToolCall;
  /** Position in the start order, from 0. */
  rank: number;
  /** Number of its batch, from 1; 0 without batches, or when the call is rejected. */
  batch: number;
  /** What the next attempt invokes: the tool and arguments of the call, or those of its fallback. */
  tool: Tool | undefined;
  args: Record<string, unknown>;
  /** Number of attempts started, including the fallback's. */
  attempts: number;
  startedAt: Ms | undefined;
  open: Attempt | undefined;
  /** Number of its abandoned attempts that still run. */
  abandonedRunning: number;
  /** Number of claims on its one slot: attempts that hold it, and a pending fallback. The slot is freed at 0. */
  claims: number;
  /** The error of the last attempt that is tried again. */
  retriedError: ErrorText | undefined;
  /** Cancels the backoff before the next attempt. */
  cancelBackoff: Cancel | undefined;
  /** Whether it has reserved a start in the rate window and not started yet. */
  hasReservation: boolean;
  /** Set while it waits for a shared pool. */
  poolWait: PoolWait | undefined;
  /** The failure that the fallback recovers from, as text; `undefined` before the fallback. */
  recovers: string | undefined;
  /** Whether the slot is claimed for a fallback that has not started yet. */
  fallbackClaimed: boolean;
  /** Why the call cannot run. It is then rejected, however the run ends. */
  rejection: ErrorText | undefined;
  outcome: Outcome | undefined;
}

export function newCallTask(key: number, call: ToolCall, tool: Tool | undefined): CallTask {
  return {
    key,
    call,
    rank: key,
    batch: 0,
    tool,
    args: call.args,
    attempts: 0,
    startedAt: undefined,
    open: undefined,
    abandonedRunning: 0,
    claims: 0,
    hasReservation: false,
    poolWait: undefined,
    fallbackClaimed: false,
    retriedError: undefined,
    cancelBackoff: undefined,
    recovers: undefined,
    rejection: undefined,
    outcome: undefined,
  };
}

/** Sets the rank of each entry by the policy's order; ties keep the listed order. */
export function rank(entries: readonly CallTask[], order: Policy['order']): void {
  if (order === 'listed') return;
  entries.toSorted(startOrder(order)).forEach((entry, i) => {
    entry.rank = i;
  });
}

export const byRank = (a: CallTask, b: CallTask): number => a.rank - b.rank;

function startOrder(order: Exclude<Policy['order'], 'listed'>): (a: CallTask, b: CallTask) => number {
  const expected = ({ call }: CallTask) => call.expectedMs ?? 0;
  const priority = ({ call }: CallTask) => call.priority ?? 0;
  switch (order) {
    case 'priority':
      return (a, b) => priority(b) - priority(a) || a.key - b.key;
    case 'longest-first':
      return (a, b) => expected(b) - expected(a) || a.key - b.key;
    case 'shortest-first':
      return (a, b) => expected(a) - expected(b) || a.key - b.key;
  }
}
