import { Check, Minus, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Challenge } from '../../lessons/types.ts';
import { selectIsQuiz } from '../../store/answers/display.ts';
import {
  chooseSeed,
  restoreLessonPlan,
  selectChallengeVerdict,
  selectIsLessonPlanShown,
  showHint,
  showSolution,
} from '../../store/lessons/lesson.ts';
import { selectDocument, selectIsRunning } from '../../store/plan/document.ts';
import { useFanout, useFanoutStore } from '../ui/useFanout.ts';

export function Goal({ challenge, now }: { challenge: Challenge; now: ReactNode }) {
  const hints = useFanout((state) => state.lesson?.hints) ?? 0;
  return (
    <>
      <p className="lesson-words">{now ?? challenge.goal}</p>
      {challenge.hints.slice(0, hints).map((text, i) => (
        <p key={text} className="lesson-note">
          Hint {i + 1}: {text}
        </p>
      ))}
    </>
  );
}

export function ChallengeNote({ challenge }: { challenge: Challenge }) {
  const verdict = useFanout(selectChallengeVerdict);
  return (
    <p className="lesson-note" role="status">
      {!verdict ? (
        `You may change ${challenge.allowed}.`
      ) : (
        <span>
          {verdict.met && <Check size={15} className="mr-1 inline text-ok" aria-hidden />}
          <b>{verdict.met ? 'Solved.' : 'Not yet.'}</b> {verdict.why}
        </span>
      )}
    </p>
  );
}

/** Replaces the steps of a lesson. */
export function ChallengeHelp({ challenge }: { challenge: Challenge }) {
  const store = useFanoutStore();
  const hints = useFanout((state) => state.lesson?.hints) ?? 0;
  const running = useFanout(selectIsRunning);
  const which = useFanout(selectIsLessonPlanShown);
  const quiz = useFanout(selectIsQuiz);
  return (
    <span className="lesson-steps">
      {challenge.seed && <SeedStep />}
      {quiz ? null : hints < challenge.hints.length ? (
        <button type="button" className="lesson-step-by" onClick={() => showHint(store)}>
          Hint {hints + 1} of {challenge.hints.length}
        </button>
      ) : (
        <button
          type="button"
          className="lesson-step-by"
          aria-disabled={running}
          onClick={() => !running && showSolution(store)}
        >
          Show a solution
        </button>
      )}
      <button
        type="button"
        className="lesson-step-by plain"
        aria-disabled={running || which === 'lesson'}
        onClick={() => !running && restoreLessonPlan(store)}
      >
        Start over
      </button>
    </span>
  );
}

function SeedStep() {
  const store = useFanoutStore();
  const seed = useFanout((state) => selectDocument(state).plan.seed) ?? 0;
  const running = useFanout(selectIsRunning);
  const step = (by: number, name: string, Icon: typeof Plus) => (
    <button
      type="button"
      className="outline-button"
      aria-label={name}
      aria-disabled={running || seed + by < 0}
      onClick={() => chooseSeed(store, seed + by)}
    >
      <Icon size={13} aria-hidden />
    </button>
  );
  return (
    <span className="flex items-center gap-2">
      {step(-1, 'Previous seed', Minus)}
      <output aria-label="Seed">Seed {seed}</output>
      {step(1, 'Next seed', Plus)}
    </span>
  );
}
