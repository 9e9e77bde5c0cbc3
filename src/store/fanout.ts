import { createStore } from 'zustand/vanilla';
import { applyStrategy, type Strategy, strategyOf } from '../analysis/strategies.ts';
import { DEFAULT_PRESET } from '../lessons/presets.ts';
import { closeLog } from '../run/closeLog.ts';
import type { PlainState } from '../run/plainState.ts';
import { policyOf } from '../run/policy.ts';
import type { Ms, Plan, RunEvent, ToolCall } from '../run/types.ts';
import type { LossReason, Runner, RunnerListener } from '../runner/client.ts';
import type { ToolKind } from '../tools/catalogue.ts';
import { duplicateOf, newCall, withCall, withCallReplaced, withoutCall } from './edits.ts';
import { type History, historyOf, push, redo, undo } from './history.ts';
import { readLink } from './link.ts';
import { open, presetDoc, themeOf } from './opening.ts';
import { predictor } from './predictor.ts';
import type { Doc, FanoutState, RunRecord, Tab, Theme } from './state.ts';
import { readPlan, type Storage, writePlan } from './storage.ts';

export interface Surroundings {
  makeRunner(listener: RunnerListener): Runner;
  storage: Storage;
  /** The fragment of the page's address. */
  hash: string;
  /** Called when an edit makes the plan another than the link's. */
  leaveLink(): void;
}

export type FanoutStore = ReturnType<typeof createFanout>;

/** Named for what happened. None of them throws; one that does not apply now does nothing. */
export interface Actions {
  runRequested(): void;
  stopRequested(): void;
  callAdded(kind: ToolKind): void;
  callDuplicated(key: number): void;
  callRemoved(key: number): void;
  /** `token`: edits with the same token are one step of undo (a drag, a held key). */
  callEdited(key: number, call: ToolCall, token?: string): void;
  strategyChosen(strategy: Strategy): void;
  presetChosen(name: string): void;
  linkFollowed(hash: string): void;
  resetRequested(): void;
  undone(): void;
  redone(): void;
  guessed(at: Ms | undefined): void;
  rowOpened(key: number | undefined): void;
  rowSelected(key: number | undefined): void;
  draftChecked(problem: string | undefined): void;
  fitChosen(fit: 'sum' | 'total'): void;
  dragged(on: boolean): void;
  tabChosen(tab: Tab): void;
  themeChosen(theme: Theme): void;
  noticeDismissed(): void;
  wentBackToOwnPlan(): void;
  warmed(): void;
}

const UNTOUCHED = { prediction: undefined, totals: undefined, predictionProblem: undefined } as const;

export function docOf(state: FanoutState): Doc {
  return state.history.present;
}

/** Runs that are still going take no edits: what is on the screen is what runs. */
export function isRunning({ runs }: FanoutState): boolean {
  return runs.some(({ phase }) => phase !== 'settled');
}

