import { describe, expect, it, vi } from 'vitest';
import { plainText } from '../../../../src/analysis/format/richText.ts';
import type { Plan, RunEvent } from '../../../../src/run/types.ts';
import { openFileText } from '../../../../src/store/open/readFile.ts';
import { selectCriticalPath, selectPlayhead, selectShownRun } from '../../../../src/store/run/selectors.ts';
import { selectRunFile } from '../../../../src/store/share/sharing.ts';
import { answerAsks } from '../planWorker.ts';
import { answerPrediction, logOf, newest, runThrough, type Started, settled, startStore } from '../startStore.ts';

const shown = ({ store }: Started) => selectCriticalPath(store.getState());
const words = (started: Started) => plainText(shown(started)?.sentence ?? []);
const head = ({ store }: Started) => selectPlayhead(store.getState())?.at;
const arrived = (started: Started) => vi.waitUntil(() => shown(started));
const asks = ({ runner }: Started) => runner.asks.filter(({ topic }) => topic === 'path');

describe('why it took as long as it did', () => {
  it('is told when asked, for the run on the screen', async () => {
    const started = await settled();
    const { actions, store } = started;
    expect(shown(started)).toBeUndefined();
    await actions.toggleCriticalPath();
    expect([store.getState().criticalPath, shown(started)]).toEqual([{}, undefined]);
    answerAsks(started);
    const path = await arrived(started);
    expect(words(started)).toBe('1.00 s = slow_1 1.00 s.');
    expect([0, 1, 2, 3, 4].map(path.of)).toEqual([
      undefined,
      [{ from: 0, to: 1000, kind: 'attempt' }],
      ...[undefined, undefined, undefined],
    ]);
    expect(path.of(1)).toBe(path.of(1));
    expect(path).toMatchObject({ end: 1000, causes: [{ cause: 'work', ms: 1000 }] });
    actions.selectRow(0);
    expect(shown(started)).toBe(path);
    await actions.toggleCriticalPath();
    expect(shown(started)).toBeUndefined();
    await actions.toggleCriticalPath();
    expect((await arrived(started)).of(1)).toEqual(path.of(1));
  });

  it('is asked once for each run, and the answer about an older one is nobody’s', async () => {
    const started = await settled();
    const { actions, runner } = started;
    await actions.toggleCriticalPath();
    const [first] = asks(started);
    await runThrough(started);
    expect(asks(started).map(({ plans, log }) => [plans.length, log?.runId])).toEqual([
      [1, 1],
      [0, undefined],
      [1, 2],
    ]);
    runner.listener.answered({ id: first?.id as number, answers: [], done: true, problem: 'late' });
    expect(started.store.getState().notice).toBeUndefined();
    answerAsks(started);
    actions.selectRow(1);
    expect(asks(started)).toHaveLength(3);
    await runThrough(started);
    expect((await arrived(started)).runId).toBe(3);
  });

  it('comes with the runs of every policy, as they are chosen', async () => {
    const started = await settled();
    const { actions } = started;
    answerAsks(started);
    await actions.toggleCriticalPath();
    await arrived(started);
    actions.selectStrategy({ kind: 'one-by-one' });
    expect(shown(started)).toBeUndefined();
    await answerPrediction(started);
    await runThrough(started);
    await arrived(started);
    expect(words(started)).toMatch(/^2\.20 s = /);
    actions.selectStrategy({ kind: 'all-at-once' });
    expect(shown(started)).toBeUndefined();
    await arrived(started);
    expect(words(started)).toBe('1.00 s = slow_1 1.00 s.');
  });

  it('knows the calls of a run of failed calls by their place in the plan', async () => {
    const started = await settled();
    answerAsks(started);
    await started.actions.toggleCriticalPath();
    started.actions.rerunFailed();
    const { runId, plan } = started.runner.runs.at(-1) as { runId: number; plan: Plan };
    started.runner.listener.runStarted(runId, 0);
    started.runner.listener.eventsArrived(runId, await logOf(plan));
    started.runner.listener.stateCommitted(runId, { messages: [], pending_tools: [], results: {}, errors: {} });
    const { of, step } = await arrived(started);
    expect([0, 1, 2, 3].map((key) => of(key)?.length)).toEqual([undefined, undefined, undefined, 1]);
    expect(step(500, -1)).toEqual({ at: 0, key: 3 });
  });

  it('is let go with a word when it cannot be found', async () => {
    const started = await settled();
    await started.actions.toggleCriticalPath();
    const [ask] = asks(started);
    started.runner.listener.answered({ id: ask?.id as number, answers: [], done: true, problem: 'no room' });
    expect(started.store.getState()).toMatchObject({
      criticalPath: undefined,
      notice: { text: 'Why the run took as long as it did could not be found: no room.' },
    });
  });

  it('is found on the page where there are no Workers', async () => {
    const started = await settled();
    await started.actions.toggleCriticalPath();
    started.runner.listener.unavailable('none');
    await arrived(started);
    expect(words(started)).toBe('1.00 s = slow_1 1.00 s.');
  });

  it('is that of the file that was opened last', async () => {
    const file = async (ms: number) => {
      const text = JSON.stringify({ calls: [{ id: `of_${ms}`, name: 'slow_tool', args: { query: '', ms } }] });
      const other = startStore();
      other.store.internals.editPlan(JSON.parse(text));
      await runThrough(other);
      return openFileText(selectRunFile(other.store.getState(), ''), 'x');
    };
    const started = startStore();
    answerAsks(started);
    for (const ms of [300, 700]) {
      await started.store.internals.showResult(await file(ms));
      await started.actions.toggleCriticalPath();
      await arrived(started);
      expect(words(started)).toBe(`0.${ms / 10} s = of_${ms} 0.${ms / 10} s.`);
    }
  });
});

