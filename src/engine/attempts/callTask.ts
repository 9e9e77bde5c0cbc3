import type { ErrorText, Ms, Outcome, Policy, ToolCall } from '../../run/types.ts';
import type { Cancel, Tool } from '../types.ts';
import type { Attempt } from './attempt.ts';

/** What the engine knows of one call. `outcome` is set once and ends it. */
export interface CallTask {
  readonly key: number;
  readonly call: ToolCall;
  /** Place in the order in which calls start, from 0. */
  rank: number;
  /** From 1; 0 where there are no batches, or when it was rejected. */
  batch: number;
  /** What the next attempt invokes: the call's own tool and arguments, later perhaps its fallback's. */
  tool: Tool | undefined;
  args: Record<string, unknown>;
  /** Attempts started, the fallback's included. */
  attempts: number;
  startedAt: Ms | undefined;
  open: Attempt | undefined;
  /** Abandoned attempts of it that still run. */
  runningOn: number;
  /** Reasons why it holds a slot of the run: attempts that count, and the way from one to its fallback. */
  claims: number;
  /** Ends the backoff before the next attempt. */
  cancelBackoff: Cancel | undefined;
  /** It was promised a place in the rate and has not used it yet. */
  promised: boolean;
  /** What the fallback saves it from, in words. */
  recovers: string | undefined;
  /** Its fallback has not started yet; the slot is kept for it. */
  onTheWay: boolean;
  /** Why it can never run; then it is rejected whatever else ends the run. */
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
    runningOn: 0,
    claims: 0,
    promised: false,
    onTheWay: false,
    cancelBackoff: undefined,
    recovers: undefined,
    rejection: undefined,
    outcome: undefined,
  };
}

/** Ranks the entries by who starts first among those that may; ties in listed order. */
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
