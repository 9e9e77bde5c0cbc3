import type { StoreApi } from 'zustand/vanilla';
import type { Strategy } from '../run/strategies.ts';
import type { Ms, Plan, Policy, ToolCall, ToolKind } from '../run/types.ts';
import type { Runner, RunnerListener } from '../runner/client.ts';
import type { AnswerOf, OfLog, Topic } from '../runner/predict/queries.ts';
import type {
  FanoutState,
  History,
  PlanDocument,
  PolicyProblem,
  PredictionDisplay,
  RowsKit,
  RowsView,
  RunRecord,
  Speed,
  Tab,
  Theme,
  ViewportChange,
} from './state.ts';
import type { PlanKey, Storage } from './storage.ts';

/** The plan of a link or a file, or why it could not be read, in sentences. */
export type OpenResult =
  | { readonly doc: PlanDocument; readonly title: string; readonly view: Partial<FanoutState> }
  | { readonly problem: string };

export interface StoreOptions {
  createRunner(listener: RunnerListener): Runner;
  storage: Storage;
  /** The fragment of the page's address. */
  hash: string;
  initial: InitialState;
  /** Called when an edit makes the plan another than the link's. */
  leaveLink(): void;
}

/** What the page begins with. */
export interface InitialState {
  doc: PlanDocument;
  notice: FanoutState['notice'];
  /** The plan is a link's, and the person's own has not been overwritten for it. */
  linked: boolean;
  view?: Partial<FanoutState>;
}

export interface FanoutStore extends StoreApi<FanoutState> {
  /** An action whose control a teacher has locked or hidden does nothing. */
  readonly actions: Actions;
  readonly internals: StoreInternals;
  dispose(): void;
}

/** What a slice works on. */
export interface SliceContext {
  readonly get: StoreApi<FanoutState>['getState'];
  readonly set: StoreApi<FanoutState>['setState'];
  readonly storage: Storage;
}

/** None of them throws; one that does not apply now does nothing. */
export interface Actions
  extends PlanActions,
    InputErrorActions,
    RunActions,
    RunControlActions,
    PredictionActions,
    PlaybackActions,
    RowsActions,
    ViewportActions,
    CriticalPathActions,
    SideBySideActions,
    InspectorActions,
    OpenActions,
    DisplayActions {}

export interface PlanActions {
  addCall(kind: ToolKind): void;
  duplicateCall(key: number): void;
  removeCall(key: number): void;
  /** `token`: edits with the same token are one step of undo (a drag, a held key). */
  editCall(key: number, call: ToolCall, token?: string): void;
  selectStrategy(strategy: Strategy): void;
  /** The patch has been checked (policyForm.ts). `token`: as for `editCall`. */
  changePolicy(patch: Partial<Policy>, token?: string): void;
  resetPlan(): void;
  undo(): void;
  redo(): void;
}

export interface InputErrorActions {
  setDraftProblem(problem: string | undefined): void;
  /** The first wrong field of the policy, if there is one. */
  setPolicyProblem(problem: Omit<PolicyProblem, 'beside'> | undefined): void;
  startRun(): void;
}

export interface RunActions {
  stopRun(): void;
  /** Runs the calls of the run on the screen that did not succeed, and no others. */
  rerunFailed(): void;
  loadEngine(): void;
}

/** Interventions in the run under way. */
export interface RunControlActions {
  /** One call, by its place in the plan. */
  cancelCall(key: number): void;
  togglePause(): void;
  /** Of the run under way, and not of the plan. */
  setLiveLimit(limit: number | null): void;
}

export interface PredictionActions {
  /** `isStep`: it is still being moved, and answers no question yet. */
  setGuess(at: Ms | undefined, isStep?: boolean): void;
}

/** Where the view stands in the run on the screen. */
export interface PlaybackActions {
  /** To a moment of the run on the screen; at or behind its end the view follows it again. */
  movePlayhead(at: Ms): void;
  /** Event by event; `Infinity` = to the end. */
  stepPlayhead(by: number): void;
  /** By a share of the run's length. */
  shiftPlayhead(by: number): void;
  /** To the next error, or the one before. */
  seekError(by: 1 | -1): Promise<void>;
  /** From the start when the view stands at the end. */
  togglePlayback(): void;
  /** `ms`: the time that has passed while the run is replayed. */
  advancePlayback(ms: Ms): void;
  setSpeed(speed: Speed): void;
}

export interface RowsActions {
  openRow(key: number | undefined): void;
  selectRow(key: number | undefined): void;
  changeRowsView(patch: Partial<RowsView>): void;
  togglePin(key: number): void;
  provideRowsKit(kit: RowsKit): void;
}

