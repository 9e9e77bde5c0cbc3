import { wasStopped } from '../../analysis/metrics/earlyEnd.ts';
import { closeLog } from '../../run/closeLog.ts';
import type { RunState } from '../../run/fold.ts';
import type { Plan, RunEvent } from '../../run/types.ts';
import type { Runner, RunnerListener } from '../../runner/client.ts';
import { samePolicy, sameWork, selectDocument, selectIsRunning, selectRunProblem } from '../plan/document.ts';
import type { Rerun, RunRecord } from '../state.ts';
import type { RunActions, SliceContext, StoreInternals } from '../types.ts';
import { rerunPlan, selectFailedKeys } from './rerunFailed.ts';
import { foldOf, selectShownRun } from './selectors.ts';
import { createVerdictLoader } from './verdictLoader.ts';

/** Runs of this page share one object. */
const FROM_PAGE = { kind: 'page' } as const;

type RunListener = Pick<
  RunnerListener,
  'engineReady' | 'runStarted' | 'eventsArrived' | 'stateCommitted' | 'runLost' | 'runRefused'
>;

interface RunSlice {
  readonly actions: RunActions;
  readonly listener: RunListener;
  /** Runs the plan on the page, where nothing else runs. */
  start(): void;
  /** Takes the prediction of a run of failed calls; false for any other. */
  acceptRerunGhost(id: number, ghost: RunState): boolean;
  readonly runInBackground: StoreInternals['runInBackground'];
}

