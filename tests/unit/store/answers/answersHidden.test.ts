import { describe, expect, it } from 'vitest';
import { predictPlan } from '../../../../src/runner/predict/predictPlan.ts';
import { selectAnswersHidden } from '../../../../src/store/answers/answersHidden.ts';
import { oppositeDisplay, selectHiddenText, selectNotesHidden } from '../../../../src/store/answers/display.ts';
import { selectCommands } from '../../../../src/store/commands/commands.ts';
import {
  chooseAnswer,
  followLesson,
  goToStep,
  leaveLesson,
  openLesson,
  PREDICT,
  RUN,
  showSolution,
} from '../../../../src/store/lessons/lesson.ts';
import { selectPresetIntro } from '../../../../src/store/lessons/presetIntro.ts';
import { predictWorksheet, type WorksheetPrediction } from '../../../../src/store/lessons/worksheet.ts';
import { writePlanLink } from '../../../../src/store/link/planCodec.ts';
import { openPlanLink } from '../../../../src/store/open/readPlanLink.ts';
import { selectDocument } from '../../../../src/store/plan/document.ts';
import {
  selectMeasuredProof,
  selectPlannedMs,
  selectPredictedProof,
  selectStrategies,
} from '../../../../src/store/run/selectors.ts';
import { memoryStorage } from '../../../../src/store/storage.ts';
import { answerAsks } from '../planWorker.ts';
import { answerPrediction, runThrough, type Started, startStore } from '../startStore.ts';

const hidden = ({ store }: Started) => selectAnswersHidden(store.getState());
const firstVisit = (storage = memoryStorage()) => startStore({ storage });
const press = ({ store, actions }: Started) => actions.setPredictions(oppositeDisplay(store.getState()));

async function inLesson(name: string, started = startStore()): Promise<Started> {
  await openLesson(started.store, name);
  followLesson(started.store);
  return started;
}

