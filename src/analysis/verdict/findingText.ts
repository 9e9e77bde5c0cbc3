import type { Ms } from '../../run/types.ts';
import type { Finding } from '../findings/findings.ts';
import { capital, duration, exact, list, NO_END } from '../format/format.ts';
import { type RichText, say, strong } from '../format/richText.ts';

type Said = Pick<Finding, 'saves' | 'total' | 'lost'>;

/** `saves 0.40 s`, `ends the run at 1.50 s`; and what it gives up. */
export function savesText({ saves, total, lost }: Said): string {
  const what = Number.isFinite(saves) ? `saves ${duration(saves)}` : `ends the run at ${duration(total)}`;
  return lost.length === 0 ? what : `${what} and gives up ${resultsOf(lost)}`;
}

/** `slow_1’s result`, `the results of slow_1 and fast_1`. */
function resultsOf(lost: readonly string[]): string {
  return lost.length === 1 ? `${list(lost)}’s result` : `the results of ${list(lost)}`;
}

/** Behind the click on Apply: what the next run has to prove. */
export function promiseSentence({ saves, total, lost }: Said): RichText {
  const less = Number.isFinite(saves) ? `${duration(saves)} less` : `not ${NO_END}`;
  const without = lost.length === 0 ? '' : `, without ${resultsOf(lost)}`;
  return say('Predicted ', strong(duration(total)), `, ${less}${without}: press Run to prove it.`);
}

/** `before`: the total that was measured without the change; `undefined` or Infinity when there is none to compare. */
export function keptSentence({ saves, total }: Said, before: Ms | undefined, after: Ms): RichText {
  if (before === undefined || !Number.isFinite(before) || !Number.isFinite(saves))
    return say(`Promised ${exact(total)}: it took `, strong(exact(after)), '. ');
  const saved = before - after;
  if (saved < 0) return say(`${capital(exact(-saved))} longer, promised ${exact(saves)} less. `);
  return say(strong(`${exact(saved)} saved`), `, promised ${exact(saves)}. `);
}
