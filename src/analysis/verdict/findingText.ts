import type { Ms } from '../../run/types.ts';
import type { Finding } from '../findings/findings.ts';
import { capital, duration, exact, list, NO_END } from '../format/format.ts';
import { type RichText, richText, strong } from '../format/richText.ts';

type FindingTotals = Pick<Finding, 'saves' | 'total' | 'lost'>;

/** `saves 0.40 s` or `ends the run at 1.50 s`, and the results that the change loses. */
export function savesText({ saves, total, lost }: FindingTotals): string {
  const what = Number.isFinite(saves) ? `saves ${duration(saves)}` : `ends the run at ${duration(total)}`;
  return lost.length === 0 ? what : `${what} and gives up ${resultsOf(lost)}`;
}

/** `slow_1’s result`, `the results of slow_1 and fast_1`. */
function resultsOf(lost: readonly string[]): string {
  return lost.length === 1 ? `${list(lost)}’s result` : `the results of ${list(lost)}`;
}

/** Shown after Apply: the predicted total that the next run has to confirm. */
export function promiseSentence({ saves, total, lost }: FindingTotals): RichText {
  const less = Number.isFinite(saves) ? `${duration(saves)} less` : `not ${NO_END}`;
  const without = lost.length === 0 ? '' : `, without ${resultsOf(lost)}`;
  return richText('Predicted ', strong(duration(total)), `, ${less}${without}: press Run to prove it.`);
}

/**
 * Compares the promise with the run after the change.
 *
 * @param before measured total without the change; `undefined` or Infinity if there is none to compare with
 */
export function promiseResult({ saves, total }: FindingTotals, before: Ms | undefined, after: Ms): RichText {
  if (before === undefined || !Number.isFinite(before) || !Number.isFinite(saves))
    return richText(`Promised ${exact(total)}: it took `, strong(exact(after)), '. ');
  const saved = before - after;
  if (saved < 0) return richText(`${capital(exact(-saved))} longer, promised ${exact(saves)} less. `);
  return richText(strong(`${exact(saved)} saved`), `, promised ${exact(saves)}. `);
}
