import { describe, expect, it } from 'vitest';
import { plainText } from '../../../../src/analysis/format/richText.ts';
import { predict } from '../../../../src/engine/predict.ts';
import { lessonOf } from '../../../../src/lessons/menu.ts';
import type { Lesson } from '../../../../src/lessons/types.ts';
import {
  applyBreakIt,
  BREAK,
  chooseAnswer,
  chooseSeed,
  EXPLAIN,
  followLesson,
  goToStep,
  leaveLesson,
  openLesson,
  PREDICT,
  RUN,
  selectChallengeVerdict,
  selectExplanation,
  selectIsLessonPlanShown,
  selectRightChoice,
  showHint,
  showSolution,
  stepBy,
} from '../../../../src/store/lessons/lesson.ts';
import { readProgress } from '../../../../src/store/lessons/progress.ts';
import { selectDocument } from '../../../../src/store/plan/document.ts';
import { rerunPlan } from '../../../../src/store/run/rerunFailed.ts';
import { selectShownRun } from '../../../../src/store/run/selectors.ts';
import { lessonTools } from '../../../../src/tools/lessonTools.ts';
import { simulatedTools } from '../../../../src/tools/simulated.ts';
import { answerPrediction, calls, ids, runThrough, type Started, startStore } from '../startStore.ts';

async function inLesson(name = 'all-at-once', options?: Parameters<typeof startStore>[0]): Promise<Started> {
  const started = startStore(options);
  await openLesson(started.store, name);
  followLesson(started.store);
  return started;
}

const open = ({ store }: Started) => store.getState().lesson;
const material = async (name: string) => (await lessonOf(name)) as Lesson;
const progressOf = ({ storage }: Started) => {
  const read = readProgress(storage.read('lessons') ?? '');
  if ('problem' in read) throw new Error(read.problem);
  return read;
};

describe('a lesson on the page', () => {
  it('brings its plan, asks for its prediction, and stores nothing of it', async () => {
    const started = await inLesson('batches');
    expect(calls(started)).toBe((await material('batches')).plan.calls);
    // The answer for the plan before comes first.
    await answerPrediction(started);
    expect(started.runner.predictions.at(-1)?.plan.policy).toMatchObject({ batchSize: 3 });
    expect(selectDocument(started.store.getState()).batchesOf).toBe(3);
    started.actions.addCall('fast');
    expect(started.storage.read('plan')).toBeNull();
  });

  it('gives back one’s own plan, its undo and its runs', async () => {
    const started = startStore();
    started.actions.addCall('hanging');
    const mine = ids(started);
    await runThrough(started);
    await openLesson(started.store, 'batches');
    started.actions.removeCall(0);
    leaveLesson(started.store);
    expect(open(started)).toBeUndefined();
    expect(ids(started)).toEqual(mine);
    expect(selectShownRun(started.store.getState())?.phase).toBe('settled');
    started.actions.undo();
    expect(ids(started)).toHaveLength(mine.length - 1);
  });

  it('from one lesson to the next it is still one’s own plan that comes back', async () => {
    const started = startStore();
    started.actions.addCall('fast');
    const mine = ids(started);
    await openLesson(started.store, 'batches');
    await openLesson(started.store, 'limits');
    expect(open(started)?.name).toBe('limits');
    leaveLesson(started.store);
    expect(ids(started)).toEqual(mine);
  });

  it('opens from a link, and wins over what is stored', async () => {
    const before = startStore();
    before.actions.addCall('fast');
    const texts = { plan: before.storage.read('plan') as string };
    const started = startStore({ texts, hash: '#lesson=batches' });
    await started.actions.openLesson('batches');
    expect(open(started)?.name).toBe('batches');
    leaveLesson(started.store);
    expect(ids(started)).toEqual(ids(before));
    expect(started.storage.read('plan')).toBe(texts.plan);
  });

  it('that nobody knows changes nothing, and is said', async () => {
    const started = startStore();
    const before = calls(started);
    await started.actions.openLesson('<b>no</b>');
    expect(open(started)).toBeUndefined();
    expect(calls(started)).toBe(before);
    expect(started.store.getState().notice?.text).toContain('<b>no</b>');
  });

  it('waits for a run that is under way', async () => {
    const started = startStore();
    started.runner.listener.engineReady();
    started.actions.startRun();
    await openLesson(started.store, 'batches');
    expect(open(started)).toBeUndefined();
  });

  it('is left for a preset in a link', async () => {
    const started = await inLesson();
    await started.actions.openLink('#preset=straggler');
    expect(open(started)).toBeUndefined();
    expect(selectDocument(started.store.getState()).preset).toBe('straggler');
  });

  it('Reset brings back the lesson’s plan', async () => {
    const started = await inLesson('batches');
    started.actions.removeCall(0);
    expect(selectIsLessonPlanShown(started.store.getState())).toBe('other');
    started.actions.resetPlan();
    expect(selectIsLessonPlanShown(started.store.getState())).toBe('lesson');
  });
});

