import type { StoreApi } from 'zustand/vanilla';
import type { Strategy } from '../run/strategies.ts';
import type { Ms, Plan, Policy, ToolCall } from '../run/types.ts';
import type { Runner, RunnerListener } from '../runner/client.ts';
import type { AnswerOf, OfLog, Topic } from '../runner/predict/queries.ts';
import type { ToolKind } from '../tools/catalogue.ts';
import type {
  FanoutState,
  History,
  PlanDocument,
  PolicyProblem,
  RowsKit,
  RowsView,
  RunRecord,
  Speed,
  Tab,
  Theme,
  ViewportChange,
} from './state.ts';
import type { PlanKey, Storage } from './storage.ts';

/** What a link or a file holds that was read with code of its own, or why it could not be read, in sentences. */
export type OpenResult =
  | { readonly doc: PlanDocument; readonly title: string; readonly view: Partial<FanoutState> }
  | { readonly problem: string };

export interface Surroundings {
  makeRunner(listener: RunnerListener): Runner;
  storage: Storage;
  /** The fragment of the page's address. */
  hash: string;
  opening: Opening;
  /** Called when an edit makes the plan another than the link's. */
  leaveLink(): void;
}

export interface FanoutStore extends StoreApi<FanoutState> {
  /** Those of a class refuse what its teacher has locked or hidden. */
  readonly actions: Actions;
  readonly lab: Lab;
  dispose(): void;
}

/** None of them throws; one that does not apply now does nothing. */
export interface Actions extends RowsActions, StageActions, PlayingActions {
  startRun(): void;
  stopRun(): void;
  /** Those of the run on the screen that did not succeed, and only those. */
  rerunFailed(): void;
  /** One call of the run under way, by its place in the plan. */
  cancelCall(key: number): void;
  togglePause(): void;
  /** Of the run under way, and not of the plan. */
  setLiveLimit(limit: number | null): void;
  addCall(kind: ToolKind): void;
  duplicateCall(key: number): void;
  removeCall(key: number): void;
  /** `token`: edits with the same token are one step of undo (a drag, a held key). */
  editCall(key: number, call: ToolCall, token?: string): void;
  selectStrategy(strategy: Strategy): void;
  /** What was typed has been checked (policyForm.ts). `token`: as for `editCall`. */
  changePolicy(patch: Partial<Policy>, token?: string): void;
  /** During a run the person is asked first. */
  selectPreset(name: string): void;
  openLink(hash: string): Promise<void>;
  /** A lesson or a challenge, by its name in links. `step`: at that step, from 0, with the plan that is on the page. */
  openLesson(name: string, step?: number): Promise<void>;
  resetPlan(): void;
  undo(): void;
  redo(): void;
  setGuess(at: Ms | undefined): void;
  openRow(key: number | undefined): void;
  selectRow(key: number | undefined): void;
  setDraftProblem(problem: string | undefined): void;
  /** The policy's first field that is wrong, if one is. */
  setPolicyProblem(refused: Omit<PolicyProblem, 'beside'> | undefined): void;
  setFit(fit: 'sum' | 'total'): void;
  /** At another part of the run's time, or in another way: see `Look`. */
  changeViewport(change: Partial<ViewportChange>): void;
  setDragging(on: boolean): void;
  toggleCriticalPath(): Promise<void>;
  /** To the stretch of the critical path after the playhead, or before it: its row and its beginning. */
  stepAlongPath(by: 1 | -1): Promise<void>;
  /** Opens the twin beside the rows, or closes it. */
  toggleSideBySide(): void;
  selectTab(tab: Tab): void;
  /** What the Code tab writes, by its target's name. */
  selectCodeTarget(target: string): void;
  setTheme(theme: Theme): void;
  dismissNotice(): void;
  restoreOwnPlan(): Promise<void>;
  /** The list of `Your plans`. */
  openPlans(): void;
  closePlans(): void;
  loadEngine(): void;
}

