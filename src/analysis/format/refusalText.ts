import { errorLabel } from '../../run/retryRule.ts';
import type { ErrorText, RetryRefusal } from '../../run/types.ts';
import { clip } from './format.ts';

/** Why an attempt with this error was not tried again: `401 is not transient`. */
export function refusalText(refusal: RetryRefusal, error: ErrorText | undefined): string {
  const label = clip(errorLabel(error), 40);
  switch (refusal) {
    case 'not-transient':
      return `${label} is not transient`;
    case 'not-listed':
      return `${label} is not listed`;
    case 'declined':
      return 'retryOn declined';
  }
}
