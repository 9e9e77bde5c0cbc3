import { clip } from '../../analysis/format/format.ts';
import type { RichText } from '../../analysis/format/richText.ts';
import { challengeOf, lessonOf } from '../../lessons/menu.ts';
import type { RunFacts } from '../../lessons/types.ts';
import { jsonText } from '../../run/file/jsonText.ts';
import { policyOf } from '../../run/policy.ts';
import type { Plan } from '../../run/types.ts';
import { memoizeLast } from '../memo.ts';
import { whenNotRunning } from '../open/openPlan.ts';
import { samePolicy, sameWork, selectDocument, selectIsRunning } from '../plan/document.ts';
import { createHistory, push } from '../plan/history.ts';
import { foldOf, selectMeasuredProof, selectShownRun } from '../run/selectors.ts';
import type { FanoutState, OpenLesson, PlanDocument, Progress, RunRecord } from '../state.ts';
import type { FanoutStore } from '../types.ts';
import { fillTemplate, runFactsOf } from './lessonFacts.ts';
import { formatProgress, mergeProgress, NO_PROGRESS, storedProgress } from './progress.ts';

/** A lesson or a challenge on the page: its plan takes the place of the person's own, which returns when the lesson is left. */

export const STEPS = ['Predict', 'Run', 'Explain', 'Break it', 'Remember'] as const;
export const [PREDICT, RUN, EXPLAIN, BREAK] = [0, 1, 2, 3];

function lessonDoc(plan: Plan): PlanDocument {
  const { limit, batchSize } = policyOf(plan);
  return { plan, preset: '', atMost: limit !== null && limit > 1 ? limit : 3, batchesOf: batchSize ?? 2 };
}

/**
 * For a name that does not exist it shows a notice and changes nothing.
 *
 * @param newest whether nothing else was opened while the lesson was loaded
 */
export async function openLesson(store: FanoutStore, name: string, step?: number, newest = () => true): Promise<void> {
  const { getState, setState, internals } = store;
  const lesson = await lessonOf(name);
  const challenge = lesson ? undefined : await challengeOf(name);
  const material = lesson ?? challenge;
  if (!newest()) return;
  if (!material) {
    const text = `This link asks for the lesson “${clip(name.slice(0, 40), 40)}”, and there is none of that name.`;
    return setState({ notice: { text } });
  }
  whenNotRunning(store, () => {
    const state = getState();
    const { history, runs, notice } = state;
    const own = state.lesson?.own ?? { history, runs, notice };
    const open: OpenLesson = {
      name,
      lesson,
      challenge,
      plan: material.plan,
      broken: lesson?.breakIt.change(lesson.plan),
      step: step !== undefined && STEPS[step] !== undefined ? step : PREDICT,
      choice: undefined,
      hints: 0,
      shown: false,
      solved: false,
      own,
    };
    const begin = createHistory(lessonDoc(material.plan));
    const theirs = selectDocument(state);
    internals.replaceHistory(step === undefined || sameText(theirs.plan, material.plan) ? begin : push(begin, theirs), {
      lesson: open,
      runs: [],
      notice: undefined,
      progress: state.progress ?? storedProgress(internals.storage),
    });
  });
}

export function leaveLesson({ getState, internals }: FanoutStore): void {
  const { lesson } = getState();
  if (lesson) internals.replaceHistory(lesson.own.history, { lesson: undefined, ...lesson.own });
}

/** The plan of a link is another object. */
const sameText = (a: Plan, b: Plan) => a.seed === b.seed && samePolicy(a, b) && jsonText(a.calls) === jsonText(b.calls);

function patch({ getState, setState }: FanoutStore, change: Partial<OpenLesson>): void {
  const { lesson } = getState();
  if (lesson) setState({ lesson: { ...lesson, ...change } });
}

/** Up to the explanation the lesson is about its own plan: it is put back, and undo restores the other. */
export function goToStep(store: FanoutStore, step: number): void {
  const state = store.getState();
  const { lesson } = state;
  if (!lesson?.lesson || selectIsRunning(state) || STEPS[step] === undefined) return;
  if (step <= EXPLAIN && !isOf(selectDocument(state).plan, lesson.plan)) store.internals.editPlan(lesson.plan);
  patch(store, { step });
}

/** Where only a run leads on, this starts one: a presenter's remote has no other key. */
export function stepBy(store: FanoutStore, by: 1 | -1): void {
  const state = store.getState();
  const { lesson } = state;
  if (!lesson?.lesson || selectIsRunning(state)) return;
  if (by === 1 && lesson.step === RUN && !settledRun(state)) store.actions.startRun();
  else goToStep(store, lesson.step + by);
}

export function chooseAnswer(store: FanoutStore, choice: number): void {
  const { step, lesson } = store.getState().lesson ?? {};
  if (step === PREDICT && lesson?.choices?.[choice]) patch(store, { choice });
}

/** Makes the proposed change, as one step of undo. */
export function applyBreakIt(store: FanoutStore): void {
  const { lesson } = store.getState();
  if (lesson?.broken) store.internals.editPlan(lesson.broken);
}

export function restoreLessonPlan(store: FanoutStore): void {
  const { lesson } = store.getState();
  if (lesson) store.internals.editPlan(lesson.plan);
}

export function showHint(store: FanoutStore): void {
  const { challenge, hints = 0 } = store.getState().lesson ?? {};
  if (challenge && hints < challenge.hints.length) patch(store, { hints: hints + 1 });
}

