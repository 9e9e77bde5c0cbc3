import { createStore } from 'zustand/vanilla';
import type { Runner } from '../runner/client.ts';
import { selectIsAsking } from './answers/answersHidden.ts';
import { createCriticalPathSlice } from './criticalPath/criticalPathSlice.ts';
import { createDisplaySlice } from './display/displaySlice.ts';
import { initialFanoutState } from './initialFanoutState.ts';
import { createInspectorSlice } from './inspector/inspectorSlice.ts';
import { readLink } from './link/hash.ts';
import { createOpenSlice } from './open/openSlice.ts';
import { createInputErrors } from './plan/inputErrors.ts';
import { createPlanSlice } from './plan/planSlice.ts';
import { restrictActions } from './restrictActions.ts';
import { createRowsSlice } from './rows/rowsSlice.ts';
import { createPlaybackSlice } from './run/playbackSlice.ts';
import { createPredictionSlice } from './run/predictionSlice.ts';
import { createRunControl } from './run/runControl.ts';
import { createRunSlice } from './run/runSlice.ts';
import { createSideBySideSlice } from './sideBySide/sideBySideSlice.ts';
import type { FanoutState } from './state.ts';
import type { Actions, FanoutStore, SliceContext, StoreOptions } from './types.ts';
import { createViewportSlice } from './viewport/viewportSlice.ts';
import { createPlanQueries } from './worker/planQueries.ts';
import { reportClampedNumbers } from './yourPlans/clampNotice.ts';
import { createPlanKeeper } from './yourPlans/keepPlan.ts';

/** Composes the slices. Each is a function of a `SliceContext` and of what it needs of the others. */
export function createFanoutStore({
  createRunner,
  storage: given,
  hash,
  initial,
  leaveLink,
}: StoreOptions): FanoutStore {
  const api = createStore<FanoutState>(() => initialFanoutState(given, hash, initial));
  const { getState: get, setState: set } = api;
  const plans = createPlanKeeper(api, given, initial, leaveLink);
  const { storage } = plans;
  const context: SliceContext = { get, set, storage };

  // Slices need the runner, and it needs the slices' listeners: both reach the other only when they are called.
  const runner = (): Runner => theRunner;
  const store = (): FanoutStore => fanout;

  const run = createRunSlice(context, runner);
  const prediction = createPredictionSlice(context, runner, run.acceptRerunGhost);
  const queries = createPlanQueries(runner);
  const theRunner = createRunner({
    ...run.listener,
    ...prediction.listener,
    answered: queries.onAnswers,
    unavailable: (why) =>
      set(({ runs }) => ({
        unavailable: why,
        predicting: false,
        backgroundRun: undefined,
        runs: runs.filter(({ phase }) => phase === 'settled'),
      })),
  });

  const plan = createPlanSlice({ ...context, plans, requestPrediction: prediction.requestPrediction });
  const open = createOpenSlice({ ...context, store, replaceDocument: plan.replaceDocument });

  const actions: Actions = {
    ...plan.actions,
    ...createInputErrors(context, run.start),
    ...run.actions,
    ...createRunControl(context, runner),
    ...prediction.actions,
    ...createPlaybackSlice(context),
    ...createRowsSlice(api, storage, plans.isLinked),
    ...createViewportSlice(context, plans),
    ...createCriticalPathSlice(store),
    ...createSideBySideSlice(context),
    ...createInspectorSlice(context),
    ...open.actions,
    ...createDisplaySlice(context, plans),
  };

  api.subscribe((state) => {
    if (!state.firstQuestion || selectIsAsking(state)) return;
    set({ firstQuestion: false });
    storage.write('predictions', state.predictions);
  });

  /** A listener that throws must not keep a change from the others. */
  const subscribe: typeof api.subscribe = (listener) =>
    api.subscribe((state, before) => {
      try {
        listener(state, before);
      } catch (thrown) {
        queueMicrotask(() => {
          throw thrown;
        });
      }
    });

  prediction.requestPrediction();
  reportClampedNumbers(api);
  const fanout: FanoutStore = {
    ...api,
    subscribe,
    actions: restrictActions(actions, get),
    internals: {
      ...plan.internals,
      ...open.internals,
      query: queries.query,
      runInBackground: run.runInBackground,
      plans,
      storage,
    },
    dispose: () => theRunner.dispose(),
  };
  const { lesson } = readLink(hash);
  const linked = initial.view?.fromLink?.lesson;
  if (lesson) void actions.openLesson(lesson);
  else if (linked) void actions.openLesson(linked.name, linked.step);
  return fanout;
}