export interface ViewportActions {
  setFit(fit: 'sum' | 'total'): void;
  changeViewport(change: Partial<ViewportChange>): void;
  setDragging(on: boolean): void;
}

export interface CriticalPathActions {
  toggleCriticalPath(): Promise<void>;
  /** To the section of the critical path after the playhead, or before it: its row and its beginning. */
  stepAlongPath(by: 1 | -1): Promise<void>;
}

export interface SideBySideActions {
  /** Opens the plan under another policy beside the rows, or closes it. */
  toggleSideBySide(): void;
}

export interface InspectorActions {
  selectTab(tab: Tab): void;
  /** `Details` of the call, which is selected. `focus`: it takes the focus, as it does by a key. */
  openDetails(key: number, focus?: boolean): void;
  closeDetails(): void;
  /** The target of the Code tab, by its name. */
  selectCodeTarget(target: string): void;
}

/** During a run a question is put to the person before another plan is opened. */
export interface OpenActions {
  selectPreset(name: string): void;
  openLink(hash: string): Promise<void>;
  /** A lesson or a challenge, by its name in links. `step`: at that step, from 0, with the plan that is on the page. */
  openLesson(name: string, step?: number): Promise<void>;
  restoreOwnPlan(): Promise<void>;
  /** The list of `Your plans`. */
  openPlans(): void;
  closePlans(): void;
  /** `Paste calls`, with a text to begin with. */
  openPaste(text?: string): void;
  closePaste(): void;
}

export interface DisplayActions {
  togglePresenting(): void;
  /** The page is blank until it is toggled again; only while presenting. */
  toggleBlank(): void;
  /** The command palette. */
  openCommands(): void;
  closeCommands(): void;
  setTheme(theme: Theme): void;
  setPredictions(display: PredictionDisplay): void;
  dismissNotice(): void;
}

export type QueryListener<T extends Topic> = (answers: readonly AnswerOf[T][], done: boolean, problem?: string) => void;

/** For code of the store that is loaded on demand, besides the page's actions. No restriction of a class holds here. */
export interface StoreInternals extends PlanInternals, OpenInternals {
  /** Predicts these plans in turn. A newer query of the topic drops the older; no plans = only that. `log`: see `Query`. */
  query<T extends Topic>(topic: T, plans: Plan[], listener: QueryListener<T>, log?: OfLog): void;
  /**
   * Runs these plans in turn, beside the page's own runs; nothing can be edited until the last has settled. `more`: others
   * follow.
   */
  runInBackground(plans: readonly Plan[], onSettled: (run: RunRecord, more: boolean) => void): void;
  readonly plans: PlanKeeper;
  readonly storage: Storage;
}

export interface PlanInternals {
  /**
   * One step of undo. `steps`: the values of the strategies' steppers. `token`: from the open editor, which stays; edits
   * with the same token are one step.
   */
  editPlan(plan: Plan, steps?: Partial<Pick<PlanDocument, 'atMost' | 'batchesOf'>>, token?: string): void;
  /** Names the plan on the page; '' = no name. */
  renamePlan(name: string): void;
  /** Another plan takes the place of the one on the page, as one step of undo. */
  replacePlan(doc: PlanDocument, change: Partial<FanoutState>): void;
  /** Another history, with its plan; nothing of it is stored. */
  replaceHistory(history: History<PlanDocument>, change: Partial<FanoutState>): void;
}

export interface OpenInternals {
  /** Shows the plan of a link or a file; the person's own is kept. */
  showResult(result: OpenResult): Promise<void>;
  /** Called before something is loaded in order to be opened; the returned function says whether nothing newer was begun. */
  beginOpening(): () => boolean;
}

/**
 * Stores the plan on the page. A plan that another one replaces goes to `Your plans` first; where that fails, it keeps
 * its place and the person is told.
 */
export interface PlanKeeper {
  /** Reports what it could not write. */
  readonly storage: Storage;
  /** Stores the plan, but for the steps of a drag. */
  store(doc: PlanDocument): void;
  /** Stores what a drag has changed. */
  storeDragged(doc: PlanDocument): void;
  /** Marks `doc` as an edited version of `before`. */
  markEdited(doc: PlanDocument, before: PlanDocument): PlanDocument;
  /** The plan is on the page now; `isLinked`: it came from a link or a file. */
  markShown(doc: PlanDocument, isLinked: boolean): void;
  /** The plan of this text is about to be on the page. `aside`: where the one it replaces was stored. */
  markRestored(doc: PlanDocument, text: string | null, aside: PlanKey | undefined): void;
  /** The plan from before the links is no longer offered. */
  forgetOwnPlan(): void;
  isLinked(): boolean;
}