export function showSolution(store: FanoutStore): void {
  const { challenge } = store.getState().lesson ?? {};
  if (!challenge) return;
  store.internals.editPlan(challenge.solution(challenge.plan));
  patch(store, { shown: true });
}

export function chooseSeed(store: FanoutStore, seed: number): void {
  const { plan } = selectDocument(store.getState());
  if (Number.isSafeInteger(seed) && seed >= 0) store.internals.editPlan({ ...plan, seed });
}

/** Moves on when a run has settled, and saves the progress, until the returned function is called. */
export function followLesson(store: FanoutStore): () => void {
  let seen: RunRecord | undefined = selectShownRun(store.getState());
  return store.subscribe((state) => {
    const run = settledRun(state);
    if (run === seen || selectIsRunning(state)) return;
    seen = run;
    if (!run) return;
    const { lesson } = state;
    const facts = selectLessonFacts(state);
    if (lesson?.lesson && isOf(run.plan, lesson.plan)) {
      if (lesson.step <= RUN) patch(store, { step: EXPLAIN });
      if (facts && isAsExpected(lesson, facts)) saveProgress(store, lessonDone(state, facts));
    }
    const verdict = selectChallengeVerdict(state);
    if (lesson?.challenge && verdict?.met) {
      const { hints, shown, name } = lesson;
      patch(store, { solved: true });
      saveProgress(store, { lessons: {}, challenges: { [name]: { hints, ...(shown && { shown }) } } });
    }
  });
}

function lessonDone(state: FanoutState, { total }: RunFacts): Progress {
  const { lesson, guess } = state;
  if (!lesson) return NO_PROGRESS;
  const { name, choice } = lesson;
  const right = selectRightChoice(state);
  const done = {
    ...(Number.isFinite(total) && { totalMs: total }),
    ...(guess !== undefined && { guessMs: guess }),
    ...(choice !== undefined && { choice }),
    ...(choice !== undefined && right !== undefined && { right: choice === right }),
  };
  return { lessons: { [name]: done }, challenges: {} };
}

export function saveProgress({ getState, setState, internals }: FanoutStore, more: Progress): void {
  // Another tab may have stored more meanwhile.
  const progress = mergeProgress(
    mergeProgress(getState().progress ?? NO_PROGRESS, storedProgress(internals.storage)),
    more,
  );
  internals.storage.write('lessons', formatProgress(progress));
  setState({ progress });
}

/** The run on the screen, when it has settled and was the whole plan's. */
function settledRun(state: FanoutState): RunRecord | undefined {
  const run = selectShownRun(state);
  return run?.phase === 'settled' && !run.rerun ? run : undefined;
}

/** Of the settled run on the screen. */
export function selectLessonFacts(state: FanoutState): RunFacts | undefined {
  const run = settledRun(state);
  const proof = selectMeasuredProof(state);
  // Late events still come after the end.
  return factsMemo(run?.log, run?.length, proof, () => (run && proof ? runFactsOf(foldOf(run), proof) : undefined));
}
const factsMemo = memoizeLast<RunFacts | undefined>();

const isOf = (plan: Plan, wanted: Plan | undefined) =>
  wanted !== undefined && sameWork(plan, wanted) && samePolicy(plan, wanted);

const isAsExpected = ({ lesson }: OpenLesson, facts: RunFacts) =>
  lesson?.expect.every(({ holds }) => holds(facts)) ?? false;

/** Which of the lesson's plans is on the page. */
export function selectIsLessonPlanShown(state: FanoutState): 'lesson' | 'broken' | 'other' | undefined {
  const { plan } = selectDocument(state);
  const { lesson } = state;
  if (!lesson) return undefined;
  if (isOf(plan, lesson.plan)) return 'lesson';
  return isOf(plan, lesson.broken) ? 'broken' : 'other';
}

/**
 * The lesson's explanation of the run that is shown. `undefined` without a run, for another plan, and where the run did
 * not go as the lesson expects (it was stopped, or the machine was busy): then the page's verdict is shown.
 */
export function selectExplanation(state: FanoutState): RichText | undefined {
  const { lesson } = state;
  const facts = selectLessonFacts(state);
  const which = selectIsLessonPlanShown(state);
  if (!lesson?.lesson || !facts) return undefined;
  const of = which === 'lesson' ? lesson.lesson : which === 'broken' ? lesson.lesson.breakIt : undefined;
  return explainedMemo(of, facts, () =>
    of?.expect.every(({ holds }) => holds(facts)) ? fillTemplate(of.explain, facts) : undefined,
  );
}
const explainedMemo = memoizeLast<RichText | undefined>();

/** Which answer the run proved right, from 0. */
export function selectRightChoice(state: FanoutState): number | undefined {
  const facts = selectLessonFacts(state);
  const { choices } = state.lesson?.lesson ?? {};
  if (!choices || !facts || selectIsLessonPlanShown(state) !== 'lesson') return undefined;
  const right = choices.findIndex(({ claim }) => claim.holds(facts));
  return right < 0 ? undefined : right;
}

/** Whether the run on the screen meets the challenge. `undefined` for a run that was stopped. */
export function selectChallengeVerdict(state: FanoutState): { met: boolean; why: string } | undefined {
  const { challenge } = state.lesson ?? {};
  const run = settledRun(state);
  const facts = selectLessonFacts(state);
  if (!challenge || !run || !facts || run.end !== 'own') return undefined;
  return verdictMemo(challenge, facts, run, () => challenge.check(facts, run.plan));
}
const verdictMemo = memoizeLast<{ met: boolean; why: string }>();
