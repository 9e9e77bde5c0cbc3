/** As deep as values may be. */
const MOST_LEVELS = 100;

/** What `literalOf` gives for a text that is no value: an Error would cost too much for each line of prose. */
export type Literal = { value: unknown } | { problem: string };

/**
 * A value in JSON, in JavaScript (`{from: 'OSL'}`) or in Python (`{'ok': True, 'to': None}`, tuples as lists). At most 100
 * levels deep.
 */
export function literalOf(text: string): Literal {
  try {
    return checked(JSON.parse(text));
  } catch {
    const parser = new Parser(text);
    const value = parser.value(0);
    parser.space();
    return parser.problem ?? (parser.isAtEnd ? checked(value) : { problem: parser.found() });
  }
}

/** `from="OSL", n=2`: what a call in a program has between its brackets. */
export function namedArguments(text: string): Literal {
  const parser = new Parser(text);
  const entries = parser.entries('', '=', 0);
  return parser.problem ?? { value: Object.fromEntries(entries) };
}

function checked(value: unknown): Literal {
  return hasLevels(value, MOST_LEVELS) ? { value } : { problem: `is more than ${MOST_LEVELS} levels deep` };
}

function hasLevels(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return most > 0 && Object.values(value).every((one) => hasLevels(one, most - 1));
}

/** How much of the text from `start` its brackets take; `undefined` if they do not close. Brackets in texts do not count. */
export function bracketed(text: string, start = 0): number | undefined {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '"' || char === "'") {
      for (at++; at < text.length && text.charAt(at) !== char; at++) if (text.charAt(at) === '\\') at++;
    } else if ('([{'.includes(char)) depth++;
    else if (')]}'.includes(char) && --depth <= 0) return at + 1;
  }
  return undefined;
}

const WORDS: Readonly<Record<string, unknown>> = {
  true: true,
  True: true,
  false: false,
  False: false,
  null: null,
  None: null,
  undefined: null,
};
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '0': '\0' };
const CLOSERS: Readonly<Record<string, string>> = { '[': ']', '(': ')' };

class Parser {
  /** The first; what is read after it means nothing. */
  problem: { problem: string } | undefined;
  #at = 0;

  constructor(private readonly text: string) {}

  get isAtEnd(): boolean {
    return this.#at >= this.text.length;
  }

  found(): string {
    return this.isAtEnd ? 'ends too early' : `is no JSON at “${this.text.slice(this.#at, this.#at + 20)}”`;
  }

  space(): void {
    while (/\s/.test(this.text.charAt(this.#at))) this.#at++;
  }

  value(level: number): unknown {
    this.space();
    const char = this.text.charAt(this.#at);
    if (level > MOST_LEVELS) return this.#fail();
    if (char === '{') {
      this.#at++;
      // fromEntries, not assignment: a name may be `__proto__`.
      return Object.fromEntries(this.entries('}', ':', level + 1));
    }
    if (CLOSERS[char]) return this.#list(CLOSERS[char], level + 1);
    if (char === '"' || char === "'") return this.#quoted(char);
    const word = /^[\w.+-]+/.exec(this.text.slice(this.#at, this.#at + 100))?.[0] ?? '';
    this.#at += word.length;
    if (Object.hasOwn(WORDS, word)) return WORDS[word];
    const number = Number(word);
    if (word !== '' && Number.isFinite(number)) return number;
    this.#at -= word.length;
    return this.#fail();
  }

  /** Names and values up to `closer`, which is read too; `''`: up to the end. */
  entries(closer: string, separator: string, level: number): [string, unknown][] {
    const entries: [string, unknown][] = [];
    while (!this.problem) {
      this.space();
      if (closer === '' ? this.isAtEnd : this.#take(closer)) return entries;
      const name = this.#name();
      this.space();
      if (!this.#take(separator)) this.#fail();
      entries.push([name, this.value(level)]);
      this.space();
      if (!this.#take(',') && !(closer === '' ? this.isAtEnd : this.text.startsWith(closer, this.#at))) this.#fail();
    }
    return entries;
  }

  #list(closer: string, level: number): unknown[] {
    this.#at++;
    const list: unknown[] = [];
    while (!this.problem) {
      this.space();
      if (this.#take(closer)) return list;
      list.push(this.value(level));
      this.space();
      if (!this.#take(',') && !this.text.startsWith(closer, this.#at)) this.#fail();
    }
    return list;
  }

  #name(): string {
    const char = this.text.charAt(this.#at);
    if (char === '"' || char === "'") return this.#quoted(char);
    const [word = ''] = /^[\p{L}_$][\p{L}\p{N}_$-]*/u.exec(this.text.slice(this.#at, this.#at + 200)) ?? [];
    this.#at += word.length;
    if (word === '') this.#fail();
    return word;
  }

  #quoted(quote: string): string {
    this.#at++;
    let text = '';
    while (!this.isAtEnd) {
      const char = this.text.charAt(this.#at++);
      if (char === quote) return text;
      text += char === '\\' ? this.#escaped() : char;
    }
    this.#fail();
    return text;
  }

  #escaped(): string {
    const char = this.text.charAt(this.#at++);
    const length = char === 'u' ? 4 : char === 'x' ? 2 : 0;
    if (length === 0) return ESCAPES[char] ?? char;
    const digits = this.text.slice(this.#at, this.#at + length);
    this.#at += length;
    return String.fromCharCode(Number.parseInt(digits, 16) || 0xfffd);
  }

  #take(char: string): boolean {
    const isThere = this.text.charAt(this.#at) === char;
    if (isThere) this.#at++;
    return isThere;
  }

  #fail(): undefined {
    this.problem ??= { problem: this.found() };
    return undefined;
  }
}