describe('its steps', () => {
  it('go on by themselves when the run has settled, and explain it in its numbers', async () => {
    const started = await inLesson();
    const { store } = started;
    await answerPrediction(started);
    await answerPrediction(started);
    expect(open(started)?.step).toBe(PREDICT);
    expect(selectExplanation(store.getState())).toBeUndefined();
    stepBy(store, 1);
    expect(open(started)?.step).toBe(RUN);
    await runThrough(started);
    expect(open(started)?.step).toBe(EXPLAIN);
    expect(plainText(selectExplanation(store.getState()) ?? [])).toBe(
      'All 4 took 1.00 s: as long as slow_1 alone. One by one they take 2.20 s, the sum: 2.2× faster.',
    );
  });

  it('Next runs it where only a run leads on', async () => {
    const started = await inLesson();
    goToStep(started.store, RUN);
    stepBy(started.store, 1);
    expect(started.runner.runs).toHaveLength(1);
    expect(open(started)?.step).toBe(RUN);
    stepBy(started.store, 1);
    expect(started.runner.runs).toHaveLength(1);
  });

  it('never leave their range', async () => {
    const { store } = await inLesson();
    stepBy(store, -1);
    goToStep(store, 7);
    goToStep(store, -1);
    expect(store.getState().lesson?.step).toBe(PREDICT);
  });

  it('break it in one step of undo, explain that too, and put the plan back', async () => {
    const started = await inLesson();
    const { store, actions } = started;
    goToStep(store, BREAK);
    applyBreakIt(store);
    expect(selectIsLessonPlanShown(store.getState())).toBe('broken');
    actions.undo();
    expect(selectIsLessonPlanShown(store.getState())).toBe('lesson');
    applyBreakIt(store);
    await answerPrediction(started);
    await runThrough(started);
    expect(open(started)?.step).toBe(BREAK);
    expect(plainText(selectExplanation(store.getState()) ?? [])).toContain('One by one took 2.20 s');
    goToStep(store, EXPLAIN);
    expect(selectIsLessonPlanShown(store.getState())).toBe('lesson');
    actions.undo();
    expect(selectIsLessonPlanShown(store.getState())).toBe('broken');
  });

  it('do not explain a run of another plan, nor one that went otherwise', async () => {
    const started = await inLesson();
    started.actions.editCall(1, { id: 'slow_1', name: 'slow_tool', args: { query: 'x', ms: 1500 } });
    await runThrough(started);
    expect(selectExplanation(started.store.getState())).toBeUndefined();
    expect(open(started)?.step).toBe(PREDICT);
  });
});

