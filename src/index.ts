/**
 * The library's main entry: runs several tool calls concurrently under a policy, predicts the same run on a virtual clock,
 * and folds its log into state. Needs no DOM and no framework.
 */

export { eventText as narrate } from './analysis/log/eventText.ts';
export { tableText } from './analysis/log/tableText.ts';
export { type Concurrency, concurrencyOf } from './analysis/metrics/concurrency.ts';
export type { Bound, Pools } from './analysis/metrics/makespanBound.ts';
export {
  type Baseline,
  baselineOf,
  ownDuration,
  type Proof,
  type ProofInput,
  proofOf,
  totalOf,
} from './analysis/metrics/proof.ts';
export { type Cost, costOf } from './analysis/metrics/timeBreakdown.ts';
export { createPool } from './engine/admission/pool.ts';
export { realClock } from './engine/clocks/realClock.ts';
export { Stalled, virtualClock } from './engine/clocks/virtualClock.ts';
export { createController, type RunController } from './engine/controller.ts';
export { execute } from './engine/execute.ts';
export { Interruption } from './engine/interruption.ts';
export { type PredictOptions, predict } from './engine/predict.ts';
export { type PredictionBudget, PredictionTooLarge } from './engine/predictionBudget.ts';
export type {
  Cancel,
  Clock,
  Complaint,
  ExecuteOptions,
  Pool,
  PoolSettings,
  RetryOnFunction,
  Tool,
  ToolContext,
  Tools,
  VirtualClock,
} from './engine/types.ts';
export type { AttemptState, CallState, Phase } from './run/callState.ts';
export { checkPlanStrictly as checkPlan } from './run/check/checkPlanStrictly.ts';
export { MAX_DELAY_MS } from './run/check/checkPolicy.ts';
export { PlanError } from './run/check/planError.ts';
export { closeLog } from './run/closeLog.ts';
export { RunFileError, readRunFile, type SavedRun, writeRunFile } from './run/file/runFile.ts';
export {
  type Batch,
  fold,
  foldAll,
  IllegalEvent,
  newRunState,
  outcomesOf,
  type RunState,
} from './run/fold.ts';
export { DEFAULT_POLICY, policyOf } from './run/policy.ts';
export { TRANSIENT } from './run/retryRule.ts';
export type {
  AttemptResult,
  EndCause,
  ErrorText,
  EventBody,
  Fallback,
  LossReason,
  Ms,
  Outcome,
  OutcomeKind,
  Plan,
  Policy,
  Retry,
  RetryOn,
  RetryRefusal,
  Run,
  RunEvent,
  Settlement,
  ToolCall,
  WarningCode,
} from './run/types.ts';