describe('a step along it', () => {
  const FLAKY: Plan = {
    calls: [{ id: 'flaky_1', name: 'flaky_tool', args: { query: '', ms: 300, failures: 1 } }],
    policy: { retry: { attempts: 2, baseMs: 200, factor: 1, maxMs: 200, jitter: 0 } },
  };

  /** The second attempt begins that much later than it might have. */
  async function flaky(lateMs: number): Promise<Started> {
    const started = startStore();
    const { actions, runner, store } = started;
    store.internals.editPlan(FLAKY);
    await answerPrediction(started);
    actions.startRun();
    const log = (await logOf(FLAKY)).map((event): RunEvent => {
      const at = event.at >= 500 ? event.at + lateMs : event.at;
      return event.type === 'runSettled' ? { ...event, at, makespan: at } : { ...event, at };
    });
    runner.listener.runStarted(newest(started).id, 0);
    runner.listener.eventsArrived(newest(started).id, log);
    runner.listener.stateCommitted(newest(started).id, { messages: [], pending_tools: [], results: {}, errors: {} });
    return started;
  }

  it('waits for the path, and each press is a step', async () => {
    const started = await flaky(0);
    answerAsks(started);
    await Promise.all([started.actions.stepAlongPath(-1), started.actions.stepAlongPath(-1)]);
    expect(head(started)).toBe(300);
    expect(started.store.getState()).toMatchObject({ selected: 0, playing: false });
    await started.actions.stepAlongPath(1);
    expect(head(started)).toBe(500);
    await started.actions.stepAlongPath(1);
    expect(head(started)).toBe(500);
    expect(
      shown(started)
        ?.of(0)
        ?.map(({ kind }) => kind),
    ).toEqual(['lost-attempt', 'backoff', 'attempt']);
  });

  it('never goes to a moment that looks like the one it came from', async () => {
    const started = await flaky(0.25);
    answerAsks(started);
    const seen: (number | undefined)[] = [];
    for (const by of [-1, -1, -1, -1, 1, 1, 1] as const) {
      await started.actions.stepAlongPath(by);
      seen.push(head(started));
    }
    expect(seen).toEqual([500.25, 300, 0, 0, 300, 500.25, 500.25]);
    const { log, length } = selectShownRun(started.store.getState()) as ReturnType<typeof newest>;
    expect(log[length - 1]?.at).toBe(800.25);
  });

  it('is nothing without a run, and nothing when another one is shown by then', async () => {
    const started = startStore();
    await started.actions.stepAlongPath(-1);
    expect(started.store.getState().criticalPath).toBeUndefined();
    await runThrough(started);
    const step = started.actions.stepAlongPath(-1);
    await vi.waitUntil(() => asks(started).length > 0);
    started.actions.addCall('fast');
    await step;
    expect(started.store.getState()).toMatchObject({ playhead: undefined });
  });
});
