import type { StoreApi } from 'zustand/vanilla';
import type { PathSection } from '../analysis/criticalPath/criticalPath.ts';
import type { PathColumns } from '../analysis/criticalPath/pathColumns.ts';
import type { Findings } from '../analysis/findings/findings.ts';
import type { RichText } from '../analysis/format/richText.ts';
import type { EventKind } from '../analysis/log/eventKinds.ts';
import type { ComparedTotals } from '../analysis/metrics/comparedTotals.ts';
import type { Sample } from '../analysis/metrics/distribution.ts';
import type { Metrics } from '../analysis/metrics/metrics.ts';
import type { Baseline } from '../analysis/metrics/proof.ts';
import type { SourceEvents } from '../analysis/metrics/sourceEvents.ts';
import type { TimeAxis, TimeRange } from '../analysis/timeline/timeAxis.ts';
import type { VerdictModule } from '../analysis/verdict/verdict.lazy.ts';
import type { Challenge, Lesson } from '../lessons/types.ts';
import type { RunState } from '../run/fold.ts';
import type { PlainState } from '../run/plainState.ts';
import type { LossReason, Ms, Plan, Policy, RunEvent } from '../run/types.ts';
import type { InspectorTab } from './inspector/tabs.ts';

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

/** Where a run came from: it ran here, was read from a file, or is part of a page that was saved with it. */
export type RunSource =
  | { readonly kind: 'page' }
  | {
      readonly kind: 'file';
      readonly name: string /** The id of a format that can be opened. */;
      readonly format: string;
    }
  | { readonly kind: 'saved-page' };

export interface RunRecord {
  readonly id: number;
  readonly source: RunSource;
  /** The plan that it belongs to; compared by identity with the one on the page. */
  readonly plan: Plan;
  /** Only some of its calls ran: those that had failed in the run before. */
  readonly rerun?: Rerun | undefined;
  /** `loading`: requested before the engine was loaded. `settled`: the log is complete but for late events. */
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
  readonly byName: Readonly<Record<string, Baseline>>;
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
  readonly numbers: Readonly<Partial<Record<PolicyName, ComparedTotals>>>;
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
  readonly result?: Findings | undefined;
  readonly problem?: string | undefined;
}

/** An applied finding, and what it predicted of the plan that it made. */
export interface AppliedFinding {
  readonly plan: Plan;
  readonly sentence: RichText;
  /** Compares the prediction with the total that was measured. */
  readonly resultSentence: (total: Ms) => RichText;
}

/** All that is given must hold for a line to be shown. */
export interface LogFilter {
  /** Only the call of the selected row. */
  readonly selected?: boolean;
  readonly kind?: EventKind | undefined;
  readonly errors?: boolean;
  /** The events that a number was made from, of this run and up to so many events of it. */
  readonly behind?:
    | { readonly text: string; readonly of: SourceEvents; readonly runId: number; readonly count: number }
    | undefined;
}

/** A text above the card until it is dismissed. */
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
  /** How many hints were shown, and whether the solution was. */
  readonly hints: number;
  readonly shown: boolean;
  /** A run has met the challenge. */
  readonly solved: boolean;
  /** What was on the page before. */
  readonly own: Pick<FanoutState, 'history' | 'runs' | 'notice'>;
}

/** ComparedTotals of the run on the screen at one moment of it, or of the prediction. */
export interface MetricsResult {
  /** Absent when they could not be had. */
  readonly metrics: Metrics | undefined;
  /** `undefined` = predicted. */
  readonly runId: number | undefined;
  /** Of this plan, and at so many events of the log. */
  readonly plan: Plan;
  readonly count: number;
  readonly problem?: string;
}