export function createFanout({ makeRunner, storage, hash, leaveLink }: Surroundings) {
  const opening = open(storage, hash);
  const store = createStore<FanoutState>(() => ({
    history: historyOf(opening.doc),
    ...UNTOUCHED,
    predicting: true,
    runs: [],
    guess: undefined,
    engine: 'cold',
    unavailable: undefined,
    problem: undefined,
    notice: opening.notice,
    editing: undefined,
    draftProblem: undefined,
    selected: undefined,
    flashed: undefined,
    fit: undefined,
    dragging: false,
    tab: 'state',
    theme: themeOf(storage.read('theme')),
  }));
  const { getState: get, setState: set } = store;

  let linked = opening.linked;
  let lastRunId = 0;
  const logs = new Map<number, RunEvent[]>();

  const runner = makeRunner(listener());
  const predictions = predictor(runner, () => docOf(get()));

  /** Every change of the plan goes through here. */
  function adopt(history: History<Doc>, change: Partial<FanoutState> = {}): void {
    const before = docOf(get());
    const after = history.present;
    set({ history, problem: undefined, ...change });
    if (after === before) return;
    if (after.plan.calls !== before.plan.calls) set({ guess: undefined });
    keep(after);
    askPrediction();
  }

  function askPrediction(): void {
    if (get().unavailable !== undefined) return;
    set({ predicting: true });
    predictions.ask();
  }

  function keep(doc: Doc): void {
    if (linked) {
      const own = storage.read('plan');
      if (own !== null) storage.write('plan-before-link', own);
      linked = false;
      leaveLink();
    }
    storage.write('plan', writePlan(doc));
  }

  function edit(plan: Plan, change: Partial<FanoutState> = {}, token?: string): void {
    const { history } = get();
    adopt(push(history, { ...history.present, plan }, token), change);
  }

  const editable = () => !isRunning(get());

  function patchRun(id: number, patch: (run: RunRecord) => Partial<RunRecord>): void {
    set(({ runs }) => ({ runs: runs.map((run) => (run.id === id ? { ...run, ...patch(run) } : run)) }));
  }

  function append(id: number, events: readonly RunEvent[]): number {
    const log = logs.get(id) ?? [];
    for (const event of events) log.push(event);
    return log.length;
  }

  function listener(): RunnerListener {
    return {
      engineReady: () => set({ engine: 'ready' }),
      runStarted: (id, startedAt) =>
        patchRun(id, ({ phase }) => ({ startedAt, phase: phase === 'loading' ? 'running' : phase })),
      eventsArrived: (id, events) => patchRun(id, () => ({ length: append(id, events) })),
      stateCommitted: (id: number, committed: PlainState) =>
        patchRun(id, ({ phase }) => ({ committed, phase: 'settled', end: phase === 'stopping' ? 'stopped' : 'own' })),
      runLost: (id, at, why) =>
        patchRun(id, ({ plan, log, length }) => {
          const closing = closeLog(plan, log.slice(0, length), at, ({ phase }) => lossText(why, phase === 'running'));
          return { length: append(id, closing), phase: 'settled', end: why };
        }),
      runRefused: (id, problem) => set(({ runs }) => ({ problem, runs: runs.filter((run) => run.id !== id) })),
      predicted(id, state) {
        const plan = predictions.planOf(id);
        if (!plan) return;
        set({ prediction: { plan, state }, predictionProblem: undefined });
        predictions.ghostCame(id);
      },
      totalsPredicted(id, byName) {
        const plan = predictions.planOf(id);
        if (!plan) return;
        set({ totals: { plan, byName } });
        predictions.allCame(id);
        set({ predicting: predictions.pending() });
      },
      predictionRefused(id, predictionProblem) {
        if (!predictions.planOf(id)) return;
        predictions.allCame(id);
        set({ predictionProblem, prediction: undefined, totals: undefined, predicting: predictions.pending() });
      },
      unavailable: (why) =>
        set({ unavailable: why, predicting: false, runs: get().runs.filter((r) => r.phase === 'settled') }),
    };
  }

  const actions: Actions = {
    runRequested() {
      const state = get();
      const { plan } = docOf(state);
      if (runProblem(state) !== undefined || !editable()) return;
      const id = ++lastRunId;
      const log: RunEvent[] = [];
      const run: RunRecord = {
        id,
        plan,
        phase: state.engine === 'ready' ? 'running' : 'loading',
        log,
        length: 0,
        startedAt: undefined,
        committed: undefined,
        end: undefined,
      };
      // The last run of each other policy over these calls stays for comparison; everything older is let go.
      const kept = state.runs.filter((other) => sameWork(other.plan, plan) && !samePolicy(other.plan, plan));
      for (const known of logs.keys()) if (!kept.some((other) => other.id === known)) logs.delete(known);
      logs.set(id, log);
      const engine = state.engine === 'cold' ? 'loading' : state.engine;
      set({ runs: [run, ...kept], problem: undefined, editing: undefined, engine });
      runner.run(id, plan);
    },
    stopRequested() {
      const run = get().runs.find(({ phase }) => phase !== 'settled');
      if (!run || run.phase === 'stopping') return;
      patchRun(run.id, () => ({ phase: 'stopping' }));
      runner.stop(run.id, 'stopped');
    },
    callAdded(kind) {
      const { plan } = docOf(get());
      if (!editable()) return;
      const nonce = (get().flashed?.nonce ?? 0) + 1;
      edit(withCall(plan, newCall(plan, kind)), { flashed: { key: plan.calls.length, nonce }, editing: undefined });
    },
    callDuplicated(key) {
      const { plan } = docOf(get());
      const copy = duplicateOf(plan, key);
      if (!copy || !editable()) return;
      const nonce = (get().flashed?.nonce ?? 0) + 1;
      const change = {
        flashed: { key: key + 1, nonce },
        selected: key + 1,
        editing: undefined,
        draftProblem: undefined,
      };
      edit(withCall(plan, copy, key + 1), change);
    },
    callRemoved(key) {
      const { plan } = docOf(get());
      if (!plan.calls[key] || !editable()) return;
      const last = plan.calls.length - 2;
      const selected = last < 0 ? undefined : Math.min(key, last);
      edit(withoutCall(plan, key), { editing: undefined, draftProblem: undefined, selected });
    },
    callEdited(key, call, token) {
      const { plan } = docOf(get());
      if (!plan.calls[key] || !editable()) return;
      edit(withCallReplaced(plan, key, call), {}, token);
    },
    strategyChosen(strategy) {
      const { history } = get();
      const { plan, atMost, batchesOf } = history.present;
      const policy = applyStrategy(plan.policy ?? {}, strategy);
      if (!editable()) return;
      const steps = {
        atMost: strategy.kind === 'at-most' ? strategy.n : atMost,
        batchesOf: strategy.kind === 'batches' ? strategy.n : batchesOf,
      };
      adopt(push(history, { ...history.present, ...steps, plan: { ...plan, policy } }));
    },
    presetChosen(name) {
      const doc = presetDoc(name);
      if (!doc || !editable()) return;
      adopt(push(get().history, doc), {
        editing: undefined,
        draftProblem: undefined,
        selected: undefined,
        fit: undefined,
      });
    },
    linkFollowed(hash) {
      const { preset, fresh } = readLink(hash);
      if (!editable() || (preset === undefined && !fresh)) return;
      const { doc, notice, linked: isLinked } = open(storage, hash);
      set({
        history: push(get().history, doc),
        notice,
        guess: undefined,
        editing: undefined,
        draftProblem: undefined,
        selected: undefined,
        fit: undefined,
      });
      linked = isLinked;
      askPrediction();
    },
    resetRequested() {
      const { preset } = docOf(get());
      if (!editable()) return;
      const doc = presetDoc(preset) ?? presetDoc(DEFAULT_PRESET);
      if (!doc) return;
      const change = { editing: undefined, draftProblem: undefined, selected: undefined, fit: undefined };
      adopt(push(get().history, doc), { ...change, runs: [], guess: undefined });
      set({ runs: [], guess: undefined });
    },
    undone() {
      if (editable()) adopt(undo(get().history), { editing: undefined, draftProblem: undefined });
    },
    redone() {
      if (editable()) adopt(redo(get().history), { editing: undefined, draftProblem: undefined });
    },
    guessed: (guess) => set({ guess }),
    rowOpened: (editing) =>
      set(({ draftProblem }) =>
        draftProblem !== undefined || (editing !== undefined && !editable())
          ? {}
          : { editing, ...(editing !== undefined && { selected: editing }) },
      ),
    rowSelected: (selected) => set({ selected }),
    draftChecked: (draftProblem) => set({ draftProblem }),
    fitChosen: (fit) => set({ fit }),
    dragged: (dragging) => set({ dragging }),
    tabChosen: (tab) => set({ tab }),
    themeChosen(theme) {
      storage.write('theme', theme === 'system' ? null : theme);
      set({ theme });
    },
    noticeDismissed: () => set({ notice: undefined }),
    wentBackToOwnPlan() {
      // Until the link's plan is edited, one's own is still in its place; what stands beside it is of an earlier visit.
      const text = (linked ? storage.read('plan') : null) ?? storage.read('plan-before-link') ?? storage.read('plan');
      const own = text === null ? undefined : readPlan(text);
      if (!own || 'problem' in own || !editable()) return;
      storage.write('plan-before-link', null);
      linked = false;
      leaveLink();
      adopt(push(get().history, own), { notice: undefined, editing: undefined, draftProblem: undefined });
    },
    warmed() {
      if (get().engine === 'cold') set({ engine: 'loading' });
      runner.warm();
    },
  };

  predictions.ask();
  return { ...store, actions, dispose: () => runner.dispose() };
}

/** Why Run would do nothing, in words; `undefined` when it would run. */
export function runProblem(state: FanoutState): string | undefined {
  const { plan } = docOf(state);
  if (state.unavailable !== undefined) return 'Nothing can be run in this browser.';
  if (plan.calls.length === 0) return 'There is no call to run. Add one below.';
  if (state.draftProblem !== undefined) return state.draftProblem;
  return state.predictionProblem;
}

export function sameWork(a: Plan, b: Plan): boolean {
  return a.calls === b.calls && a.seed === b.seed;
}

export function samePolicy(a: Plan, b: Plan): boolean {
  return a.policy === b.policy || JSON.stringify(policyOf(a)) === JSON.stringify(policyOf(b));
}

function lossText(why: LossReason, wasRunning: boolean): string {
  if (why === 'not loaded') return 'stopped before the engine was loaded';
  if (!wasRunning) return 'stopped';
  return why === 'crashed' ? 'lost: the engine crashed' : 'lost: the engine did not answer and was ended';
}

export function currentStrategy(doc: Doc): Strategy {
  return strategyOf(policyOf(doc.plan));
}