describe('what was predicted', () => {
  it('is judged by the run', async () => {
    const started = await inLesson('race');
    chooseAnswer(started.store, 0);
    const { plan } = await material('race');
    await runLesson(started);
    expect(selectDocument(started.store.getState()).plan.calls).toBe(plan.calls);
    expect(selectRightChoice(started.store.getState())).toBe(1);
    expect(progressOf(started).lessons.race).toMatchObject({ choice: 0, right: false });
  });

  it('can be changed until the run, and not behind it', async () => {
    const started = await inLesson('race');
    chooseAnswer(started.store, 2);
    chooseAnswer(started.store, 1);
    await runLesson(started);
    chooseAnswer(started.store, 0);
    expect(open(started)?.choice).toBe(1);
    expect(progressOf(started).lessons.race).toMatchObject({ choice: 1, right: true });
  });

  it('is kept with the flag and the total', async () => {
    const started = await inLesson();
    started.actions.setGuess(1200);
    await answerPrediction(started);
    await runThrough(started);
    expect(progressOf(started).lessons['all-at-once']).toEqual({ guessMs: 1200, totalMs: 1000 });
  });
});

describe('a challenge', () => {
  it('is solved by a run that meets it, and by nothing else', async () => {
    const started = await inLesson('two-slots');
    const { store, actions } = started;
    expect(selectChallengeVerdict(store.getState())).toBeUndefined();
    await runLesson(started);
    expect(selectChallengeVerdict(store.getState())).toMatchObject({ met: false });
    expect(started.storage.read('lessons')).toBeNull();
    showHint(store);
    actions.changePolicy({ order: 'longest-first' });
    expect(selectChallengeVerdict(store.getState())).toBeUndefined();
    await runLesson(started);
    expect(selectChallengeVerdict(store.getState())).toMatchObject({ met: true });
    expect(progressOf(started).challenges).toEqual({ 'two-slots': { hints: 1 } });
  });

  it('says so when the solution was looked at', async () => {
    const started = await inLesson('lose-nothing');
    showSolution(started.store);
    expect(started.storage.read('lessons')).toBeNull();
    await runLesson(started);
    expect(progressOf(started).challenges['lose-nothing']).toEqual({ hints: 0, shown: true });
  });

  it('gives no more hints than it has, and takes no seed that is none', async () => {
    const { store } = await inLesson('bad-seed');
    for (let i = 0; i < 9; i++) showHint(store);
    expect(store.getState().lesson?.hints).toBe(3);
    for (const seed of [-1, 1.5, Number.NaN]) chooseSeed(store, seed);
    expect(selectDocument(store.getState()).plan.seed).toBe(7);
    chooseSeed(store, 6);
    expect(selectDocument(store.getState()).plan.seed).toBe(6);
  });
});

it('the lesson on recovery: on the bad day two are late, and in the run of the failed ones both succeed', async () => {
  const { plan } = await material('recovery');
  const tools = [...simulatedTools, ...lessonTools()];
  const run = await predict(plan, { tools });
  const failed = run.outcomes.filter(({ kind }) => kind !== 'succeeded').map(({ key }) => key);
  expect(failed).toEqual([1, 2]);
  const again = rerunPlan({ plan, committed: undefined, again: undefined } as never, failed);
  expect((await predict(again, { tools })).outcomes.map(({ kind }) => kind)).toEqual(['succeeded', 'succeeded']);
});

/** As `runThrough`, with the tools of lessons too. */
async function runLesson(started: Started): Promise<void> {
  const { runner, actions } = started;
  const tools = [...simulatedTools, ...lessonTools()];
  const { withExpected } = await import('../../../../src/tools/expected.ts');
  runner.listener.engineReady();
  actions.startRun();
  const asked = runner.runs.at(-1);
  if (!asked) throw new Error('nothing was run');
  runner.listener.runStarted(asked.runId, performance.now());
  runner.listener.eventsArrived(asked.runId, (await predict(withExpected(asked.plan), { tools })).events);
  runner.listener.stateCommitted(asked.runId, { messages: [], pending_tools: [], results: {}, errors: {} });
}