export type Tab = InspectorTab['id'];
export type PredictionDisplay = 'auto' | 'shown' | 'hidden';
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
  /** Why the plan can be neither predicted nor run; cleared by the next prediction. */
  readonly predictionProblem: string | undefined;
  /** Why there is no prediction of a plan that can be run all the same. */
  readonly tooLarge: string | undefined;
  /** The newest run of each policy over the same calls and seed; edits of the calls leave it until the next run. */
  readonly runs: readonly RunRecord[];
  /** A run beside the page's own: of the plan beside, or one of a series. Edits wait for it too. */
  readonly backgroundRun: RunRecord | undefined;
  /** Open when there. */
  readonly sideBySide: SideBySide | undefined;
  readonly comparison: Comparison | undefined;
  readonly repeat: Repeat | undefined;
  readonly metrics: MetricsResult | undefined;
  /** What the Log tab leaves out; absent = nothing. */
  readonly logFilter: LogFilter | undefined;
  /** When the person expects the run to end. */
  readonly guess: Ms | undefined;
  /** The guess is still being moved, by keys or the pointer. */
  readonly guessing: boolean;
  /** The question of this browser's first visit is open. */
  readonly firstQuestion: boolean;
  /** `auto`: hidden while the page asks. `selectAnswersHidden` is what holds now. */
  readonly predictions: PredictionDisplay;
  readonly engine: 'cold' | 'loading' | 'ready';
  /** Why nothing can be run in this browser. */
  readonly unavailable: string | undefined;
  readonly problem: string | undefined;
  readonly notice: Notice | undefined;
  /** The row whose editor is open. */
  readonly editing: number | undefined;
  /** What is wrong with the open editor's text: nothing runs until it is corrected or discarded. */
  readonly draftProblem: string | undefined;
  readonly policyProblem: PolicyProblem | undefined;
  /** How often Run was pressed while a text was wrong: each time the view moves to that text. */
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
  /** Writes the verdict on a run; loaded with the engine. */
  readonly verdictModule: VerdictModule | undefined;
  /** Set while the critical path of the run on the screen is shown; `path`: the last one that was computed. */
  readonly criticalPath: { readonly path?: Path } | undefined;
  /** While it is open nothing of the plan is stored. */
  readonly lesson: OpenLesson | undefined;
  /** Read when first needed. */
  readonly progress: Progress | undefined;
  readonly displayMode: DisplayMode;
  /** The page is blank, until the presenter goes on. */
  readonly blank: boolean;
  /** The command palette is open. */
  readonly commands: boolean;
  /** `Details` of the selected call is open. `focus`: counts up when it is to take the focus. */
  readonly details: { readonly focus: number } | undefined;
  /** `Paste calls` is open, with this text to begin with. */
  readonly pasting: string | undefined;
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
  /** What else the link contained that the page was opened with. */
  readonly fromLink: Pick<Shared, 'lesson' | 'hidden'> | undefined;
  /** What a class cannot use of the page: see `Control`. */
  readonly restrictions: Restrictions | undefined;
}

/** Undo and redo over values that share structure. `push` with the token of the last push replaces it: one drag is one step. */
export interface History<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
  readonly token: string | undefined;
}

/** One thing that is switched on and off, named by its key in the policy. */
export type Setting = keyof Policy;

/** All that a link can carry: the plan, and how the page is to stand around it. */
export interface Shared {
  readonly plan: Plan;
  /** The preset that it started from; '' = none. */
  readonly preset: string;
  /** What the steppers of `At most` and `Batches of` stand at. */
  readonly atMost: number;
  readonly batchesOf: number;
  /** For the title. */
  readonly name?: string;
  readonly lesson?: { readonly name: string; readonly step: number };
  /** Words of the page; one that it does not know (any more, or yet) is passed over. */
  readonly tab?: string;
  readonly speed?: string;
  readonly fit?: string;
  /** Names of controls that a class does not see. */
  readonly hidden?: readonly string[];
}

/** What somebody has done of the lessons and challenges, in this browser and nowhere else. */
export interface Progress {
  readonly lessons: Readonly<Record<string, LessonDone>>;
  readonly challenges: Readonly<Record<string, ChallengeDone>>;
}

export interface LessonDone {
  /** Where the flag stood, and where the run ended. */
  readonly guessMs?: Ms;
  readonly totalMs?: Ms;
  /** Which answer was chosen, from 0, and whether the run proved it right. */
  readonly choice?: number;
  readonly right?: boolean;
}

export interface ChallengeDone {
  readonly hints: number;
  /** The solution was looked at first. */
  readonly shown?: boolean;
}

export type PathSegment = Pick<PathSection, 'from' | 'to' | 'kind'>;

/** Why a run took as long as it did. */
export interface Path extends Pick<PathColumns, 'sentence' | 'causes'> {
  readonly runId: number;
  readonly end: Ms;
  /** What of one of the plan's calls is on it: the same array each time. */
  of(key: number): readonly PathSegment[] | undefined;
  /** Where a step along it goes from this moment, and the plan's call there; -1 for none. */
  step(from: Ms, by: 1 | -1): { at: Ms; key: number } | undefined;
}

