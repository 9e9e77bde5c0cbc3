import { createCssVariablesTheme, createHighlighterCoreSync } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import python from 'shiki/langs/python.mjs';
import typescript from 'shiki/langs/typescript.mjs';
import type { Language } from '../../../code/syntax/literals.ts';

/** A part of a line; `name` selects a class `code-...` of code.css. */
export interface Token {
  text: string;
  name: string | undefined;
}

/** Uses JavaScript regular expressions: Oniguruma needs WebAssembly, which the page's policy forbids. */
const highlighter = createHighlighterCoreSync({
  engine: createJavaScriptRegexEngine({ forgiving: true }),
  langs: [typescript, python],
  themes: [createCssVariablesTheme({ name: 'page', variablePrefix: '--code-', fontStyle: false })],
});

/**
 * Tokenising takes time quadratic in the length of a line. Longer lines are data, and only their strings are
 * highlighted.
 */
export const LONG = 400;

/** Lines that are tokenised between two checks of the clock. */
const PIECE = 8;

/**
 * Yields the tokens of the lines in pieces, so that the page can respond in between. Tokens without a colour in the
 * theme have no name.
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

/** Relies on the generated code: strings are quoted in one way and end on the same line. */
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
