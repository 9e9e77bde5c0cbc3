import type { Baseline } from '../../../src/analysis/metrics/proof.ts';
import '../../../src/lessons/allPresets.ts';
import { verdictModule } from '../../../src/analysis/verdict/verdict.lazy.ts';
import { virtualClock } from '../../../src/engine/clocks/virtualClock.ts';
import { execute } from '../../../src/engine/execute.ts';
import { predict } from '../../../src/engine/predict.ts';
import { foldAll } from '../../../src/run/fold.ts';
import type { PlainState } from '../../../src/run/plainState.ts';
import type { RunEvent as Event, Ms, Plan } from '../../../src/run/types.ts';
import type { Runner, RunnerListener } from '../../../src/runner/client.ts';
import type { SteerCommand } from '../../../src/runner/messages.ts';
import { type PredictRequest, predictedBaseline } from '../../../src/runner/predict/predictions.ts';
import type { Query } from '../../../src/runner/predict/queries.ts';
import { createFanoutStore } from '../../../src/store/createStore.ts';
import { readLink } from '../../../src/store/link/hash.ts';
import { initialFromLink } from '../../../src/store/open/openLink.ts';
import { selectDocument } from '../../../src/store/plan/document.ts';
import type { RunRecord } from '../../../src/store/state.ts';
import { memoryStorage, type Storage, type StorageKey } from '../../../src/store/storage.ts';
import type { InitialState, OpenResult } from '../../../src/store/types.ts';
import { startFresh } from '../../../src/store/yourPlans/startFresh.ts';
import { loadPlanReader } from '../../../src/store/yourPlans/storedPlan.ts';
import { equipped } from '../../../src/tools/equipped.ts';
import { toolsOfPlan } from '../../../src/tools/ownTools.ts';
import { simulatedTools } from '../../../src/tools/simulated.ts';

// As src/main.tsx has it, where something is kept.
await loadPlanReader();

/** A runner that writes down what it is asked, and says what the test tells it to. */
export interface FakeRunner extends Runner {
  readonly listener: RunnerListener;
  readonly predictions: PredictRequest[];
  readonly asks: Query[];
  readonly runs: { runId: number; plan: Plan; earlier?: PlainState | undefined }[];
  readonly steered: SteerCommand[];
  readonly stops: number[];
  warmed: number;
  disposed: boolean;
}

function fakeRunner(listener: RunnerListener): FakeRunner {
  const runner: FakeRunner = {
    listener,
    predictions: [],
    asks: [],
    runs: [],
    stops: [],
    steered: [],
    warmed: 0,
    disposed: false,
    warm: () => void runner.warmed++,
    run: (runId, plan, earlier) => void runner.runs.push({ runId, plan, ...(earlier && { earlier }) }),
    steer: (_, command) => void runner.steered.push(command),
    stop: (runId) => void runner.stops.push(runId),
    predict: (request) => void runner.predictions.push(request),
    ask: (ask) => void runner.asks.push(ask),
    dispose() {
      runner.disposed = true;
    },
  };
  return runner;
}

export type Started = ReturnType<typeof startStore>;

/** A store over a fake runner and, unless another is given, a storage that forgets. */
export function startStore({
  texts = {},
  hash = '',
  found,
  // Not the first visit, on which predictions are hidden: for that, pass a `memoryStorage()`.
  storage = memoryStorage({ predictions: 'auto', ...texts }),
  opening,
}: {
  texts?: Partial<Record<StorageKey, string>>;
  hash?: string;
  found?: OpenResult | undefined;
  /** Of an earlier visit, or of another tab. */
  storage?: Storage;
  /** As src/main.tsx finds it; else it is made of the rest. */
  opening?: InitialState | undefined;
} = {}) {
  if (!opening && readLink(hash).fresh) startFresh(storage);
  const left = { times: 0 };
  let runner: FakeRunner | undefined;
  const store = createFanoutStore({
    createRunner(listener) {
      runner = fakeRunner(listener);
      return runner;
    },
    storage,
    hash,
    initial: opening ?? initialFromLink(storage, hash, found),
    leaveLink: () => void left.times++,
  });
  store.setState({ verdictModule: verdictModule });
  return { store, actions: store.actions, runner: runner as unknown as FakeRunner, storage, left };
}

export const calls = ({ store }: Started) => selectDocument(store.getState()).plan.calls;
export const ids = (started: Started) => calls(started).map(({ id }) => id);
export const newest = ({ store }: Started) => store.getState().runs[0] as RunRecord;

/** What the `plan` Worker would answer to this request, from the real engine. */
export async function answerPrediction({ runner }: Started, request = runner.predictions.at(-1)): Promise<void> {
  if (!request) throw new Error('nothing was asked');
  const { id, plan, others } = request;
  const tools = equipped(toolsOfPlan(plan, simulatedTools), plan);
  runner.listener.predicted(id, foldAll((await predict(plan, { tools })).events));
  const totals: Record<string, Baseline> = {};
  for (const [name, policy] of Object.entries(others)) {
    totals[name] = predictedBaseline(await predict({ ...plan, policy }, { tools }));
  }
  runner.listener.totalsPredicted(id, totals);
}

/** The log that a run of this plan would have on a machine without any overhead. */
export async function logOf(plan: Plan): Promise<Event[]> {
  return (await predict(plan, { tools: equipped(toolsOfPlan(plan, simulatedTools), plan) })).events;
}

/** The same, where Stop comes at this moment. */
async function stoppedLogOf(plan: Plan, at: Ms): Promise<Event[]> {
  const clock = virtualClock();
  const stop = new AbortController();
  clock.after(at, () => stop.abort(null));
  return (
    await clock.drive(
      execute(plan, { tools: equipped(toolsOfPlan(plan, simulatedTools), plan), clock, signal: stop.signal }),
    )
  ).events;
}

export const NOTHING_LEFT = { messages: [], pending_tools: [], results: {}, errors: {} };

/** Run, and the `run` Worker sees it through to its end. */
export async function runThrough(started: Started): Promise<void> {
  const { actions, runner } = started;
  runner.listener.engineReady();
  actions.startRun();
  await settle(started);
}

/** The newest run comes to its end: its own, or Stop at that moment. */
export async function settle({ runner }: Started, stoppedAtMs?: Ms): Promise<void> {
  const run = runner.runs.at(-1);
  if (!run) throw new Error('nothing was run');
  runner.listener.runStarted(run.runId, performance.now());
  const log = stoppedAtMs === undefined ? await logOf(run.plan) : await stoppedLogOf(run.plan, stoppedAtMs);
  runner.listener.eventsArrived(run.runId, log);
  runner.listener.stateCommitted(run.runId, NOTHING_LEFT);
}

/** After a run of what is on the page, as it was predicted. */
export async function settled(options?: Parameters<typeof startStore>[0]): Promise<Started> {
  const started = startStore(options);
  await answerPrediction(started);
  await runThrough(started);
  return started;
}
