import { createStore } from 'zustand/vanilla';
import { count } from '../analysis/format/format.ts';
import { richText } from '../analysis/format/richText.ts';
import type { VerdictModule } from '../analysis/verdict/verdict.lazy.ts';
import { DEFAULT_PRESET } from '../lessons/presetRegistry.ts';
import { MOST_CALLS } from '../run/check/bounds.ts';
import { applyStrategy } from '../run/strategies.ts';
import type { Plan } from '../run/types.ts';
import type { Runner, RunnerListener } from '../runner/client.ts';
import { stageAt, stageOf } from './display/displayMode.ts';
import { readLink } from './link/hash.ts';
import { NOT_LOADED, themeOf } from './open/initialState.ts';
import { duplicateOf, newCall, withCall, withCallReplaced, withoutCall } from './plan/callEdits.ts';
import { selectDocument, selectIsRunning } from './plan/document.ts';
import { historyOf, push, redo, undo } from './plan/history.ts';
import { draftsOf } from './plan/inputErrors.ts';
import { withPolicy } from './plan/policyChips.ts';
import { presetDoc } from './plan/presetDoc.ts';
import { fitting } from './plan/strategies.ts';
import { guarded } from './restrictActions.ts';
import { LISTED, rowsViewOf } from './rows/rowsSlice.ts';
import { playingOf } from './run/playbackSlice.ts';
import { speedOf } from './run/playhead.ts';
import { predictor } from './run/predictionSlice.ts';
import { steeringOf } from './run/runControl.ts';
import { runsOf } from './run/runSlice.ts';
import type { FanoutState, History, PlanDocument } from './state.ts';
import type { Actions, Lab, Surroundings } from './types.ts';
import { askerOf } from './worker/planQueries.ts';
import { sayMoved } from './yourPlans/clampNotice.ts';
import { planKeeper } from './yourPlans/keepPlan.ts';

/** The row's editor, and what was wrong in it. */
const CLOSED = { editing: undefined, draftProblem: undefined } as const;
/** Another plan: nothing of the view of the last one holds. */
const FRESH_VIEW = {
  ...CLOSED,
  selected: undefined,
  fit: undefined,
  zoom: undefined,
  measuring: undefined,
} as const;
/** No link's any more. */
const LEFT = { fromLink: undefined, restrictions: undefined } as const;
const UNTOUCHED = {
  prediction: undefined,
  totals: undefined,
  predictionProblem: undefined,
  tooLarge: undefined,
} as const;

const UNTOLD: VerdictModule = {
  verdict: () => ({
    sentence: richText(
      'The run has settled. What to say of it could not be loaded: reload the page when the network is back.',
    ),
    notes: [],
  }),
  policyFacts: () => undefined,
};

