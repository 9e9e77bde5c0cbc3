import { Check, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { duration } from '../../analysis/format/format.ts';
import { guessNote } from '../../analysis/verdict/guessNote.ts';
import type { Choice, Lesson } from '../../lessons/types.ts';
import { selectIsQuiz } from '../../store/answers/display.ts';
import {
  applyBreakIt,
  BREAK,
  chooseAnswer,
  EXPLAIN,
  PREDICT,
  RUN,
  restoreLessonPlan,
  selectExplanation,
  selectIsLessonPlanShown,
  selectLessonFacts,
  selectRightChoice,
} from '../../store/lessons/lesson.ts';
import { selectIsRunning } from '../../store/plan/document.ts';
import { selectSentence, selectShownRun } from '../../store/run/selectors.ts';
import { Parts } from '../ui/figures/Parts.tsx';
import { useFanout, useFanoutStore } from '../ui/useFanout.ts';
import { NextLesson } from './NextLesson.tsx';

export function LessonWords({ lesson, now }: { lesson: Lesson; now: ReactNode }) {
  const step = useFanout((state) => state.lesson?.step) ?? PREDICT;
  return (
    <>
      <p className="lesson-words" aria-live="polite">
        {now ?? <StepText lesson={lesson} step={step} />}
      </p>
      {!now && step === PREDICT && lesson.choices && <Choices choices={lesson.choices} />}
    </>
  );
}

function StepText({ lesson, step }: { lesson: Lesson; step: number }) {
  const quiz = useFanout(selectIsQuiz);
  const explained = useFanout(selectExplanation);
  const explanation = quiz ? undefined : explained;
  const { sentence } = useFanout(selectSentence);
  const which = useFanout(selectIsLessonPlanShown);
  // After a rerun of failed calls the page's own verdict is shown instead of the lesson's explanation.
  const ran = useFanout((state) => selectShownRun(state)?.phase === 'settled');
  if (step === PREDICT) return lesson.predict;
  if (step === RUN) return lesson.watch;
  if (step === EXPLAIN)
    return ran ? (
      <Parts words={explanation ?? sentence} />
    ) : (
      'Nothing has run yet. Press Run, and this run’s own numbers explain it.'
    );
  if (step === BREAK) {
    if (which === 'lesson' || !ran) return lesson.breakIt.text;
    return <Parts words={explanation ?? sentence} />;
  }
  return quiz ? 'The point to remember is hidden in this quiz.' : lesson.idea;
}

/** Below the text of a step: the guess and its result, the change to try, the next lesson. */
export function LessonNote({ lesson }: { lesson: Lesson }) {
  const step = useFanout((state) => state.lesson?.step) ?? PREDICT;
  const quiz = useFanout(selectIsQuiz);
  if (step <= RUN) return lesson.choices ? null : <GuessNote />;
  if (step === EXPLAIN) return quiz ? null : <PredictionResult lesson={lesson} />;
  return step === BREAK ? <BreakIt lesson={lesson} /> : <NextLesson after={lesson.name} />;
}

function Choices({ choices }: { choices: readonly Choice[] }) {
  const store = useFanoutStore();
  const chosen = useFanout((state) => state.lesson?.choice);
  return (
    <fieldset className="lesson-choices">
      <legend className="sr-only">Your prediction</legend>
      {choices.map(({ text }, i) => (
        <button
          key={text}
          type="button"
          aria-pressed={chosen === i}
          aria-keyshortcuts={letter(i)}
          onClick={() => chooseAnswer(store, i)}
        >
          <b>{letter(i)}</b>
          {text}
        </button>
      ))}
    </fieldset>
  );
}

const letter = (i: number) => 'ABC'.charAt(i);

function GuessNote() {
  const guess = useFanout((state) => state.guess);
  return (
    <p className="lesson-note">
      {guess === undefined
        ? 'Click in the empty Total row below to plant it.'
        : `Your flag stands at ${duration(guess)}.`}
    </p>
  );
}

/** Compares the prediction with the run. */
function PredictionResult({ lesson }: { lesson: Lesson }) {
  const chosen = useFanout((state) => state.lesson?.choice);
  const guess = useFanout((state) => state.guess);
  const total = useFanout((state) => selectLessonFacts(state)?.total);
  const right = useFanout(selectRightChoice);
  const explained = useFanout((state) => selectExplanation(state) !== undefined);
  const which = useFanout(selectIsLessonPlanShown);
  if (total === undefined) return null;
  if (which !== 'lesson')
    return <p className="lesson-note">A plan of your own. Step back, and the lesson’s is here again.</p>;
  if (!explained)
    return (
      <p className="lesson-note">
        This run went otherwise than the lesson says: stopped, or a busy machine. Run it again.
      </p>
    );
  if (lesson.choices) {
    if (right === undefined) return null;
    const answer =
      chosen === undefined ? '' : chosen === right ? 'You said so. ' : `You said ${letter(chosen)}. It was `;
    const Icon = chosen === right ? Check : X;
    return (
      <p className="lesson-note">
        {chosen !== undefined && <Icon size={15} className={chosen === right ? 'text-ok' : 'text-fail'} aria-hidden />}
        <span>
          {answer}
          <b>{letter(right)}:</b> {lesson.choices[right]?.text}
        </span>
      </p>
    );
  }
  const note = guessNote({ total, noEnd: !Number.isFinite(total) }, guess);
  return (
    note && (
      <p className="lesson-note">
        <Parts words={note} />
      </p>
    )
  );
}

function BreakIt({ lesson }: { lesson: Lesson }) {
  const store = useFanoutStore();
  const which = useFanout(selectIsLessonPlanShown);
  const running = useFanout(selectIsRunning);
  // After a rerun of failed calls the page's own verdict is shown instead of the lesson's explanation.
  const ran = useFanout((state) => selectShownRun(state)?.phase === 'settled');
  return (
    <p className="lesson-note">
      {which !== 'broken' && (
        <button type="button" className="outline-button" aria-disabled={running} onClick={() => applyBreakIt(store)}>
          {lesson.breakIt.label}
        </button>
      )}
      {which !== 'lesson' && (
        <button
          type="button"
          className="outline-button"
          aria-disabled={running}
          onClick={() => restoreLessonPlan(store)}
        >
          The lesson’s plan again
        </button>
      )}
      {which === 'broken' && !ran && 'Changed. Plant your flag, and press Run.'}
      {which === 'other' && 'A plan of your own: undo, or take one of the lesson’s.'}
    </p>
  );
}
