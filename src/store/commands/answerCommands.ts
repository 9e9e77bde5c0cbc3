import { selectIsRunning } from '../plan/document.ts';
import type { Command } from './command.ts';

const LETTERS = ['a', 'b', 'c'];

/** Before all other commands: while a lesson asks, these keys answer it and do nothing else. */
export const ANSWER_COMMANDS: readonly Command[] = [
  {
    name: 'choose-answer',
    keys: [
      {
        shown: 'A B C',
        does: 'In a lesson: choose an answer',
        press: LETTERS,
        when: (state) =>
          state.lesson?.lesson?.choices !== undefined && state.lesson.step === 0 && !selectIsRunning(state),
      },
    ],
    async run(_, store, press) {
      const { chooseAnswer } = await import('../lessons/lesson.ts');
      chooseAnswer(store, LETTERS.indexOf(press?.key ?? ''));
    },
  },
];