export function createFanout({ makeRunner, storage: given, hash, opening, leaveLink }: Surroundings) {
  const store = createStore<FanoutState>(() => ({
    history: historyOf(opening.doc),
    ...UNTOUCHED,
    predicting: true,
    runs: [],
    backgroundRun: undefined,
    sideBySide: undefined,
    comparison: undefined,
    repeat: undefined,
    metrics: undefined,
    logFilter: undefined,
    guess: undefined,
    engine: 'cold',
    unavailable: undefined,
    problem: undefined,
    notice: opening.notice,
    editing: undefined,
    draftProblem: undefined,
    policyProblem: undefined,
    rejectedRunRequests: 0,
    selected: undefined,
    flashed: undefined,
    rowsView: { ...LISTED, waiting: given.read('rows') !== null },
    rowsKit: undefined,
    fit: undefined,
    zoom: undefined,
    compressedGaps: undefined,
    measuring: undefined,
    dragging: false,
    playhead: undefined,
    playing: false,
    speed: speedOf(given.read('speed')),
    criticalPath: undefined,
    lesson: undefined,
    progress: undefined,
    verdictModule: undefined,
    displayMode: stageAt(hash),
    blank: false,
    commands: false,
    plans: false,
    findings: undefined,
    appliedFinding: undefined,
    highlightedRows: undefined,
    tab: 'state',
    codeTarget: given.read('code') ?? undefined,
    theme: themeOf(given.read('theme')),
    ...LEFT,
    ...opening.view,
  }));
  const { getState: get, setState: set } = store;

  const plans = planKeeper(store, given, opening, leaveLink);
  const { storage } = plans;
  let lastTurn = 0;
  const runs = runsOf(store, () => runner);
  const asker = askerOf(() => runner);
  const runner: Runner = makeRunner(listener());
  const predictions = predictor(runner, () => selectDocument(get()));

  /** Every change of the plan goes through here. */
  function adopt(history: History<PlanDocument>, change: Partial<FanoutState> = {}): void {
    const { token, present: before } = get().history;
    const after = history.present;
    set({ history, problem: undefined, rowsView: viewAfter(before, after), ...change });
    if (after === before) return;
    const { calls } = after.plan;
    if (calls !== before.plan.calls)
      set(({ selected = -1 }) => ({ guess: undefined, ...(selected >= calls.length && { selected: undefined }) }));
    plans.keep(after);
    if (after.plan !== before.plan || after.atMost !== before.atMost || after.batchesOf !== before.batchesOf)
      askPrediction(token !== undefined && token === history.token);
  }

  const viewAfter = (before: PlanDocument, after: PlanDocument) => {
    const { rowsView, rowsKit } = get();
    return rowsKit ? rowsKit.carried(rowsView, before, after) : rowsView;
  };

  function askPrediction(steps?: boolean): void {
    if (get().unavailable !== undefined) return;
    set({ predicting: true });
    predictions.ask(steps);
  }

  /** Whether nothing newer has been asked for since: what is loaded meanwhile is for the last one alone. */
  function turn(): () => boolean {
    const mine = ++lastTurn;
    return () => mine === lastTurn;
  }

  /** Another plan is opened with code of its own. */
  async function opener(act: (open: typeof import('./open/openPlan.ts')) => unknown): Promise<void> {
    const open = await import('./open/openPlan.ts').catch(() => undefined);
    if (open) await act(open);
    else set({ notice: { text: NOT_LOADED.problem } });
  }

  /** Another version of the plan on the page. `token`: see `editCall`. */
  function change(part: Partial<PlanDocument>, more?: Partial<FanoutState>, token?: string): void {
    const { history } = get();
    adopt(push(history, plans.edited({ ...history.present, ...part }, history.present), token), more);
  }

  const edit = (plan: Plan, more?: Partial<FanoutState>, token?: string) => change({ plan }, more, token);

  /** Nothing for undo when it is the very plan that is there. */
  function replaceDoc(doc: PlanDocument): void {
    const { history } = get();
    const { plan, preset, atMost, batchesOf, name } = history.present;
    const same =
      plan === doc.plan &&
      preset === doc.preset &&
      atMost === doc.atMost &&
      batchesOf === doc.batchesOf &&
      name === doc.name;
    adopt(same ? history : push(history, doc), FRESH_VIEW);
  }

  /** Without the network there is no answer, and everything else works on. */
  const aboutPath = () => import('./criticalPath/criticalPath.ts').catch(() => undefined);

  /** The first screen does without the verdict. Where it cannot be loaded the run is still shown, and it is sought again with the next. */
  async function learnToTell(): Promise<void> {
    if (get().verdictModule && get().verdictModule !== UNTOLD) return;
    const tell = await import('../analysis/verdict/verdict.lazy.ts')
      .then((loaded) => loaded.verdictModule)
      .catch(() => UNTOLD);
    set({ verdictModule: tell });
  }

  function isFull({ calls }: Plan): boolean {
    const full = calls.length >= MOST_CALLS;
    if (full) set({ notice: { text: `A plan has at most ${count(MOST_CALLS)} calls. Remove one to add another.` } });
    return full;
  }

  const editable = () => !selectIsRunning(get());
  const flashAt = (key: number) => ({ key, nonce: (get().flashed?.nonce ?? 0) + 1 });

  function listener(): RunnerListener {
    return {
      ...runs.events,
      predicted(id, state) {
        if (runs.ghostCame(id, state)) return;
        const plan = predictions.planOf(id);
        if (!plan) return;
        set({ prediction: { plan, state }, predictionProblem: undefined, tooLarge: undefined });
        predictions.ghostCame(id);
      },
      totalsPredicted(id, byName) {
        const plan = predictions.planOf(id);
        if (!plan) return;
        set({ totals: { plan, byName } });
        predictions.allCame(id);
        set({ predicting: predictions.pending() });
      },
      predictionRefused(id, why, tooLarge) {
        if (!predictions.planOf(id)) return;
        predictions.allCame(id);
        set({ ...UNTOUCHED, [tooLarge ? 'tooLarge' : 'predictionProblem']: why, predicting: predictions.pending() });
      },
      answered: asker.answered,
      unavailable: (why) =>
        set({
          unavailable: why,
          predicting: false,
          backgroundRun: undefined,
          runs: get().runs.filter((r) => r.phase === 'settled'),
        }),
    };
  }

  const actions: Actions = {
    ...draftsOf(store, () => {
      void learnToTell();
      runs.request();
    }),
    stopRun: runs.stop,
    rerunFailed: runs.requestFailed,
    ...steeringOf(store, () => runner),
    ...rowsViewOf(store, storage, plans.isLinked),
    ...stageOf(store),
    ...playingOf(store, storage),
    addCall(kind) {
      const { plan } = selectDocument(get());
      if (!editable() || isFull(plan)) return;
      edit(withCall(plan, newCall(plan, kind)), { flashed: flashAt(plan.calls.length), editing: undefined });
    },
    duplicateCall(key) {
      const { plan } = selectDocument(get());
      const copy = duplicateOf(plan, key);
      if (!copy || !editable() || isFull(plan)) return;
      edit(withCall(plan, copy, key + 1), { flashed: flashAt(key + 1), selected: key + 1, ...CLOSED });
    },
    removeCall(key) {
      const { plan } = selectDocument(get());
      if (!plan.calls[key] || !editable()) return;
      const last = plan.calls.length - 2;
      const { rowsKit } = get();
      const selected = rowsKit ? rowsKit.keyAfterRemoval(get(), key) : last < 0 ? undefined : Math.min(key, last);
      edit(withoutCall(plan, key), { ...CLOSED, selected });
    },
    editCall(key, call, token) {
      const { plan } = selectDocument(get());
      if (!plan.calls[key] || !editable()) return;
      edit(withCallReplaced(plan, key, call), {}, token);
    },
    selectStrategy(wanted) {
      const { plan, atMost, batchesOf } = selectDocument(get());
      const strategy = fitting(wanted, plan);
      const policy = applyStrategy(plan.policy ?? {}, strategy);
      if (!editable()) return;
      change({
        atMost: strategy.kind === 'at-most' ? strategy.n : atMost,
        batchesOf: wanted.kind === 'batches' ? wanted.n : batchesOf,
        plan: { ...plan, policy },
      });
    },
    changePolicy(patch, token) {
      const { plan } = selectDocument(get());
      const next = withPolicy(plan, patch);
      if (next !== plan && editable()) edit(next, {}, token);
    },
    selectPreset(name) {
      const doc = presetDoc(name);
      if (doc && editable()) replaceDoc(doc);
      else if (doc) void opener(({ whenFree }) => whenFree(fanout, () => replaceDoc(doc)));
    },
    openLink(hash) {
      const newest = turn();
      return opener(({ followLink }) => followLink(fanout, hash, newest));
    },
    async openLesson(name, step) {
      const newest = turn();
      try {
        await (await import('./lessons/lesson.ts')).openLesson(fanout, name, step, newest);
      } catch {
        if (newest()) set({ notice: { text: 'The lesson could not be loaded: try again when the network is back.' } });
      }
    },
    resetPlan() {
      const { preset } = selectDocument(get());
      const { lesson } = get();
      if (!editable()) return;
      if (lesson) return lab.edit(lesson.plan);
      const doc = presetDoc(preset) ?? presetDoc(DEFAULT_PRESET);
      if (!doc) return;
      replaceDoc(doc);
      set({ runs: [], guess: undefined });
    },
    undo() {
      if (editable()) adopt(undo(get().history), CLOSED);
    },
    redo() {
      if (editable()) adopt(redo(get().history), CLOSED);
    },
    setGuess: (guess) => set({ guess }),
    openRow: (editing) =>
      set(({ draftProblem }) =>
        draftProblem !== undefined || (editing !== undefined && !editable())
          ? {}
          : { editing, ...(editing !== undefined && { selected: editing }) },
      ),
    selectRow: (selected) => set({ selected }),
    setFit: (fit) => set({ fit, zoom: undefined }),
    changeViewport: (change) => set(change),
    setDragging(dragging) {
      set({ dragging });
      if (!dragging) plans.keepLate(selectDocument(get()));
    },
    toggleCriticalPath: async () => (await aboutPath())?.toggleCriticalPath(fanout),
    stepAlongPath: async (by) => (await aboutPath())?.stepAlongPath(fanout, by),
    toggleSideBySide: () =>
      set(({ sideBySide }) => ({ sideBySide: sideBySide ? undefined : { choice: undefined, prediction: undefined } })),
    selectTab: (tab) => set({ tab }),
    selectCodeTarget(codeTarget) {
      storage.write('code', codeTarget);
      set({ codeTarget });
    },
    setTheme(theme) {
      storage.write('theme', theme === 'system' ? null : theme);
      set({ theme });
    },
    dismissNotice() {
      // Offered once more at this visit's start and not wanted: it is let go, or it would be offered for ever.
      if (!plans.isLinked() && get().notice?.action === 'back-to-my-plan') plans.forgetOwn();
      set({ notice: undefined });
    },
    restoreOwnPlan: () => opener(({ backToOwnPlan }) => backToOwnPlan(fanout)),
    openPlans: () => set({ plans: true }),
    closePlans: () => set({ plans: false }),
    loadEngine() {
      void learnToTell();
      if (get().engine === 'cold') set({ engine: 'loading' });
      runner.warm();
    },
  };

  const lab: Lab = {
    ask: asker.ask,
    measure: runs.measure,
    edit(plan, steps, token) {
      if (editable()) change({ ...steps, plan }, token === undefined ? CLOSED : {}, token);
    },
    put(history, change) {
      if (!editable()) return;
      set({ history, problem: undefined, guess: undefined, ...FRESH_VIEW, ...change });
      askPrediction();
    },
    storage,
    rename: (name) => change({ name }, {}, 'name'),
    show: (found) => opener(({ show }) => show(fanout, found)),
    replace: (doc, change) => adopt(push(get().history, doc), { ...FRESH_VIEW, ...change }),
    plans,
    turn,
  };

  /** One listener that throws must not keep the others from what has changed. */
  const subscribe: typeof store.subscribe = (listener) =>
    store.subscribe((state, before) => {
      try {
        listener(state, before);
      } catch (thrown) {
        queueMicrotask(() => {
          throw thrown;
        });
      }
    });

  predictions.ask();
  sayMoved(store);
  const fanout = { ...store, subscribe, actions: guarded(actions, get), lab, dispose: () => runner.dispose() };
  const { lesson } = readLink(hash);
  if (lesson) void actions.openLesson(lesson);
  else if (opening.view?.fromLink?.lesson) {
    const { name, step } = opening.view.fromLink.lesson;
    void actions.openLesson(name, step);
  }
  return fanout;
}
