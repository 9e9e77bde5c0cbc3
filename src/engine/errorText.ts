import { show } from '../run/check/planError.ts';
import type { ErrorText } from '../run/types.ts';

/** Causes deeper than this are left out, so that a circle of causes ends. */
const MAX_DEPTH = 4;

/** Errors of an AggregateError that are kept, on each level. */
const MOST_ERRORS = 5;

/** The name and message of any thrown value: an Error, a string, null, a frozen object, or one whose getters throw. Never throws. */
export function errorText(thrown: unknown): ErrorText {
  try {
    const known = errorLike(thrown, 0);
    if (known) return known;
    const text = { name: 'Error', message: `${show(thrown)} was thrown` };
    return typeof thrown === 'object' && thrown !== null ? withDetails(text, thrown, 0) : text;
  } catch {
    return { name: 'Error', message: 'something unreadable was thrown' };
  }
}

/** `undefined` for what is neither a text nor like an error. Throws what the getters of `thrown` throw. */
function errorLike(thrown: unknown, depth: number): ErrorText | undefined {
  if (typeof thrown === 'string' && thrown !== '') return { name: 'Error', message: thrown };
  if (typeof thrown === 'object' && thrown !== null) {
    const { message } = thrown as { message?: unknown };
    if (typeof message !== 'string') return undefined;
    const name = nameOf(thrown, !message);
    return withDetails({ name, message: message || name }, thrown, depth);
  }
  return undefined;
}

/** A class that sets no name of its own has that of Error. Where there is no message, that of the class says more. */
function nameOf(thrown: object, isEmpty: boolean): string {
  const name = orUndefined(() => (thrown as { name?: unknown }).name);
  const known = typeof name === 'string' && name !== '' ? name : 'Error';
  if (!isEmpty || known !== 'Error' || !(thrown instanceof Error)) return known;
  const ofClass: unknown = thrown.constructor?.name;
  return typeof ofClass === 'string' && ofClass !== '' ? ofClass : known;
}

/** With the code and the errors behind it. A field that cannot be read is left out, and the others stay. */
function withDetails(text: ErrorText, thrown: object, depth: number): ErrorText {
  const { code, cause, errors, status } = readable(thrown);
  if (typeof code === 'string' && code !== '') text.code = code;
  if (status !== undefined) text.status = status;
  if (depth === MAX_DEPTH) return text;
  const behind = nested(cause, depth);
  if (behind) text.cause = behind;
  const kept = errors.flatMap((error) => nested(error, depth) ?? []);
  if (kept.length > 0) text.errors = kept;
  return text;
}

/** Each read by itself: a getter may throw, and so may a list. */
function readable(thrown: object): Readable {
  const error = thrown as { code?: unknown; cause?: unknown; errors?: unknown } & WithStatus & {
      response?: WithStatus;
    };
  const code = orUndefined(() => error.code);
  const response = orUndefined(() => error.response);
  return {
    code,
    status:
      statusIn(() => error.status) ??
      statusIn(() => error.statusCode) ??
      statusIn(() => code) ??
      statusIn(() => response?.status) ??
      statusIn(() => response?.statusCode),
    cause: orUndefined(() => error.cause),
    errors: orUndefined(() => (Array.isArray(error.errors) ? error.errors.slice(0, MOST_ERRORS) : [])) ?? [],
  };
}

interface Readable {
  code: unknown;
  cause: unknown;
  errors: readonly unknown[];
  status: number | undefined;
}

interface WithStatus {
  status?: unknown;
  statusCode?: unknown;
}

/** An HTTP status. Other numbers are left out: a DOMException's `code` is one of a list of its own. */
function statusIn(read: () => unknown): number | undefined {
  const value = orUndefined(read);
  return Number.isInteger(value) && (value as number) >= 100 && (value as number) <= 599
    ? (value as number)
    : undefined;
}

function nested(thrown: unknown, depth: number): ErrorText | undefined {
  return orUndefined(() => errorLike(thrown, depth + 1));
}

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
