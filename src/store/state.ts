import type { Findings } from '../analysis/findings/findings.ts';
import type { RichText } from '../analysis/format/richText.ts';
import type { EventKind } from '../analysis/log/eventKinds.ts';
import type { Numbers } from '../analysis/metrics/comparedTotals.ts';
import type { Sample } from '../analysis/metrics/distribution.ts';
import type { Metrics } from '../analysis/metrics/metrics.ts';
import type { Behind } from '../analysis/metrics/sourceEvents.ts';
import type { TimeRange } from '../analysis/timeline/timeAxis.ts';
import type { Telling } from '../analysis/verdict/verdict.lazy.ts';
import type { Challenge, Lesson } from '../lessons/types.ts';
import type { RunState } from '../run/fold.ts';
import type { PlainState } from '../run/plainState.ts';
import type { Ms, Plan, RunEvent } from '../run/types.ts';
import type { LossReason } from '../runner/client.ts';
import type { PredictedTotal } from '../runner/messages.ts';
import type { Path } from './criticalPath/criticalPath.ts';
import type { DisplayMode } from './display/displayMode.ts';
import type { Progress } from './lessons/progress.ts';
import type { Shared } from './link/planCodec.ts';
import type { History } from './plan/history.ts';
import type { Setting } from './plan/policyChips.ts';
import type { Restrictions } from './restrictions.ts';
import type { RowsKit } from './rows/rows.lazy.ts';
import type { RowsView } from './rows/rowsSlice.ts';
import type { Playhead, Speed } from './run/playhead.ts';
import type { CompressedGaps, Measuring } from './viewport/viewport.ts';

/** What undo and redo go through: all that the person chose about the run itself. */
export interface PlanDocument {
  readonly plan: Plan;
  /** The preset that it started from; '' when it came from elsewhere. */
  readonly preset: string;
  /** What the steppers stand at, also while another strategy is chosen. */
  readonly atMost: number;
  readonly batchesOf: number;
  /** What it is called, in the title and in links. */
  readonly name?: string;
}

/** The four strategies that are always predicted and shown. */
export type StrategyName = 'one-by-one' | 'all-at-once' | 'at-most' | 'batches';

/** What a plan can be held against: the strategies in its own policy, that policy itself, the tutorial's defaults. */
export type PolicyName = StrategyName | 'this' | 'defaults';

export interface RunRecord {
  readonly id: number;
  /** The plan that it belongs to; compared by identity with the one on the page. */
  readonly plan: Plan;
  /** Only some of its calls ran: those that had failed in the run before. */
  readonly rerun?: Rerun | undefined;
  /** `loading`: asked for before the engine was there. `settled`: the log is complete but for late events. */
  readonly phase: 'loading' | 'running' | 'stopping' | 'settled';
  /** Append-only, and the same array for the run's whole life: read no further than `length`. */
  readonly log: readonly RunEvent[];
  readonly length: number;
  /** The run's time 0 on this thread's `performance.now()`. */
  readonly startedAt: Ms | undefined;
  /** State as the run left it; absent until its one commit. */
  readonly committed: PlainState | undefined;
  readonly end: 'own' | 'stopped' | LossReason | undefined;
}

/** What makes a run one of failed calls alone. */
export interface Rerun {
  /** The run before it, which keeps its log. */
  readonly of: RunRecord;
  /** The plan's calls that run again, in call order: the log's call `k` is the plan's call `keys[k]`. */
  readonly keys: readonly number[];
  /** As it is run: these calls, under the same policy. */
  readonly plan: Plan;
  /** Its prediction, once that has come. */
  readonly ghost: RunState | undefined;
}

export interface Prediction {
  readonly plan: Plan;
  readonly state: RunState;
}

/** Predicted totals of the strategies for these very calls. */
export interface Totals {
  readonly plan: Plan;
  readonly byName: Readonly<Record<string, PredictedTotal>>;
}

