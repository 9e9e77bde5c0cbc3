import type { ErrorText } from '../types.ts';

/**
 * An error's message with what a person needs beside it, as far as the message does not say it: the code, the HTTP status,
 * the messages of the errors behind it, and that of its cause: `fetch failed (cause: connect ECONNREFUSED 127.0.0.1:80)`.
 */
export function fullMessage({ message, code, status, errors = [], cause }: ErrorText): string {
  let text = message;
  const isNew = (words: string) => !hasWords(text, words);
  if (code !== undefined && isNew(code)) text += ` [${code}]`;
  if (status !== undefined && isNew(String(status))) text += ` (HTTP ${status})`;
  const behind = errors.map(fullMessage).filter(isNew);
  if (behind.length > 0) text += `: ${behind.join('; ')}`;
  const why = cause && fullMessage(cause);
  return why && isNew(why) ? `${text} (cause: ${why})` : text;
}

/** Whole words: `a` is not in `AggregateError`. */
function hasWords(text: string, words: string): boolean {
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    const isInWord = (place: number) => /[\p{L}\p{N}]/u.test(text.charAt(place));
    if (!isInWord(at - 1) && !isInWord(at + words.length)) return true;
  }
  return false;
}
