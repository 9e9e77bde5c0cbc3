/**
 * Characters that are invisible or misleading: controls, format and direction marks, separators, lone surrogates, blank
 * letters; and, as the group, combining marks beyond the eighth on one letter. A joiner between non-ASCII characters is
 * kept, since emoji and some scripts need it.
 */
const UNSEEN =
  /(?!(?<=\P{ASCII})[\u200c\u200d]\P{ASCII})[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u115f\u1160\u2800\u3164\uffa0]|(?<=\p{M}{8})(\p{M}+)/gu;
const BLANKS = /[\t\n\v\f\r\x85\u2028\u2029]+/g;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * Foreign text (an id, a name, a value, an error) on one line, with each invisible character as its code point,
 * `\u{...}`. Text without such characters is returned unchanged.
 */
export function revealed(text: string): string {
  return text
    .replace(BLANKS, ' ')
    .replace(UNSEEN, (char: string, marks) => (marks ? '' : `\\u{${char.codePointAt(0)?.toString(16)}}`));
}

/** Wraps right-to-left text in directional isolates, so that it cannot reorder the text around it. */
export function isolated(text: string): string {
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text;
}
