import type { StoreApi } from 'zustand/vanilla';
import { closeLog } from '../run/closeLog.ts';
import type { RunEvent } from '../run/types.ts';
import type { LossReason, Runner, RunnerListener } from '../runner/client.ts';
import { docOf, isRunning, runProblem, samePolicy, sameWork } from './doc.ts';
import type { FanoutState, RunRecord } from './state.ts';

type RunEvents = Pick<
  RunnerListener,
  'engineReady' | 'runStarted' | 'eventsArrived' | 'stateCommitted' | 'runLost' | 'runRefused'
>;

/** From the wish to run to the settled log. Logs are appended to and never copied; `length` says how far to read. */
export function runsOf({ getState: get, setState: set }: StoreApi<FanoutState>, runner: () => Runner) {
  let lastId = 0;
  const logs = new Map<number, RunEvent[]>();

  function patch(id: number, change: (run: RunRecord) => Partial<RunRecord>): void {
    set(({ runs }) => ({ runs: runs.map((run) => (run.id === id ? { ...run, ...change(run) } : run)) }));
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

  const events: RunEvents = {
    engineReady: () => set({ engine: 'ready' }),
    runStarted: (id, startedAt) =>
      patch(id, ({ phase }) => ({ startedAt, phase: phase === 'loading' ? 'running' : phase })),
    eventsArrived: (id, arrived) => patch(id, () => ({ length: append(id, arrived) })),
    stateCommitted: (id, committed) =>
      patch(id, ({ phase }) => ({ committed, phase: 'settled', end: phase === 'stopping' ? 'stopped' : 'own' })),
    runLost(id, at, why) {
      if (why !== 'not loaded') set({ engine: 'loading' });
      patch(id, ({ plan, log, length }) => {
        const closing = closeLog(plan, log.slice(0, length), at, ({ phase }) => lossText(why, phase === 'running'));
        return { length: append(id, closing), phase: 'settled', end: why };
      });
    },
    runRefused: (id, problem) => set(({ runs }) => ({ problem, runs: runs.filter((run) => run.id !== id) })),
  };

  return {
    events,
    request(): void {
      const state = get();
      if (runProblem(state) !== undefined || isRunning(state)) return;
      const { plan } = docOf(state);
      const id = ++lastId;
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
      const engine = state.engine === 'cold' ? 'loading' : state.engine;
      set({ runs: withRoomFor(run), problem: undefined, editing: undefined, engine });
      logs.set(id, log);
      runner().run(id, plan);
    },
    stop(): void {
      const run = get().runs.find(({ phase }) => phase !== 'settled');
      if (!run || run.phase === 'stopping') return;
      patch(run.id, () => ({ phase: 'stopping' }));
      runner().stop(run.id, 'stopped');
    },
  };
}

function lossText(why: LossReason, wasRunning: boolean): string {
  if (why === 'not loaded') return 'stopped before the engine was loaded';
  if (!wasRunning) return 'stopped';
  return why === 'crashed' ? 'lost: the engine crashed' : 'lost: the engine did not answer and was ended';
}