describe('on a first visit', () => {
  it('answers are hidden until a guess, and from then on shown', () => {
    const storage = memoryStorage();
    const started = firstVisit(storage);
    expect(hidden(started)).toBe(true);
    started.actions.addCall('fast');
    expect(hidden(started)).toBe(true);
    started.actions.setGuess(1000);
    expect(hidden(started)).toBe(false);
    // An edit takes the guess away, and not what is known by now.
    started.actions.addCall('fast');
    expect(started.store.getState().guess).toBeUndefined();
    expect(hidden(started)).toBe(false);
    expect(hidden(startStore({ storage }))).toBe(false);
  });

  it('answers are hidden until a run', async () => {
    const storage = memoryStorage();
    const started = firstVisit(storage);
    await runThrough(started);
    expect(hidden(started)).toBe(false);
    started.actions.resetPlan();
    expect(hidden(started)).toBe(false);
    expect(hidden(startStore({ storage }))).toBe(false);
  });

  it('a guess that is still moved answers nothing', () => {
    const started = firstVisit();
    started.actions.setGuess(50, true);
    started.actions.setGuess(100, true);
    expect(hidden(started)).toBe(true);
    started.actions.setGuess(100);
    expect(hidden(started)).toBe(false);
  });

  it('the durations that the calls are given are shown, and nothing of how the run goes', async () => {
    const started = firstVisit();
    await answerPrediction(started);
    const state = started.store.getState();
    expect(selectPredictedProof(state)).toMatchObject({
      sum: 2200,
      slowest: { duration: 1000, id: 'slow_1', equal: ['error_1'] },
      total: undefined,
      oneByOne: undefined,
      lowerBound: undefined,
    });
    expect([0, 1, 2, 3].map((key) => selectPlannedMs(state, key))).toEqual([100, 1000, 100, 1000]);
    expect(selectStrategies(state).map(({ predicted }) => predicted)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    started.actions.setPredictions('shown');
    expect(selectStrategies(started.store.getState()).map(({ predicted }) => predicted)).toEqual([
      2200, 1000, 1100, 2000,
    ]);
  });

  it('nothing is summed up of calls that nobody knows the duration of', () => {
    const started = firstVisit();
    started.actions.addCall('hanging');
    const proof = selectPredictedProof(started.store.getState());
    expect(proof).toMatchObject({ sum: undefined, slowest: undefined, noEnd: false });
    expect(proof?.segments).toHaveLength(4);
  });

  it('asks the next group again, on the same machine', async () => {
    const storage = memoryStorage({ theme: 'dark' });
    // Something is stored: somebody has been here.
    expect(hidden(startStore({ storage }))).toBe(false);
    const fresh = startStore({ storage, hash: '#fresh' });
    expect(hidden(fresh)).toBe(true);
    await runThrough(fresh);
    await fresh.actions.openLink('#fresh');
    expect(hidden(fresh)).toBe(true);
  });
});

describe('in a lesson', () => {
  it.each(['state', 'limits'])(
    'answers are hidden until the question is answered or the plan has run: %s',
    async (name) => {
      const answered = await inLesson(name);
      expect(hidden(answered)).toBe(true);
      expect(selectNotesHidden(answered.store.getState())).toBe(true);
      goToStep(answered.store, RUN);
      expect(hidden(answered)).toBe(true);
      goToStep(answered.store, PREDICT);
      if (name === 'state') chooseAnswer(answered.store, 1);
      else answered.actions.setGuess(1200);
      expect(hidden(answered)).toBe(false);
      expect(selectNotesHidden(answered.store.getState())).toBe(false);

      const run = await inLesson(name);
      await runThrough(run);
      expect(hidden(run)).toBe(false);
      goToStep(run.store, PREDICT);
      expect(hidden(run)).toBe(false);
      leaveLesson(run.store);
      expect(hidden(run)).toBe(false);
    },
  );

  it('a guess of the total does not answer a question that has answers to choose from', async () => {
    const started = await inLesson('state');
    started.actions.setGuess(1000);
    expect(hidden(started)).toBe(true);
    chooseAnswer(started.store, 3);
    expect(started.store.getState().lesson?.choice).toBeUndefined();
  });
});

describe('in a challenge', () => {
  it('answers are hidden until a run has met it', async () => {
    const started = await inLesson('no-barrier');
    await runThrough(started);
    expect(hidden(started)).toBe(true);
    started.actions.changePolicy({ batchSize: null, limit: 3 });
    await runThrough(started);
    expect(hidden(started)).toBe(false);
  });

  it('answers are shown with the solution', async () => {
    const started = await inLesson('two-slots');
    showSolution(started.store);
    expect(hidden(started)).toBe(false);
  });
});

describe('Show predictions', () => {
  it('shows them and hides them, and is kept', () => {
    const storage = memoryStorage({ predictions: 'auto' });
    const started = startStore({ storage });
    press(started);
    expect(hidden(started)).toBe(true);
    expect(hidden(startStore({ storage }))).toBe(true);
    press(started);
    expect(hidden(started)).toBe(false);
    // It is as if it had never been pressed: the next question hides them.
    expect(storage.read('predictions')).toBe('auto');
  });

  it('shows them beside an open question, too, and hides them again until that is answered', () => {
    const started = firstVisit();
    press(started);
    expect(hidden(started)).toBe(false);
    press(started);
    expect(hidden(started)).toBe(true);
    started.actions.setGuess(1000);
    expect(hidden(started)).toBe(false);
  });

  it('hides the story of a preset, which tells how the run goes', () => {
    const started = startStore({ hash: '#preset=tutorial' });
    started.actions.setPredictions('hidden');
    expect(selectPresetIntro(started.store.getState())).toBeUndefined();
  });

  it('says why they are hidden', async () => {
    const text = ({ store }: Started) => selectHiddenText(store.getState());
    const off = startStore();
    expect(text(off)).toBeUndefined();
    press(off);
    expect(text(off)).toContain('Turn on Show predictions');
    expect(text(firstVisit())).toContain('until you guess or press Run');
    expect(text(await inLesson('two-slots'))).toContain('until you have solved the challenge');
  });
});

describe('a quiz', () => {
  function quiz(words = ['predictions=']): Started {
    const plan = { calls: startStore().store.getState().history.present.plan.calls, policy: {}, seed: 1 };
    const made = writePlanLink({ plan, preset: '', atMost: 3, batchesOf: 2, hidden: words });
    if ('problem' in made) throw new Error(made.problem);
    return startStore({ hash: `#plan=${made.text}`, found: openPlanLink(made.text) });
  }

  it('shows no prediction, before the run or after it, and what was measured', async () => {
    const started = quiz();
    await answerPrediction(started);
    started.actions.setGuess(900);
    expect(hidden(started)).toBe(true);
    await runThrough(started);
    expect(hidden(started)).toBe(true);
    expect(selectNotesHidden(started.store.getState())).toBe(true);
    const proof = selectMeasuredProof(started.store.getState());
    expect(proof).toMatchObject({ total: 1000, sum: 2200, predicted: undefined, overhead: undefined });
    expect(proof?.oneByOne).toBeUndefined();
    expect(selectStrategies(started.store.getState()).map(({ measured }) => measured)).toEqual([
      undefined,
      1000,
      undefined,
      undefined,
    ]);
  });

  it.each(['predictions=', 'predictions'])('cannot be ended by its class: %s', (word) => {
    const started = quiz([word]);
    press(started);
    started.actions.setPredictions('shown');
    expect(hidden(started)).toBe(true);
    const entry = selectCommands(started.store.getState()).find(({ name }) => name === 'Show predictions');
    expect(entry?.off ?? true).toBe(true);
  });

  it('is said where the link is opened', () => {
    expect(quiz().store.getState().notice?.text).toContain('quiz');
    expect(quiz(['policy']).store.getState().notice?.text).not.toContain('quiz');
  });
});

describe('a worksheet', () => {
  it.each(['timeouts', 'retries', 'missing-await', 'hanging-tool'])(
    'asks with what the plan tells: %s',
    async (name) => {
      const started = await inLesson(name);
      answerAsks(started, predictPlan);
      const lesson = started.store.getState().lesson?.lesson;
      if (!lesson) throw new Error('no lesson');
      const sheet = await new Promise<WorksheetPrediction | undefined>((done) =>
        predictWorksheet(started.store, lesson, done),
      );
      const { calls } = selectDocument(started.store.getState()).plan;
      const given = calls.map(({ args: { ms }, name: tool }) => (tool === 'hanging_tool' ? undefined : ms));
      if (!sheet) {
        // Its tools are the lesson's own, which the fake Worker does not have.
        expect(name).toMatch(/timeouts|missing-await/);
        return;
      }
      expect(sheet?.lesson.calls.map(({ planned }) => planned)).toEqual(given);
      expect(sheet.lesson.room).toBeGreaterThan(0);
      expect(sheet.lesson.room).not.toBe(sheet.lesson.longest);
    },
  );
});
