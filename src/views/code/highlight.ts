import { createCssVariablesTheme, createHighlighterCoreSync } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import python from 'shiki/langs/python.mjs';
import typescript from 'shiki/langs/typescript.mjs';
import type { Language } from '../../code/literals.ts';

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

/** The lines as tokens. What is no token of the theme is plain ink. */
export function tokensOf(text: string, lang: Language): Token[][] {
  return highlighter
    .codeToTokensBase(text, { lang, theme: 'page' })
    .map((line) => line.map(({ content, color }) => ({ text: content, name: nameOf(color) })));
}

const nameOf = (color = '') => /--code-token-([a-z-]+)/.exec(color)?.[1];