export type Hear<T extends Topic> = (answers: readonly AnswerOf[T][], done: boolean, problem?: string) => void;

/** What views that are loaded on demand may do besides the page's actions. */
export interface Lab {
  /** Predicts these plans in turn. A newer question of the topic drops the older; no plans = only that. `log`: see `Ask`. */
  ask<T extends Topic>(topic: T, plans: Plan[], hear: Hear<T>, log?: OfLog): void;
  /** Runs these plans in turn, beside the page's own runs; nothing can be edited until the last has settled. `more` are to come. */
  measure(plans: readonly Plan[], settled: (run: RunRecord, more: boolean) => void): void;
  /**
   * One step of undo. `steps`: where the strategies' steppers stand then. `token`: from the open editor, which stays;
   * edits with the same one are one step.
   */
  edit(plan: Plan, steps?: Partial<Pick<PlanDocument, 'atMost' | 'batchesOf'>>, token?: string): void;
  /** Names the plan on the page; '' = no name. */
  rename(name: string): void;
  /** Shows what a link or a file holds; one's own plan is kept. */
  show(found: OpenResult): Promise<void>;
  /** Another plan takes the place of what is on the page, as one step of undo. */
  replace(doc: PlanDocument, change: Partial<FanoutState>): void;
  readonly plans: PlanKeeper;
  /** To be called when something is asked for that is loaded first; it answers whether nothing newer was asked for. */
  turn(): () => boolean;
  /** Another history altogether, and nothing of it is stored. */
  put(history: History<PlanDocument>, change: Partial<FanoutState>): void;
  readonly storage: Storage;
}

export interface RowsActions {
  changeRowsView(patch: Partial<RowsView>): void;
  /** Pins it, or lets it go. */
  togglePin(key: number): void;
  provideRowsKit(kit: RowsKit): void;
}

export interface StageActions {
  togglePresenting(): void;
  /** Nothing is seen until it is toggled again; only while presenting. */
  toggleBlank(): void;
  /** The list of everything that can be done. */
  openCommands(): void;
  closeCommands(): void;
}

/** Where the view stands in the run on the screen. */
export interface PlayingActions {
  /** To a moment of the run on the screen; at or behind its end the view follows it again. */
  movePlayhead(at: Ms): void;
  /** Event by event; `Infinity` = to the end. */
  stepPlayhead(by: number): void;
  /** By a share of the run's length. */
  shiftPlayhead(by: number): void;
  /** To the next thing that went wrong, or the one before. */
  seekError(by: 1 | -1): void;
  /** From the start when the view stands at the end. */
  togglePlayback(): void;
  /** So many ms were looked at. */
  advancePlayback(ms: Ms): void;
  setSpeed(speed: Speed): void;
}

export interface Opening {
  doc: PlanDocument;
  notice: FanoutState['notice'];
  /** What is shown is the link's, and nothing of one's own was overwritten for it. */
  linked: boolean;
  view?: Partial<FanoutState>;
}

/**
 * Stores the plan on the page. A plan that another one replaces goes to `Your plans` first; where that fails, it keeps
 * its place and the person is told.
 */
export interface PlanKeeper {
  /** Reports what it could not write. */
  readonly storage: Storage;
  /** Stores the plan, but for the steps of a drag. */
  keep(doc: PlanDocument): void;
  /** Stores what a drag has changed. */
  keepLate(doc: PlanDocument): void;
  /** Marks `doc` as an edited version of `before`. */
  edited(doc: PlanDocument, before: PlanDocument): PlanDocument;
  /** The plan is on the page now; `isLinked`: it came from a link or a file. */
  shown(doc: PlanDocument, isLinked: boolean): void;
  /** The plan of this text is about to be on the page. `aside`: where the one it replaces was stored. */
  restored(doc: PlanDocument, text: string | null, aside: PlanKey | undefined): void;
  /** The plan from before the links is no longer offered. */
  forgetOwn(): void;
  isLinked(): boolean;
}
