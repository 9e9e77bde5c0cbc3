import {
  type Distribution,
  distributionOf,
  histogramOf,
  type Sample,
  sampleOf,
  seedsFrom,
  varies,
} from '../../analysis/metrics/distribution.ts';
import { totalOf } from '../../analysis/metrics/proof.ts';
import { timingOf, withTiming } from '../../run/callTiming.ts';
import { outcomesOf } from '../../run/fold.ts';
import type { Ms, Plan } from '../../run/types.ts';
import { entryOfCall, neverEnds } from '../../tools/catalogue.ts';
import { selectAnswersHidden } from '../answers/answersHidden.ts';
import { memoizeLast } from '../memo.ts';
import {
  samePolicy,
  sameWork,
  selectAreRowsFixed,
  selectDocument,
  selectIsRunning,
  selectRunProblem,
} from '../plan/document.ts';
import { foldOf, selectPrediction } from '../run/selectors.ts';
import type { FanoutState, Repeat, RunRecord, SeedSeries } from '../state.ts';
import type { FanoutStore } from '../types.ts';

/** The plan on the page with one seed after another. */

/** What is known about the very plan on the page. */
export function selectRepeat(state: FanoutState): Repeat | undefined {
  const { repeat } = state;
  const { plan } = selectDocument(state);
  if (!repeat || !sameWork(repeat.plan, plan) || !samePolicy(repeat.plan, plan)) return undefined;
  return selectAnswersHidden(state) ? measuredAlone(repeat) : repeat;
}

/** The same object for the same series. */
function measuredAlone({ plan, measured }: Repeat): Repeat | undefined {
  return measuredMemo(plan, measured, () => measured && { plan, measured });
}
const measuredMemo = memoizeLast<Repeat | undefined>();

function seeded(plan: Plan, times: number): Plan[] {
  return seedsFrom(plan, times).map((seed) => ({ ...plan, seed }));
}

function put({ getState, setState }: FanoutStore, which: 'predicted' | 'measured', series: SeedSeries): void {
  const { plan } = selectDocument(getState());
  setState({ repeat: { ...selectRepeat(getState()), plan, [which]: series } });
}

export function startPredictedRepeat(store: FanoutStore, times: number): void {
  const state = store.getState();
  if (selectRunProblem(state) !== undefined || selectIsRunning(state) || selectAnswersHidden(state)) return;
  const { plan } = selectDocument(state);
  let samples: Sample[] = [];
  put(store, 'predicted', { times, samples, open: true });
  store.internals.query('repeat', seeded(plan, times), (answers, done, problem) => {
    const { repeat } = store.getState();
    // Another plan is on the page by now, or the series was stopped.
    if (repeat?.plan !== plan || !repeat.predicted?.open) return;
    samples = [...samples, ...answers];
    const predicted = { times, samples, open: !done, ...(problem !== undefined && { problem }) };
    store.setState({ repeat: { ...repeat, predicted } });
  });
}

/** Real runs, one after the other. A run that was stopped does not count, and ends the series. */
export function startMeasuredRepeat(store: FanoutStore, times: number): void {
  const state = store.getState();
  if (selectRunProblem(state) !== undefined || selectIsRunning(state)) return;
  if (selectRepeat(state)?.predicted?.open) stopRepeat(store);
  let samples: Sample[] = [];
  put(store, 'measured', { times, samples, open: true });
  store.internals.runInBackground(seeded(selectDocument(state).plan, times), (run: RunRecord, more) => {
    if (run.end === 'own') {
      const fold = foldOf(run);
      samples = [...samples, sampleOf(fold, outcomesOf(fold), run.plan.seed ?? 0)];
    }
    put(store, 'measured', { times, samples, open: more });
  });
}

/** The samples so far are kept. */
export function stopRepeat(store: FanoutStore): void {
  const { repeat, backgroundRun } = store.getState();
  if (repeat?.predicted?.open) {
    store.internals.query('repeat', [], () => {});
    store.setState({ repeat: { ...repeat, predicted: { ...repeat.predicted, open: false } } });
  }
  if (backgroundRun && repeat?.measured?.open) store.actions.stopRun();
}

/** Stops predictions of a plan that is no longer on the page, or that would disturb a run, until the returned function is called. */
export function followRepeat(store: FanoutStore): () => void {
  const unsubscribe = store.subscribe((state) => {
    if (state.repeat?.predicted?.open && (!selectRepeat(state) || selectIsRunning(state))) stopRepeat(store);
  });
  return () => {
    unsubscribe();
    if (store.getState().repeat?.predicted?.open) stopRepeat(store);
  };
}

/** The plan with times that vary by this share, up and down; calls that vary already, and those that never end, stay. */
export function withSpread(plan: Plan, spread: number): Plan {
  const calls = plan.calls.map((call) => {
    const entry = entryOfCall(call);
    return entry && !neverEnds(entry) && !timingOf(call).spread ? withTiming(call, { spread }) : call;
  });
  return { ...plan, calls };
}

export function addSpread({ getState, internals }: FanoutStore, spread: number): void {
  if (!selectAreRowsFixed(getState())) internals.editPlan(withSpread(selectDocument(getState()).plan, spread));
}

export function selectIsVaried(state: FanoutState): boolean {
  return varies(selectDocument(state).plan);
}

/** How long one run of the plan on the page takes, as predicted. */
export function selectPlannedMs(state: FanoutState): Ms | undefined {
  const prediction = selectPrediction(state);
  return prediction && totalOf(prediction);
}

interface DrawnSample {
  distribution: Distribution;
  /** Of its runs with an end, the share in each bin. */
  shares: number[];
}

/** Both series on one axis. */
export interface RepeatChart {
  from: Ms;
  to: Ms;
  /** Of what was predicted, else of what was measured. */
  p50: Ms;
  p95: Ms;
  predicted: DrawnSample | undefined;
  measured: DrawnSample | undefined;
}

const BINS = 24;

/** The same object while the series are the same; `undefined` while there is nothing to draw. */
export function repeatChart(repeat: Repeat): RepeatChart | undefined {
  if (!shapes.has(repeat)) shapes.set(repeat, newShape(repeat));
  return shapes.get(repeat);
}
const shapes = new WeakMap<Repeat, RepeatChart | undefined>();

function newShape({ predicted, measured }: Repeat): RepeatChart | undefined {
  const series = [predicted, measured].map((one) => (one?.samples ?? []).map(({ total }) => total));
  const ends = series.flat().filter(Number.isFinite);
  const [least, most] = ends.length > 0 ? [Math.min(...ends), Math.max(...ends)] : [0, 0];
  // Runs that differ by less than what timers differ by are one bar in the middle, and not a wide distribution.
  const room = Math.max(0, Math.max(20, most * 0.02) - (most - least)) / 2;
  const from = Math.max(0, least - room);
  const to = most + room;
  const [p, m] = [predicted, measured].map((one, i): DrawnSample | undefined => {
    const distribution = distributionOf(one?.samples ?? []);
    if (!distribution) return undefined;
    const bins = histogramOf(series[i] ?? [], from, to, BINS);
    return { distribution, shares: bins.map((bin) => bin.count / distribution.runs) };
  });
  const first = p ?? m;
  if (!first) return undefined;
  const { p50, p95 } = first.distribution;
  return { from, to, p50, p95, predicted: p, measured: m };
}
