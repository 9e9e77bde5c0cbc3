import { show } from '../run/check/planError.ts';
import type { ErrorText } from '../run/types.ts';

/** The name and message of any thrown value: an Error, a string, null, a frozen object, or one whose getters throw. Never throws. */
export function errorText(thrown: unknown): ErrorText {
  try {
    if (typeof thrown === 'string') return { name: 'Error', message: thrown };
    if (typeof thrown === 'object' && thrown !== null) {
      const { name, message } = thrown as { name?: unknown; message?: unknown };
      const known = typeof name === 'string' && name !== '' ? name : 'Error';
      if (typeof message === 'string') return { name: known, message: message || known };
    }
    return { name: 'Error', message: `${show(thrown)} was thrown` };
  } catch {
    return { name: 'Error', message: 'something unreadable was thrown' };
  }
}
