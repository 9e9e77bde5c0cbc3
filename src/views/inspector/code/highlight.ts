import { createCssVariablesTheme, createHighlighterCoreSync } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import python from 'shiki/langs/python.mjs';
import typescript from 'shiki/langs/typescript.mjs';
import type { Language } from '../../../code/literals.ts';

/** A stretch of a line; the name is of one of the classes `code-...` of code.css. */
export interface Token {
  text: string;
  name: string | undefined;
}

/** Browser's own regular expressions: Oniguruma would be WebAssembly, which the page's policy forbids. */
const highlighter = createHighlighterCoreSync({
  engine: createJavaScriptRegexEngine({ forgiving: true }),
  langs: [typescript, python],
  themes: [createCssVariablesTheme({ name: 'page', variablePrefix: '--code-', fontStyle: false })],
});

/** A grammar's time grows with the square of a line's length. A line as long as this is data, and is only searched for its strings. */
export const LONG = 400;

/** Lines between two looks at the clock. */
const PIECE = 8;

/**
 * The lines as tokens, piece by piece, so that the page can answer in between. What is no token of the theme is plain
 * ink.
 */
export function* tokensOf(lines: readonly string[], lang: Language): Generator<Token[][]> {
  let grammarState: ReturnType<typeof highlighter.getLastGrammarState> | undefined;
  for (let at = 0; at < lines.length; at += PIECE) {
    const piece = lines.slice(at, at + PIECE);
    const tokens = highlighter.codeToTokensBase(piece.map((line) => (line.length < LONG ? line : '')).join('\n'), {
      lang,
      theme: 'page',
      ...(grammarState && { grammarState }),
    });
    grammarState = highlighter.getLastGrammarState(tokens);
    yield piece.map((line, i) =>
      line.length < LONG
        ? (tokens[i] ?? []).map(({ content, color }) => ({ text: content, name: nameOf(color) }))
        : stringsOf(line),
    );
  }
}

const nameOf = (color = '') => /--code-token-([a-z-]+)/.exec(color)?.[1];

/** Strings are quoted in one way in the code that is written here, and never go on in the next line. */
function stringsOf(line: string): Token[] {
  const tokens: Token[] = [];
  let quote = '';
  let from = 0;
  const cut = (to: number, name: string | undefined) => {
    if (to > from) tokens.push({ text: line.slice(from, to), name });
    from = to;
  };
  for (let i = 0; i < line.length; i++) {
    const char = line.charAt(i);
    if (quote === '') {
      if (char !== "'" && char !== '"') continue;
      cut(i, undefined);
      quote = char;
    } else if (char === '\\') i++;
    else if (char === quote) {
      cut(i + 1, 'string-expression');
      quote = '';
    }
  }
  cut(line.length, undefined);
  return tokens;
}