/** Where the page stands: by itself, before an audience, or inside of another page. */
export type DisplayMode = 'alone' | 'presented' | 'embedded';

/** What a teacher may lock or leave out of a page, by its name in links; the texts are for the one who chooses. */
export const CONTROLS = {
  add: 'Add calls',
  rows: 'Edit rows',
  strategies: 'Strategies',
  policy: 'Policy',
  presets: 'Presets and files',
  beside: 'Side by side',
  inspector: 'Inspector',
  lessons: 'Lessons',
  share: 'Share',
  predictions: 'Quiz mode',
} as const;

export type Control = keyof typeof CONTROLS;

/** Whatever is not among them is shown. */
export type Controls = Readonly<Partial<Record<Control, 'locked' | 'hidden'>>>;

export interface Restrictions {
  readonly controls: Controls;
  /** Also for a key or a command. */
  refuses(action: string, first: unknown): boolean;
}

/** Gaps that are drawn short: those of one run, or of one prediction, and of no other. */
export interface CompressedGaps {
  readonly of: object;
  readonly gaps: readonly TimeRange[];
  readonly axis: (window: TimeRange) => TimeAxis;
}

/** What is being measured; without its other end until that is set. */
export interface Measuring {
  readonly from: Ms;
  readonly to: Ms | undefined;
}

/** Which part of the run's time is looked at, and how. None of it changes the run or the verdict. */
export type ViewportChange = Pick<FanoutState, 'zoom' | 'compressedGaps' | 'measuring'>;

/** Where the view stands in a run's log. The run itself always goes at real time. */
export interface Playhead {
  readonly runId: number;
  readonly at: Ms;
  /** How many events of the log have happened there. */
  readonly count: number;
}

/** A factor of real time; `fit` shows any run in ten seconds. */
export type Speed = 0.1 | 0.25 | 0.5 | 1 | 2 | 4 | 'fit';

/** How the rows are looked at. The plan does not know of it: nothing here changes what runs. */
export interface RowsView {
  /** What is searched for; `undefined` = the field is closed. */
  readonly search: string | undefined;
  readonly sort: 'listed' | 'start' | 'end' | 'duration';
  readonly group: 'none' | 'batch' | 'tool';
  /** Keys, in the order in which they were pinned. */
  readonly pinned: readonly number[];
  /** Groups that show their heading alone. */
  readonly closed: readonly string[];
  readonly dense: boolean;
  /** The dense view is not offered any more. */
  readonly declined: boolean;
  /** The call for which a search was dropped, so that the page can say so. */
  readonly clearedFor: string | undefined;
  /** The view that this browser has stored is not read yet. */
  readonly waiting: boolean;
}

/** A group's own row. */
export interface GroupHead {
  readonly id: string;
  readonly title: string;
  readonly keys: readonly number[];
  readonly closed: boolean;
  /** Of its attempts; Infinity when one never ends, `undefined` when nothing of it ran or is predicted. */
  readonly work: Ms | undefined;
  /** From its first start to its last end; `undefined` when none has started. */
  readonly span: { readonly from: Ms; readonly to: Ms } | undefined;
  readonly measured: boolean;
}

/** A call's key, or the heading of those that follow. */
export type RowItem = number | GroupHead;

/** What rows need that are not as listed. */
export interface RowsKit {
  orderOf(state: FanoutState): RowOrder;
  /** What still holds when one plan follows another. */
  carryOver(view: RowsView, before: PlanDocument, after: PlanDocument): RowsView;
  /** The call that is selected when this one is removed, by its key from then on. */
  keyAfterRemoval(state: FanoutState, key: number): number | undefined;
  /** Reads what this browser has stored, and from then on stores what changes. */
  persist(
    store: Pick<StoreApi<FanoutState>, 'getState' | 'setState' | 'subscribe'>,
    storage: { read(key: 'rows'): string | null; write(key: 'rows', text: string | null): unknown },
    linked: boolean,
  ): void;
}

export interface RowOrder {
  /** Rows, the headings among them. */
  readonly count: number;
  /** So many of them are pinned, at the top. */
  readonly pinned: number;
  /** Calls that the search found; all of them without one. */
  readonly found: number;
  item(index: number): RowItem | undefined;
  /** Where a call stands; -1 = it is not shown. */
  indexOf(key: number): number;
  groupOf(key: number): string | undefined;
}