/** The plan under another policy beside it. */
export interface SideBySide {
  /** `undefined` = the opposite of what is on the page. */
  readonly choice: PolicyName | undefined;
  readonly prediction: Prediction | undefined;
  readonly problem?: string;
}

export interface Comparison {
  readonly shown: readonly PolicyName[];
  readonly numbers: Readonly<Partial<Record<PolicyName, Numbers>>>;
  /** The plan that the numbers are of. */
  readonly of: Plan | undefined;
  readonly problem?: string;
}

/** Runs of one plan with many seeds. */
export interface SeedSeries {
  /** How many are wanted. */
  readonly times: number;
  readonly samples: readonly Sample[];
  /** More are on their way. */
  readonly open: boolean;
  readonly problem?: string;
}

export interface Repeat {
  readonly plan: Plan;
  readonly predicted?: SeedSeries;
  readonly measured?: SeedSeries;
}

/** What would make a plan faster; neither field = still looking. */
export interface FindingsState {
  readonly plan: Plan;
  readonly answer?: Findings | undefined;
  readonly problem?: string | undefined;
}

/** What an applied finding said of the plan that it made. */
export interface AppliedFinding {
  readonly plan: Plan;
  readonly sentence: RichText;
  /** Held against the total that was measured. */
  readonly kept: (total: Ms) => RichText;
}

/** All that is given must hold for a line to be shown. */
export interface LogFilter {
  /** Only the call of the selected row. */
  readonly selected?: boolean;
  readonly kind?: EventKind | undefined;
  readonly errors?: boolean;
  /** The events that a number was made from, of this run and up to so many events of it. */
  readonly behind?:
    | { readonly text: string; readonly of: Behind; readonly runId: number; readonly count: number }
    | undefined;
}

/** Something to say above the card until it is dismissed. */
export interface Notice {
  readonly text: string;
  readonly action?: 'back-to-my-plan' | 'download-broken' | 'download-plan' | undefined;
  /** The text that `download-broken` saves. */
  readonly broken?: string | undefined;
  readonly reload?: (() => void) | undefined;
  /** It leads to `Your plans`. */
  readonly plans?: boolean;
  /** What waits for the end of a run: stops it. */
  readonly stopAndOpen?: (() => void) | undefined;
}

/** A lesson or a challenge: one of the two is there. */
export interface OpenLesson {
  readonly name: string;
  readonly lesson: Lesson | undefined;
  readonly challenge: Challenge | undefined;
  /** As it begins. */
  readonly plan: Plan;
  /** The lesson's plan with its own change, the same object each time. */
  readonly broken: Plan | undefined;
  readonly step: number;
  /** The answer chosen, from 0. */
  readonly choice: number | undefined;
  /** How many hints were asked for, and whether the solution was. */
  readonly hints: number;
  readonly shown: boolean;
  /** What was on the page before. */
  readonly own: Pick<FanoutState, 'history' | 'runs' | 'notice'>;
}

/** Numbers of the run on the screen at one moment of it, or of the prediction. */
export interface MetricsAnswer {
  /** Absent when they could not be had. */
  readonly metrics: Metrics | undefined;
  /** `undefined` = predicted. */
  readonly runId: number | undefined;
  /** Of this plan, and at so many events of the log. */
  readonly plan: Plan;
  readonly count: number;
  readonly problem?: string;
}

export type Tab = 'state' | 'log' | 'metrics' | 'compare' | 'code';
export type Theme = 'system' | 'light' | 'dark';

/** A text in the policy's panel that no engine would take; the plan keeps what it had. */
export interface PolicyProblem {
  readonly setting: Setting;
  /** In words, with the field's name. */
  readonly problem: string;
  /** The plan's policy as it was then. */
  readonly beside: Plan['policy'];
}

