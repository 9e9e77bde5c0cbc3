import type { PlainState } from '../run/plainState.ts';
import type { Ms, Plan, RunEvent } from '../run/types.ts';
import type { PredictionAnswer, PredictRequest } from './predict/predictions.ts';
import type { Query, QueryAnswers } from './predict/queries.ts';

/** What is done to a run under way. */
export type SteerCommand =
  | { do: 'cancelCall'; key: number }
  | { do: 'setLimit'; limit: number | null }
  | { do: 'pause' }
  | { do: 'resume' };

/** What the page sees of its surroundings; times are in milliseconds since 1970, as both threads can read them. */
export type PageCondition =
  | { saw: 'visibility'; hidden: boolean; epochMs: Ms }
  | { saw: 'longTask'; fromEpochMs: Ms; durationMs: Ms };

/** What the page says to the `run` Worker. */
export type ToRun =
  /** `earlier`: State that an earlier run left, with the calls of `plan` in it: they run again, and it is merged into. */
  | { type: 'run'; runId: number; plan: Plan; earlier?: PlainState | undefined }
  | { type: 'stop'; runId: number; reason: string }
  | { type: 'steer'; runId: number; command: SteerCommand }
  | { type: 'sight'; sight: PageCondition };

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

export type ToPlan = ({ type: 'predict' } & PredictRequest) | ({ type: 'ask' } & Query);

/** What the `plan` Worker answers; a request that a newer one has overtaken is dropped without an answer. */
export type FromPlan = { type: 'ready' } | PredictionAnswer | ({ type: 'answers' } & QueryAnswers);
