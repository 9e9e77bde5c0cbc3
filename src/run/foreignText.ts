/**
 * What is not seen as itself: controls, format and direction marks, separators, halves of surrogate pairs, blank
 * letters; and, as the group, more marks on one letter than any script has. A joiner between other than ASCII
 * characters stays: emoji and some scripts are written with it.
 */
const UNSEEN =
  /(?!(?<=\P{ASCII})[\u200c\u200d]\P{ASCII})[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u115f\u1160\u2800\u3164\uffa0]|(?<=\p{M}{8})(\p{M}+)/gu;
const BLANKS = /[\t\n\v\f\r\x85\u2028\u2029]+/g;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * Text that somebody else wrote (an id, a name, a value, an error), on one line: what is unseen is shown by its number.
 * Any text without such characters comes back as it is.
 */
export function revealed(text: string): string {
  return text
    .replace(BLANKS, ' ')
    .replace(UNSEEN, (char: string, marks) => (marks ? '' : `\\u{${char.codePointAt(0)?.toString(16)}}`));
}

/** For a place among words of ours: what is written from right to left is isolated, so that it cannot reorder them. */
export function isolated(text: string): string {
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text;
}
