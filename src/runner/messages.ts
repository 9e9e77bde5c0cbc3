import type { PlainState } from '../run/plainState.ts';
import type { Ms, Plan, RunEvent } from '../run/types.ts';
import type { PredictionAnswer, PredictRequest } from './predict/predictions.ts';
import type { Query, QueryAnswers } from './predict/queries.ts';

/** A command to a run in progress. */
export type SteerCommand =
  | { do: 'cancelCall'; key: number }
  | { do: 'setLimit'; limit: number | null }
  | { do: 'pause' }
  | { do: 'resume' };

/** A condition of the page that may disturb a run. Times are in ms since 1970, which both threads can convert. */
export type PageCondition =
  | { kind: 'visibility'; hidden: boolean; epochMs: Ms }
  | { kind: 'longTask'; fromEpochMs: Ms; durationMs: Ms };

/** Messages from the page to the `run` Worker. */
export type ToRun =
  /** `earlier`: the State after an earlier run that contains the calls of `plan`; they run again and are merged into it. */
  | { type: 'run'; runId: number; plan: Plan; earlier?: PlainState | undefined }
  | { type: 'stop'; runId: number }
  | { type: 'steer'; runId: number; command: SteerCommand }
  | { type: 'pageCondition'; condition: PageCondition };

/** Messages from the `run` Worker to the page. */
export type FromRun =
  /** Its code is loaded, so a run starts at once. */
  | { type: 'ready' }
  /** `originEpochMs`: the run's time 0 in ms since 1970, with fractions, which both threads can convert. */
  | { type: 'started'; runId: number; originEpochMs: Ms }
  | { type: 'events'; runId: number; events: RunEvent[] }
  /** Sent at once on `stop`, so that a slow stop is not taken for a blocked Worker. */
  | { type: 'stopping'; runId: number }
  /** Sent after `runSettled`: State after the run. */
  | { type: 'committed'; runId: number; state: PlainState }
  | { type: 'refused'; runId: number; message: string };

/** Messages from the page to the `plan` Worker. */
export type ToPlan = ({ type: 'predict' } & PredictRequest) | ({ type: 'query' } & Query);

/** Messages from the `plan` Worker to the page. A request that a newer one replaces gets no answer. */
export type FromPlan = { type: 'ready' } | PredictionAnswer | ({ type: 'answers' } & QueryAnswers);
