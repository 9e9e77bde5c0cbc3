import type { ErrorText, RetryOn, RetryRefusal } from './types.ts';

/** What `retry.on: 'transient'` tries again: failures that may pass by themselves. docs/retries.md lists the same. */
export const TRANSIENT: readonly string[] = [
  // A timeout, the attempt's own or one of the tool.
  'TimeoutError',
  'ETIMEDOUT',
  'ESOCKETTIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  // A connection that was not made, or was lost.
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ENETDOWN',
  'ENETRESET',
  'ENETUNREACH',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
  // A server that asks for another try, or has a fault of its own.
  '408',
  '425',
  '429',
  '5xx',
];

/** Why an attempt that ended with this error is not tried again; `undefined` when it is. */
export function refusalOf(on: RetryOn | undefined, error: ErrorText | undefined): RetryRefusal | undefined {
  if (on === undefined || on === 'any') return undefined;
  if (on === 'transient') return isListed(error, TRANSIENT) ? undefined : 'not-transient';
  return isListed(error, on) ? undefined : 'not-listed';
}

/**
 * Whether the list has the error's status, the class of that, its code or its name. An error without a status is also
 * judged by its cause: `fetch` throws a TypeError without any, and the lost connection is behind it.
 */
function isListed(error: ErrorText | undefined, list: readonly string[]): boolean {
  for (let one = error; one; one = one.cause) {
    const { name, code } = one;
    const status = statusOf(one);
    if (list.includes(name) || (code !== undefined && list.includes(code))) return true;
    if (status === undefined) continue;
    return list.includes(status) || list.includes(`${status[0]}xx`);
  }
  return false;
}

/** The HTTP status as three digits, also where the error has it as its code. */
function statusOf({ status, code = '' }: ErrorText): string | undefined {
  if (status !== undefined) return String(status);
  return /^[1-5]\d\d$/.test(code) ? code : undefined;
}

/** What a refused error is called in a sentence: its status, code or name. */
export function errorLabel(error: ErrorText | undefined): string {
  if (!error) return 'the error';
  return statusOf(error) ?? error.code ?? (error.name === 'Error' ? 'the error' : error.name);
}
