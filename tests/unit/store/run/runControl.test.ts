import { describe, expect, it } from 'vitest';
import { plainText } from '../../../../src/analysis/format/richText.ts';
import type { EndCause, EventBody, RunEvent } from '../../../../src/run/types.ts';
import { selectIsPaused, selectLimitSteps, selectLiveLimit } from '../../../../src/store/run/runControl.ts';
import { selectMeasuredProof, selectSentence, selectStrategies } from '../../../../src/store/run/selectors.ts';
import { answerPrediction, logOf, NOTHING_LEFT, newest, type Started, startStore } from '../startStore.ts';

const TWO = { kind: 'at-most', n: 2 } as const;

/** At most 2 of the tutorial's calls, under way since both first ones started. */
async function underWay(): Promise<Started> {
  const started = startStore();
  started.actions.selectStrategy(TWO);
  await answerPrediction(started);
  await answerPrediction(started);
  started.runner.listener.engineReady();
  started.actions.startRun();
  started.runner.listener.runStarted(1, 0);
  const log = await logOf(newest(started).plan);
  const open = log.filter(({ at, type }) => at === 0 && type !== 'settled');
  started.runner.listener.eventsArrived(1, open);
  return started;
}

/** The Worker says that this happened next. */
function say({ store, runner }: Started, ...bodies: [at: number, body: EventBody][]): void {
  const { length } = store.getState().runs[0] as { length: number };
  const events = bodies.map(([at, body], i): RunEvent => ({ seq: length + i, at, ...body }));
  runner.listener.eventsArrived(1, events);
}

const ended = (key: number, kind: 'succeeded' | 'cancelled', cause?: EndCause): EventBody[] => [
  { type: 'attemptEnded', key, attempt: 1, result: kind },
  { type: 'settled', key, kind, ...(cause && { cause }) },
];

const through = (key: number): EventBody[] => [{ type: 'started', key, attempt: 1 }, ...ended(key, 'succeeded')];

describe('a run under way', () => {
  it('is paused and resumed when its log says so, and not when it was asked to', async () => {
    const started = await underWay();
    const { actions, runner, store } = started;
    actions.togglePause();
    expect(runner.steered).toEqual([{ do: 'pause' }]);
    expect(selectIsPaused(store.getState())).toBe(false);
    say(started, [50, { type: 'paused' }]);
    expect(selectIsPaused(store.getState())).toBe(true);
    actions.togglePause();
    expect(runner.steered.at(-1)).toEqual({ do: 'resume' });
    expect(selectIsPaused(store.getState())).toBe(true);
    say(started, [90, { type: 'resumed' }]);
    expect(selectIsPaused(store.getState())).toBe(false);
  });

  it('has the limit that its log says; the plan keeps its own', async () => {
    const started = await underWay();
    const { actions, runner, store } = started;
    expect(selectLiveLimit(store.getState())).toBe(2);
    expect(selectLimitSteps(store.getState())).toEqual({ fewer: 1, more: 3 });
    actions.setLiveLimit(3);
    expect(runner.steered).toEqual([{ do: 'setLimit', limit: 3 }]);
    expect(selectLiveLimit(store.getState())).toBe(2);
    say(started, [40, { type: 'limitChanged', limit: 3 }]);
    expect(selectLiveLimit(store.getState())).toBe(3);
    // Four of four is all at once.
    expect(selectLimitSteps(store.getState())).toEqual({ fewer: 2, more: null });
    expect(store.getState().history.present.plan.policy?.limit).toBe(2);
    say(started, [41, { type: 'limitChanged', limit: null }]);
    // Two run: a limit above that would not be felt.
    expect(selectLimitSteps(store.getState())).toEqual({ fewer: 2, more: undefined });
  });

  it('takes no limit that is none, nor the one that it has', async () => {
    const { actions, runner } = await underWay();
    for (const limit of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2]) actions.setLiveLimit(limit);
    expect(runner.steered).toEqual([]);
  });

  it('loses one call, and no call twice', async () => {
    const started = await underWay();
    const { actions, runner } = started;
    actions.cancelCall(1);
    expect(runner.steered).toEqual([{ do: 'cancelCall', key: 1 }]);
    say(started, ...ended(1, 'cancelled', 'user').map((body): [number, EventBody] => [30, body]));
    actions.cancelCall(1);
    actions.cancelCall(9);
    expect(runner.steered).toHaveLength(1);
  });

  it('that is being stopped, or is over, or is not there, is not steered', async () => {
    const started = await underWay();
    const { actions, runner } = started;
    const all = () => {
      actions.cancelCall(0);
      actions.togglePause();
      actions.setLiveLimit(7);
    };
    actions.stopRun();
    all();
    runner.listener.runLost(1, 100, 'no answer');
    all();
    const idle = startStore();
    idle.actions.togglePause();
    idle.actions.cancelCall(0);
    expect([...runner.steered, ...idle.runner.steered]).toEqual([]);
  });
});

describe('a steered run that has settled', () => {
  async function steered(): Promise<Started> {
    const started = await underWay();
    const at = (ms: number, bodies: EventBody[]) => bodies.map((body): [number, EventBody] => [ms, body]);
    say(
      started,
      ...at(100, ended(0, 'succeeded')),
      ...at(150, [{ type: 'paused' }]),
      ...at(400, [{ type: 'limitChanged', limit: 3 }]),
      ...at(650, [{ type: 'resumed' }]),
      ...at(650, [...ended(1, 'cancelled', 'user'), ...through(2)]),
      ...at(1700, [...through(3), { type: 'runSettled', makespan: 1700 }]),
    );
    started.runner.listener.stateCommitted(1, NOTHING_LEFT);
    return started;
  }

  it('says what was done to it, and when', async () => {
    const { sentence, notes } = selectSentence((await steered()).store.getState());
    expect(plainText(sentence)).toBe('All four took 1.70 s, steered by hand, so compared with no prediction.');
    expect(notes.map(plainText)).toEqual([
      'The limit was changed from 2 to 3 at 0.40 s.',
      'Paused for 0.50 s.',
      'slow_1 was cancelled by you.',
      'slow_1 was cancelled; the other three succeeded.',
    ]);
  });

  it('is compared with nothing and is no measure of its strategy', async () => {
    const { store } = await steered();
    const proof = selectMeasuredProof(store.getState());
    expect(proof).toMatchObject({ steered: true, cutShort: false, total: 1700 });
    expect(proof).toMatchObject({ speedUp: undefined, overhead: undefined, saved: undefined, lowerBound: undefined });
    expect(selectStrategies(store.getState()).map(({ measured }) => measured)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
