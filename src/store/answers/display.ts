import type { FanoutState, PredictionDisplay } from '../state.ts';
import { selectAnswersHidden, selectIsAsking } from './answersHidden.ts';

/** What `Show predictions` sets when it is pressed: no more than the page would do by itself is remembered. */
export function oppositeDisplay(state: FanoutState): PredictionDisplay {
  const hidden = selectAnswersHidden(state);
  if (selectIsAsking(state) !== hidden) return 'auto';
  return hidden ? 'shown' : 'hidden';
}

/** Whether the notes of a lesson and its answer key are hidden: the question is open, or it is a quiz. */
export const selectNotesHidden = (state: FanoutState): boolean =>
  selectAnswersHidden(state) && (selectIsQuiz(state) || selectIsAsking(state));

/** Solutions are not to be had either. */
export const selectIsQuiz = ({ restrictions }: FanoutState): boolean =>
  restrictions?.controls.predictions !== undefined;

/** Why predictions are hidden, and what to do; `undefined` while they are shown. */
export function selectHiddenText(state: FanoutState): string | undefined {
  if (!selectAnswersHidden(state)) return undefined;
  if (selectIsQuiz(state)) return 'Predictions are hidden in this quiz.';
  if (!selectIsAsking(state)) return 'Predictions are hidden. Turn on Show predictions to see them.';
  const until = state.lesson?.challenge ? 'you have solved the challenge' : 'you guess or press Run';
  return `Predictions are hidden until ${until}.`;
}