/** Runs, from their start to the settled log. A log is appended to and never copied; `length` says how far to read. */
export function createRunSlice(context: SliceContext, runner: () => Runner): RunSlice {
  const { get, set } = context;
  const loadVerdict = createVerdictLoader(context);
  let lastId = 0;
  const logs = new Map<number, RunEvent[]>();

  function patch(id: number, change: (run: RunRecord) => Partial<RunRecord>): void {
    set(({ runs, backgroundRun }) =>
      backgroundRun?.id === id
        ? { backgroundRun: { ...backgroundRun, ...change(backgroundRun) } }
        : { runs: runs.map((run) => (run.id === id ? { ...run, ...change(run) } : run)) },
    );
  }

  function append(id: number, events: readonly RunEvent[]): number {
    const log = logs.get(id) ?? [];
    for (const event of events) log.push(event);
    return log.length;
  }

  /** The last run of each other policy over these calls stays for comparison; every other one is dropped. */
  function withRoomFor(run: RunRecord): RunRecord[] {
    const kept = get().runs.filter((one) => sameWork(one.plan, run.plan) && !samePolicy(one.plan, run.plan));
    for (const id of logs.keys()) if (!kept.some((one) => one.id === id)) logs.delete(id);
    return [run, ...kept];
  }

  /** Plans of background runs that have not started, and the callback for each that settles. */
  let waiting: Plan[] = [];
  let onBackgroundSettled: (run: RunRecord, more: boolean) => void = () => {};

  function newRecord(plan: Plan, rerun?: Rerun): RunRecord {
    return {
      id: ++lastId,
      source: FROM_PAGE,
      plan,
      rerun,
      phase: get().engine === 'ready' ? 'running' : 'loading',
      log: [],
      length: 0,
      startedAt: undefined,
      committed: undefined,
      end: undefined,
    };
  }

  function startNextInBackground(): void {
    const plan = waiting.shift();
    const run = plan && newRecord(plan);
    if (run) logs.set(run.id, run.log as RunEvent[]);
    set({ backgroundRun: run });
    if (run) runner().run(run.id, run.plan);
  }

  /** The next one takes its place in the same turn: there is no moment in between for an edit. */
  function endBackgroundRun(id: number): void {
    const { backgroundRun } = get();
    if (backgroundRun?.id !== id || backgroundRun.phase !== 'settled') return;
    if (backgroundRun.end !== 'own') waiting = [];
    onBackgroundSettled(backgroundRun, waiting.length > 0);
    startNextInBackground();
    if (!get().runs.some((run) => run.id === id)) logs.delete(id);
  }

  const listener: RunListener = {
    engineReady: () => set({ engine: 'ready' }),
    runStarted: (id, startedAt) =>
      patch(id, ({ phase }) => ({ startedAt, phase: phase === 'loading' ? 'running' : phase })),
    eventsArrived: (id, arrived) => patch(id, () => ({ length: append(id, arrived) })),
    stateCommitted(id, committed) {
      patch(id, (run) => ({ committed, phase: 'settled', end: endInLog(run) }));
      endBackgroundRun(id);
    },
    runLost(id, at, why) {
      if (why !== 'not loaded') set({ engine: 'loading' });
      patch(id, (run) => {
        const { plan, rerun, log, length } = run;
        const closing = closeLog(rerun?.plan ?? plan, log.slice(0, length), at, why);
        const end = closing.length > 0 ? why : endInLog(run);
        return { length: append(id, closing), phase: 'settled', end };
      });
      endBackgroundRun(id);
    },
    runRefused(id, problem) {
      // The run that it went on from is shown again.
      const before = (run: RunRecord) => (run.id === id ? (run.rerun?.of ?? []) : run);
      set(({ runs }) => ({ problem, runs: runs.flatMap(before) }));
      patch(id, () => ({ phase: 'settled', end: 'stopped' }));
      endBackgroundRun(id);
    },
  };

  function begin(plan: Plan, rerun?: Rerun): void {
    const state = get();
    const run = newRecord(plan, rerun);
    const engine = state.engine === 'cold' ? 'loading' : state.engine;
    set({ runs: withRoomFor(run), problem: undefined, editing: undefined, engine });
    logs.set(run.id, run.log as RunEvent[]);
    if (!rerun) runner().run(run.id, plan);
    else {
      // The id is the run's, below 0: the predictions of the plan on the page count upwards.
      runner().predict({ id: -run.id, plan: rerun.plan, others: {} });
      runner().run(run.id, rerun.plan, rerun.of.committed);
    }
  }

  const actions: RunActions = {
    rerunFailed() {
      const state = get();
      const of = selectShownRun(state);
      const keys = selectFailedKeys(state);
      if (!of || keys.length === 0 || selectIsRunning(state)) return;
      begin(of.plan, { of, keys, plan: rerunPlan(of, keys), ghost: undefined });
    },
    stopRun() {
      const run = get().runs.find(({ phase }) => phase !== 'settled') ?? get().backgroundRun;
      if (!run || run.phase === 'stopping') return;
      waiting = [];
      patch(run.id, () => ({ phase: 'stopping' }));
      runner().stop(run.id);
    },
    loadEngine() {
      void loadVerdict();
      if (get().engine === 'cold') set({ engine: 'loading' });
      runner().warm();
    },
  };

  return {
    actions,
    listener,
    start() {
      void loadVerdict();
      const state = get();
      if (selectRunProblem(state) === undefined && !selectIsRunning(state)) begin(selectDocument(state).plan);
    },
    acceptRerunGhost(id, ghost) {
      if (id >= 0) return false;
      patch(-id, ({ rerun }) => (rerun ? { rerun: { ...rerun, ghost } } : {}));
      return true;
    },
    /** None is to follow after Stop, or after a run that did not come to its own end. */
    runInBackground(plans, onSettled) {
      const state = get();
      if (selectRunProblem(state) !== undefined || selectIsRunning(state)) return;
      waiting = [...plans];
      onBackgroundSettled = onSettled;
      set({ problem: undefined, editing: undefined, engine: state.engine === 'cold' ? 'loading' : state.engine });
      startNextInBackground();
    },
  };
}

/** Stop may come when the last call has just ended by itself: the log knows. */
function endInLog(run: RunRecord): 'own' | 'stopped' {
  const fold = foldOf(run);
  return run.phase === 'stopping' && (fold.phase !== 'settled' || wasStopped(fold)) ? 'stopped' : 'own';
}
