import { describe, expect, it } from 'vitest';
import { type Baseline, baselineOf } from '../../../../src/analysis/metrics/proof.ts';
import { loadChallenges, TRACKS } from '../../../../src/lessons/menu.ts';
import { foldAll } from '../../../../src/run/fold.ts';
import type { Plan, RunEvent } from '../../../../src/run/types.ts';
import { predictPlan } from '../../../../src/runner/predict/predictPlan.ts';
import { followFindings } from '../../../../src/store/criticalPath/findings.ts';
import { followComparison } from '../../../../src/store/inspector/comparison.ts';
import { followMetrics } from '../../../../src/store/inspector/metrics.ts';
import { startPredictedRepeat } from '../../../../src/store/inspector/repeat.ts';
import { selectDocument } from '../../../../src/store/plan/document.ts';
import { followOtherPlan } from '../../../../src/store/sideBySide/sideBySide.ts';
import type { FanoutState } from '../../../../src/store/state.ts';
import { answerAsks } from '../planWorker.ts';
import { NOTHING_LEFT, type Started, startStore } from '../startStore.ts';

/** Every selector of the store, those of later features too. */
const MODULES = import.meta.glob('../../../../src/store/**/*.ts', { eager: true });
type Selector = (state: FanoutState, of?: unknown) => unknown;
const SELECTORS = Object.entries(MODULES).flatMap(([path, module]) =>
  Object.entries(module as Record<string, unknown>).flatMap(([name, value]) =>
    name.startsWith('select') && typeof value === 'function'
      ? [{ name: `${path.replace(/.*\/store\//, '')} ${name}`, select: value as Selector }]
      : [],
  ),
);
/** Second arguments: keys of calls, names of strategies and policies. */
const OF = [undefined, 0, 1, 2, 3, 'one-by-one', 'all-at-once', 'at-most', 'batches', 'this'];

/** What a view gets of the selectors, in text: one line for each of them. */
function seenBy(state: FanoutState): string[] {
  return SELECTORS.flatMap(({ name, select }) => OF.map((of) => `${name} ${of}: ${textOf(() => select(state, of))}`));
}

function textOf(answer: () => unknown): string {
  try {
    return JSON.stringify(plain(answer())) ?? 'undefined';
  } catch (thrown) {
    return String(thrown);
  }
}

/** Rows as the list of them, numbers with infinity; without the times of this machine. */
function plain(value: unknown): unknown {
  if (typeof value === 'number') return String(value);
  if (value instanceof Set || value instanceof Map) return plain([...value]);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if ('indexOf' in value && 'count' in value && 'item' in value) {
    const { count, item } = value as { count: number; item: (index: number) => unknown };
    return Array.from({ length: count }, (_, index) => plain(item(index)));
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => (key === 'startedAt' ? [] : [[key, plain(one)]])),
  );
}

const eventsOf = async (plan: Plan): Promise<RunEvent[]> => (await predictPlan(plan)).events;

function start(plan: Plan): Started {
  const started = startStore();
  const { store, actions } = started;
  store.internals.editPlan(plan);
  actions.changeRowsView({ sort: 'end', group: 'tool' });
  actions.toggleSideBySide();
  return started;
}

async function answerNewest({ runner }: Started): Promise<void> {
  const { id, plan, others } = runner.predictions.at(-1) as (typeof runner.predictions)[number];
  runner.listener.predicted(id, foldAll(await eventsOf(plan)));
  const totals: Record<string, Baseline> = {};
  for (const [name, policy] of Object.entries(others)) {
    const total = baselineOf(foldAll((await predictPlan({ ...plan, policy })).events));
    if (total) totals[name] = total;
  }
  runner.listener.totalsPredicted(id, totals);
}

/** Everything that the page can predict of the plan is in the store. */
async function predictAll(started: Started): Promise<void> {
  const { store, actions } = started;
  actions.setPredictions('shown');
  answerAsks(started, predictPlan);
  // The first request is of the tutorial; the next is sent when it is answered.
  while (state(started).prediction?.plan !== selectDocument(state(started)).plan) await answerNewest(started);
  const follows = [followComparison, followMetrics, followOtherPlan, followFindings].map((follow) => follow(store));
  startPredictedRepeat(store, 3);
  const isDone = () => {
    const { comparison, metrics, sideBySide, findings, repeat } = store.getState();
    return comparison?.of && metrics && sideBySide?.prediction && findings && !repeat?.predicted?.open;
  };
  await expect.poll(isDone, { interval: 2 }).toBe(true);
  for (const unfollow of follows) unfollow();
}

async function runIt({ actions, runner }: Started): Promise<void> {
  runner.listener.engineReady();
  actions.startRun();
  const { runId, plan } = runner.runs.at(-1) as (typeof runner.runs)[number];
  runner.listener.runStarted(runId, 0);
  runner.listener.eventsArrived(runId, await eventsOf(plan));
  runner.listener.stateCommitted(runId, NOTHING_LEFT);
}

/** A store that never got a prediction, as if it had one waiting. */
function neverPredicted(plan: Plan): Started {
  const started = start(plan);
  started.store.setState({ predicting: false, comparison: undefined });
  return started;
}

const state = ({ store }: Started) => store.getState();

const MATERIAL = [...(await Promise.all(TRACKS.map(({ load }) => load()))).flat(), ...(await loadChallenges())];
const PLANS = MATERIAL.map(({ name, plan }) => [name, plan] as const);

describe('while answers are hidden', () => {
  it.each(PLANS)('no selector tells anything of the prediction: %s', async (_, plan) => {
    const blind = neverPredicted(plan);
    const seen = start(plan);
    await predictAll(seen);
    for (const { actions } of [blind, seen]) actions.setPredictions('hidden');
    // What is on the page by itself is the same for both.
    expect(seenBy(state(seen))).toEqual(seenBy(state(blind)));
    await runIt(blind);
    await runIt(seen);
    expect(seenBy(state(seen))).toEqual(seenBy(state(blind)));
  });

  it('many selectors would: they all differ as soon as predictions are shown', async () => {
    const plan = PLANS.find(([name]) => name === 'limits')?.[1] as Plan;
    const blind = neverPredicted(plan);
    blind.actions.setPredictions('shown');
    const seen = start(plan);
    await predictAll(seen);
    const other = seenBy(state(blind));
    const telling = seenBy(state(seen)).filter((line, i) => line !== other[i]);
    const names = new Set(telling.map((line) => line.split(' ')[1]));
    expect([...names]).toEqual(
      expect.arrayContaining([
        'selectConcurrency',
        'selectBothTotals',
        'selectFindings',
        'selectGhostCall',
        'selectMetrics',
        'selectPolicyFacts',
        'selectPredictedTotals',
        'selectRepeat',
        'selectStrategies',
        'selectTableText',
        'selectVisibleMarks',
      ]),
    );
  });
});
