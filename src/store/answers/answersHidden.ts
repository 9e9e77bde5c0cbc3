import type { FanoutState } from '../state.ts';

/**
 * Whether predictions, and all texts that tell an answer, are hidden now. The one place that decides it: every selector
 * of something predicted asks here, so that a hidden answer never reaches a view.
 */
export function selectAnswersHidden(state: FanoutState): boolean {
  const { restrictions, predictions } = state;
  // A quiz: the class cannot switch them on.
  if (restrictions?.controls.predictions) return true;
  return predictions === 'auto' ? selectIsAsking(state) : predictions === 'hidden';
}

type QuestionState = Pick<FanoutState, 'lesson' | 'firstQuestion' | 'runs' | 'guess' | 'guessing'>;

/** The page asks something that is not answered yet, by a guess or by a run. */
export function selectIsAsking({ lesson, firstQuestion, runs, guess, guessing }: QuestionState): boolean {
  if (lesson?.challenge) return !lesson.solved && !lesson.shown;
  if (runs.length > 0) return false;
  if (lesson?.lesson?.choices) return isBeforeRun(lesson) && lesson.choice === undefined;
  return (lesson ? isBeforeRun(lesson) : firstQuestion) && (guess === undefined || guessing);
}

/** At `Predict` or `Run`: see `STEPS`. */
const isBeforeRun = ({ step }: { step: number }) => step < 2;
