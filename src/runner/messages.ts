import type { RunState } from '../run/fold.ts';
import type { PlainState } from '../run/plainState.ts';
import type { Ms, Plan, Policy, RunEvent } from '../run/types.ts';
import type { Answers, Ask } from './asks.ts';

/** What the page says to the `run` Worker. */
export type ToRun = { type: 'run'; runId: number; plan: Plan } | { type: 'stop'; runId: number; reason: string };

/** What the `run` Worker says to the page. */
export type FromRun =
  /** Its code is loaded: a run starts at once from here on. */
  | { type: 'ready' }
  /** `originEpochMs`: the run's time 0 in milliseconds since 1970, with fractions, as both threads can read it. */
  | { type: 'started'; runId: number; originEpochMs: Ms }
  | { type: 'events'; runId: number; events: RunEvent[] }
  /** Sent at once on `stop`, so that a long answer is not taken for a dead Worker. */
  | { type: 'stopping'; runId: number }
  /** After the last event: State as the tutorial's executor leaves it. */
  | { type: 'committed'; runId: number; state: PlainState }
  | { type: 'refused'; runId: number; message: string };

/** Totals are wanted for `plan` under each of these policies. */
export interface PredictRequest {
  id: number;
  plan: Plan;
  others: Record<string, Policy>;
}

export interface PredictedTotal {
  makespan: Ms;
  /** Something in it never ends. */
  stalled: boolean;
}

export type ToPlan = ({ type: 'predict' } & PredictRequest) | ({ type: 'ask' } & Ask);

/** What the `plan` Worker answers; a request that a newer one has overtaken is dropped without an answer. */
export type FromPlan =
  | { type: 'ready' }
  | { type: 'predicted'; id: number; state: RunState }
  | ({ type: 'answers' } & Answers)
  | { type: 'totals'; id: number; totals: Record<string, PredictedTotal> }
  | { type: 'refused'; id: number; message: string };
