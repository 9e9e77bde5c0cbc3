import type { Ms } from '../../run/types.ts';
import type { Finding } from '../findings/findings.ts';
import { capital, duration, exact, list, NO_END } from '../format/format.ts';
import { figure, type RichText, richText, strong } from '../format/richText.ts';

type FindingTotals = Pick<Finding, 'saves' | 'total' | 'lost'>;

/**
 * `0.40 s less`, or `ends the run at 1.50 s`. A change that loses results is no saving: `ends the run at 1.50 s, but
 * without slow_1’s result`. "Saved" is said of one by one alone.
 */
export function savesText({ saves, total, lost }: FindingTotals): string {
  if (lost.length > 0) return `ends the run at ${duration(total)}, but without ${resultsOf(lost)}`;
  return Number.isFinite(saves) ? `${duration(saves)} less` : `ends the run at ${duration(total)}`;
}

/** `slow_1’s result`, `the results of slow_1 and fast_1`. */
function resultsOf(lost: readonly string[]): string {
  return lost.length === 1 ? `${list(lost)}’s result` : `the results of ${list(lost)}`;
}

/** Shown after Apply: the predicted total that the next run has to confirm. */
export function promiseSentence({ saves, total, lost }: FindingTotals): RichText {
  const less = Number.isFinite(saves) ? `${duration(saves)} less` : `not ${NO_END}`;
  const without = lost.length === 0 ? less : `without ${resultsOf(lost)}`;
  return richText(
    'Predicted ',
    { ...figure('Predicted', total, duration(total)), strong: true },
    `, ${without}: press Run to prove it.`,
  );
}

/**
 * Compares the promise with the run after the change.
 *
 * @param before measured total without the change; `undefined` or Infinity if there is none to compare with
 */
export function promiseResult({ saves, total, lost }: FindingTotals, before: Ms | undefined, after: Ms): RichText {
  if (lost.length > 0 || before === undefined || !Number.isFinite(before) || !Number.isFinite(saves))
    return richText(`Promised ${exact(total)}: it took `, strong(exact(after)), '. ');
  const less = before - after;
  if (less < 0) return richText(`${capital(exact(-less))} longer, promised ${exact(saves)} less. `);
  return richText(strong(`${exact(less)} less`), `, promised ${exact(saves)}. `);
}
