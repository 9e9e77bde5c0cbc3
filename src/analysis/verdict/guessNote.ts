import type { Ms } from '../../run/types.ts';
import { duration } from '../format/format.ts';
import { figure, type RichText, richText } from '../format/richText.ts';
import { nearly, type Proof } from '../metrics/proof.ts';

/** A click cannot be more exact. */
const CLICK_MS = 10;

/** `You guessed 1.20 s: 0.20 s off.` Within 2 % it is spot on. */
export function guessNote(
  { total = 0, noEnd }: Pick<Proof, 'total' | 'noEnd'>,
  guessMs: Ms | undefined,
): RichText | undefined {
  if (guessMs === undefined || noEnd) return undefined;
  const off = Math.abs(guessMs - total);
  return richText(
    'You guessed ',
    figure('Your guess', guessMs, duration(guessMs)),
    ': ',
    nearly(guessMs, total) || off <= CLICK_MS ? 'spot on' : richText(figure('Off by', off, duration(off)), ' off'),
    '.',
  );
}
