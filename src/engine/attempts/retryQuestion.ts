import { show } from '../../run/check/planError.ts';
import type { AttemptResult, ErrorText } from '../../run/types.ts';
import { errorText } from '../errorText.ts';
import type { RetryOnFunction } from '../types.ts';
import { timeoutError } from './runEnd.ts';

/** Whether the caller lets attempt `attempt` of call `key`, which ended like this, be followed by another. */
export type RetryQuestion = (
  key: number,
  attempt: number,
  result: AttemptResult,
  error: ErrorText | undefined,
  thrown: unknown,
) => boolean;

/**
 * The caller's `retryOn`. One that throws, or returns anything but true or false, lets nothing be tried again, and
 * `onProblem` is called at the first time. A promise is such a thing: it would always count as true.
 */
export function retryQuestion(
  retryOn: RetryOnFunction,
  onProblem: (message: string, key: number) => void,
): RetryQuestion {
  let hasProblem = false;
  const report = (problem: string, key: number): false => {
    if (!hasProblem) onProblem(`retryOn ${problem}: the attempt is not retried`, key);
    hasProblem = true;
    return false;
  };
  return (key, attempt, result, error, thrown) => {
    try {
      const answer: unknown = retryOn(result === 'timedOut' ? timeoutError(error?.message ?? '') : thrown, attempt);
      if (typeof answer === 'boolean') return answer;
      // A rejection would otherwise be unhandled.
      if (typeof answer === 'object' && answer !== null) Promise.resolve(answer).catch(() => {});
      return report(`returned ${answer instanceof Promise ? 'a promise' : show(answer)}, not true or false`, key);
    } catch (failure) {
      return report(`threw ${errorText(failure).message}`, key);
    }
  };
}
