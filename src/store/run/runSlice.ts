import type { StoreApi } from 'zustand/vanilla';
import { wasStopped } from '../../analysis/metrics/earlyEnd.ts';
import { closeLog } from '../../run/closeLog.ts';
import type { RunState } from '../../run/fold.ts';
import { STOPPED } from '../../run/interventions.ts';
import { policyOf } from '../../run/policy.ts';
import type { Plan, RunEvent } from '../../run/types.ts';
import type { LossReason, Runner, RunnerListener } from '../../runner/client.ts';
import { samePolicy, sameWork, selectDocument, selectIsRunning, selectRunProblem } from '../plan/document.ts';
import type { FanoutState, Rerun, RunRecord } from '../state.ts';
import { planAgain, selectFailedKeys } from './rerunFailed.ts';
import { foldOf, selectShownRun } from './selectors.ts';

type RunEvents = Pick<
  RunnerListener,
  'engineReady' | 'runStarted' | 'eventsArrived' | 'stateCommitted' | 'runLost' | 'runRefused'
>;

/** From the wish to run to the settled log. Logs are appended to and never copied; `length` says how far to read. */
export function runsOf({ getState: get, setState: set }: StoreApi<FanoutState>, runner: () => Runner) {
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

  /** The last run of each other policy over these calls stays for comparison; everything older is let go. */
  function withRoomFor(run: RunRecord): RunRecord[] {
    const kept = get().runs.filter((one) => sameWork(one.plan, run.plan) && !samePolicy(one.plan, run.plan));
    for (const id of logs.keys()) if (!kept.some((one) => one.id === id)) logs.delete(id);
    return [run, ...kept];
  }

  /** The runs beside the page's own that are still to come, and who hears of each. */
  let waiting: Plan[] = [];
  let sideHeard: (run: RunRecord, more: boolean) => void = () => {};

  function record(plan: Plan, again?: Rerun): RunRecord {
    return {
      id: ++lastId,
      plan,
      rerun: again,
      phase: get().engine === 'ready' ? 'running' : 'loading',
      log: [],
      length: 0,
      startedAt: undefined,
      committed: undefined,
      end: undefined,
    };
  }

  function nextSide(): void {
    const plan = waiting.shift();
    const side = plan && record(plan);
    if (side) logs.set(side.id, side.log as RunEvent[]);
    set({ backgroundRun: side });
    if (side) runner().run(side.id, side.plan);
  }

  /** The next one takes its place in the same turn: there is no moment in between for an edit. */
  function sideEnded(id: number): void {
    const { backgroundRun } = get();
    if (backgroundRun?.id !== id || backgroundRun.phase !== 'settled') return;
    if (backgroundRun.end !== 'own') waiting = [];
    sideHeard(backgroundRun, waiting.length > 0);
    nextSide();
    if (!get().runs.some((run) => run.id === id)) logs.delete(id);
  }

  const events: RunEvents = {
    engineReady: () => set({ engine: 'ready' }),
    runStarted: (id, startedAt) =>
      patch(id, ({ phase }) => ({ startedAt, phase: phase === 'loading' ? 'running' : phase })),
    eventsArrived: (id, arrived) => patch(id, () => ({ length: append(id, arrived) })),
    stateCommitted(id, committed) {
      patch(id, (run) => ({ committed, phase: 'settled', end: endInLog(run) }));
      sideEnded(id);
    },
    runLost(id, at, why) {
      if (why !== 'not loaded') set({ engine: 'loading' });
      patch(id, (run) => {
        const { plan, rerun, log, length } = run;
        const closing = closeLog(rerun?.plan ?? plan, log.slice(0, length), at, ({ phase }) =>
          lossText(why, phase === 'running'),
        );
        const end = closing.length > 0 ? why : endInLog(run);
        return { length: append(id, closing), phase: 'settled', end };
      });
      sideEnded(id);
    },
    runRefused(id, problem) {
      // What it went on from is there again.
      const before = (run: RunRecord) => (run.id === id ? (run.rerun?.of ?? []) : run);
      set(({ runs }) => ({ problem, runs: runs.flatMap(before) }));
      patch(id, () => ({ phase: 'settled', end: 'stopped' }));
      sideEnded(id);
    },
  };

  function begin(plan: Plan, again?: Rerun): void {
    const state = get();
    const run = record(plan, again);
    const engine = state.engine === 'cold' ? 'loading' : state.engine;
    set({ runs: withRoomFor(run), problem: undefined, editing: undefined, engine });
    logs.set(run.id, run.log as RunEvent[]);
    if (!again) runner().run(run.id, plan);
    else {
      // Its number is the run's, below 0: the predictions of the plan on the page count upwards.
      runner().predict({ id: -run.id, plan: again.plan, others: {} });
      runner().run(run.id, again.plan, again.of.committed);
    }
  }

  return {
    events,
    request(): void {
      const state = get();
      if (selectRunProblem(state) === undefined && !selectIsRunning(state)) begin(selectDocument(state).plan);
    },
    /** Those of the run on the screen that did not succeed, and nothing else. */
    requestFailed(): void {
      const state = get();
      const of = selectShownRun(state);
      const keys = selectFailedKeys(state);
      if (!of || keys.length === 0 || selectIsRunning(state)) return;
      begin(of.plan, { of, keys, plan: planAgain(of, keys), ghost: undefined });
    },
    /** The prediction of a run of failed calls; false for any other. */
    ghostCame(id: number, ghost: RunState): boolean {
      if (id >= 0) return false;
      patch(-id, ({ rerun }) => (rerun ? { rerun: { ...rerun, ghost } } : {}));
      return true;
    },
    /** Each that settles is told, and whether more are to come: none after Stop, or after one that did not come to its own end. */
    measure(plans: readonly Plan[], settled: (run: RunRecord, more: boolean) => void): void {
      const state = get();
      if (selectRunProblem(state) !== undefined || selectIsRunning(state)) return;
      waiting = [...plans];
      sideHeard = settled;
      set({ problem: undefined, editing: undefined, engine: state.engine === 'cold' ? 'loading' : state.engine });
      nextSide();
    },
    stop(): void {
      const run = get().runs.find(({ phase }) => phase !== 'settled') ?? get().backgroundRun;
      if (!run || run.phase === 'stopping') return;
      waiting = [];
      patch(run.id, () => ({ phase: 'stopping' }));
      runner().stop(run.id, STOPPED);
    },
  };
}

/** Stop may come when the last call has just ended by itself: the log knows. */
function endInLog(run: RunRecord): 'own' | 'stopped' {
  const fold = foldOf(run);
  return run.phase === 'stopping' && (fold.phase !== 'settled' || wasStopped(fold, policyOf(run.plan)))
    ? 'stopped'
    : 'own';
}

/** As the log says it of a call that ran; a run in a file is known by it. */
export const LOST: Record<LossReason, string> = {
  'not loaded': 'stopped before the engine was loaded',
  crashed: 'lost: the engine crashed',
  'no answer': 'lost: the engine did not answer and was ended',
};

function lossText(why: LossReason, wasRunning: boolean): string {
  return wasRunning || why === 'not loaded' ? LOST[why] : STOPPED;
}
