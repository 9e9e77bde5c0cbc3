import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import type { Plan, ToolCall } from '../../src/run/types.ts';
import { selectMetrics } from '../../src/store/inspector/metrics.ts';
import { selectDocument } from '../../src/store/plan/document.ts';
import { selectCriticalPath } from '../../src/store/run/selectors.ts';
import type { FanoutState } from '../../src/store/state.ts';
import { answerAsks } from '../unit/store/planWorker.ts';
import { answerPrediction, runThrough } from '../unit/store/startStore.ts';
import { Agreement, OUTCOMES } from '../unit/support/agreement.ts';
import { frames, renderPage } from './renderPage.tsx';

/** The page's own tools and settings, with few values, so that ties and every kind of end are common. */
const call = fc.record({
  name: fc.constantFrom(
    'fast_tool',
    'slow_tool',
    'failing_tool',
    'flaky_tool',
    'hanging_tool',
    'blocking_tool',
    'none',
  ),
  ms: fc.constantFrom(50, 100, 100, 400, 1000),
  fallback: fc.constantFrom(undefined, undefined, { value: 'instead' }),
});
const plan: fc.Arbitrary<Plan> = fc.record({
  seed: fc.nat(99),
  calls: fc.array(call, { minLength: 1, maxLength: 7 }).map((all) =>
    all.map(
      ({ name, ms, fallback }, i): ToolCall => ({
        id: `call_${i + 1}`,
        name,
        args: { query: 'x', ms },
        ...(fallback && { fallback }),
      }),
    ),
  ),
  policy: fc.record(
    {
      limit: fc.constantFrom(null, null, 1, 2),
      batchSize: fc.constantFrom(null, null, 1),
      // Whatever hangs ends.
      timeoutMs: fc.constantFrom(300, 700, 1500),
      deadlineMs: fc.constantFrom(null, null, 500),
      onError: fc.constantFrom('collect', 'collect', 'fail-fast', 'fail-fast-cancel', 'first-success'),
      recovery: fc.constantFrom('none', 'fallback'),
      rate: fc.constantFrom(null, null, { starts: 1, perMs: 100 }),
      retry: fc.constantFrom(
        { attempts: 1, baseMs: 0, factor: 1, maxMs: 0, jitter: 0 },
        { attempts: 2, baseMs: 50, factor: 1, maxMs: 50, jitter: 0 },
      ),
    },
    { requiredKeys: ['timeoutMs'] },
  ),
});

/** All figures that are drawn, with where they stand. */
function read(into: Agreement, where: string): void {
  for (const one of document.querySelectorAll<HTMLDataElement>('data[data-name]')) {
    const { value } = one;
    // Values are written with three decimals.
    if (value !== '')
      into.put(one.dataset.name ?? '', Number(value), `${where}, ${one.closest('[aria-label]')?.ariaLabel}`);
  }
}

const until = (holds: () => unknown) => vi.waitUntil(holds, { timeout: 5000, interval: 5 });

/** What the tab shows is of the newest run, or of the plan as it is now. */
const isThere = {
  state: () => true,
  metrics(state: FanoutState) {
    const of = selectMetrics(state);
    return of?.metrics && of.runId === state.runs[0]?.id && of.count === state.runs[0]?.length;
  },
  compare: (state: FanoutState) => state.comparison?.of === selectDocument(state).plan,
};

it('every figure on the page has one value wherever it is drawn, and the sums add up', {
  timeout: 60_000,
}, async () => {
  const started = await renderPage();
  const { store, actions } = started;
  answerAsks(started);
  actions.setGuess(700);
  void actions.toggleSideBySide();
  await until(() => document.querySelector('section[aria-label="Side by side"]'));
  let compared = 0;

  for (const one of fc.sample(plan, { numRuns: 15, seed: 20_260_401 })) {
    store.internals.editPlan(one);
    await answerPrediction(started);
    await until(() => store.getState().sideBySide?.prediction?.plan.calls === one.calls);
    // The tab that the plan before has left open.
    await until(() => store.getState().tab !== 'compare' || isThere.compare(store.getState()));
    await frames(2);
    const before = new Agreement();
    read(before, 'before the run');
    expect(before.contradictions, JSON.stringify(one)).toEqual([]);
    expect(before.of('Total')).toBeUndefined();

    await runThrough(started);
    const all = new Agreement();
    for (const tab of ['state', 'metrics', 'compare'] as const) {
      actions.selectTab(tab);
      await until(() => isThere[tab](store.getState()));
      await frames(2);
      read(all, tab);
    }
    if (!store.getState().criticalPath) await actions.toggleCriticalPath();
    await until(() => selectCriticalPath(store.getState()));
    // A run in which nothing ran took no time, and has no causes.
    await until(() => !all.of('Total') || document.querySelector('.cause-legend data'));
    await frames(2);
    read(all, 'why');

    const { calls } = selectDocument(store.getState()).plan;
    const of = (name: string) => all.of(name) ?? 0;
    all.equal(
      'the outcomes',
      OUTCOMES.reduce((n, name) => n + of(name), 0),
      calls.length,
    );
    all.equal('the calls', all.of('Calls'), calls.length);
    all.equal('Saved', all.of('Saved'), of('One by one') - of('Total'));
    const speedUp = all.of('Speed-up');
    if (speedUp !== undefined) {
      compared++;
      expect(Math.abs(speedUp - of('One by one') / of('Total'))).toBeLessThan(0.001);
    }
    let path = 0;
    for (const cause of document.querySelectorAll<HTMLDataElement>('.cause-legend data')) path += Number(cause.value);
    expect(Math.abs(path - of('Total')), JSON.stringify(one)).toBeLessThan(0.01);
    let durations = 0;
    for (const [i] of calls.entries()) durations += of(`Duration of call ${i + 1}`);
    expect(Math.abs(durations - of('Sum')), JSON.stringify(one)).toBeLessThan(0.01);
    expect(all.contradictions, JSON.stringify(one)).toEqual([]);
  }
  expect(compared).toBeGreaterThan(3);
});