export interface FanoutState {
  readonly history: History<PlanDocument>;
  readonly prediction: Prediction | undefined;
  readonly totals: Totals | undefined;
  /** Waiting for the `plan` Worker. */
  readonly predicting: boolean;
  readonly predictionProblem: string | undefined;
  /** Why there is no prediction of a plan that can be run all the same. */
  readonly tooLarge: string | undefined;
  /** The newest run of each policy over the same calls and seed; edits of the calls leave it until the next run. */
  readonly runs: readonly RunRecord[];
  /** A run beside the page's own: the twin's, or one of many. Edits wait for it too. */
  readonly backgroundRun: RunRecord | undefined;
  /** Open when there. */
  readonly sideBySide: SideBySide | undefined;
  readonly comparison: Comparison | undefined;
  readonly repeat: Repeat | undefined;
  readonly metrics: MetricsAnswer | undefined;
  /** What the Log tab leaves out; absent = nothing. */
  readonly logFilter: LogFilter | undefined;
  /** Where the person thinks that the run will end. */
  readonly guess: Ms | undefined;
  readonly engine: 'cold' | 'loading' | 'ready';
  /** Why nothing can be run in this browser. */
  readonly unavailable: string | undefined;
  readonly problem: string | undefined;
  readonly notice: Notice | undefined;
  /** The row whose editor is open. */
  readonly editing: number | undefined;
  /** What is wrong with the open editor's text: nothing runs until it is mended or dropped. */
  readonly draftProblem: string | undefined;
  readonly policyProblem: PolicyProblem | undefined;
  /** How often Run was asked for while a draft was wrong: each time the view leads to it. */
  readonly rejectedRunRequests: number;
  readonly selected: number | undefined;
  /** The row that was added last; it flashes once. */
  readonly flashed: { key: number; nonce: number } | undefined;
  readonly rowsView: RowsView;
  /** What puts the rows in another order than the plan's; comes with its first use. */
  readonly rowsKit: RowsKit | undefined;
  /** What the axis fits; undefined = chosen by the rule of eight. */
  readonly fit: 'sum' | 'total' | undefined;
  /** The part of the axis that is shown; undefined = all that it fits. */
  readonly zoom: TimeRange | undefined;
  readonly compressedGaps: CompressedGaps | undefined;
  readonly measuring: Measuring | undefined;
  /** The axis stands still while a bar's end is dragged. */
  readonly dragging: boolean;
  /** Absent = at the end, following it while the run goes on. */
  readonly playhead: Playhead | undefined;
  /** The head moves by itself. */
  readonly playing: boolean;
  readonly speed: Speed;
  /** Gives the verdict on a run; it is loaded with the engine. */
  readonly verdictModule: Telling | undefined;
  /** The critical path of the run on the screen is shown and told; `path`: the last one that was found. */
  readonly criticalPath: { readonly path?: Path } | undefined;
  /** While it is open nothing of the plan is stored. */
  readonly lesson: OpenLesson | undefined;
  /** Read when first needed. */
  readonly progress: Progress | undefined;
  readonly displayMode: DisplayMode;
  /** Nothing is to be seen, until the one who presents goes on. */
  readonly blank: boolean;
  /** The list of everything that can be done is open. */
  readonly commands: boolean;
  /** The list of `Your plans` is open. */
  readonly plans: boolean;
  readonly findings: FindingsState | undefined;
  readonly appliedFinding: AppliedFinding | undefined;
  /** The rows that a finding is about, while one is pointed at. */
  readonly highlightedRows: ReadonlySet<number> | undefined;
  readonly tab: Tab;
  /** The language of the Code tab, by its target's name; it need not be one that there is. */
  readonly codeTarget: string | undefined;
  readonly theme: Theme;
  /** What else the link asked for that the page was opened with. */
  readonly fromLink: Pick<Shared, 'lesson' | 'hidden'> | undefined;
  /** What a class cannot use of the page: see `Control`. */
  readonly restrictions: Restrictions | undefined;
}
