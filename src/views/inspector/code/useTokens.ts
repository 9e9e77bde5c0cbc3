import { useEffect, useMemo, useState } from 'react';
import type { Code } from '../../../code/generateCode.ts';
import type { Token } from './highlight.ts';

/** Lines after this one are data and are not highlighted. */
const MOST_LINES = 600;
/** Time after which tokenising yields to the page. */
const SLICE_MS = 8;
/** While edits follow each other faster than this, changed lines are not highlighted. */
const QUIET_MS = 150;

/** Returns the tokens of each line, by its text. A line keeps its colours while the code around it changes. */
export function useTokens({ text, language }: Pick<Code, 'text' | 'language'>): ReadonlyMap<string, readonly Token[]> {
  const [known, setKnown] = useState<{ language: string; tokens: ReadonlyMap<string, readonly Token[]> }>();

  useEffect(() => {
    let over = false;
    const timer = setTimeout(
      async () => {
        // Offline the code is not highlighted.
        const loaded = await import('./highlight.ts').catch(() => undefined);
        if (!loaded || over) return;
        const lines = text.split('\n').slice(0, MOST_LINES);
        const tokens = new Map<string, readonly Token[]>();
        let at = 0;
        let began = performance.now();
        for (const piece of loaded.tokensOf(lines, language)) {
          for (const line of piece) tokens.set(lines[at++] as string, line);
          if (performance.now() - began < SLICE_MS) continue;
          await new Promise((resume) => setTimeout(resume));
          if (over) return;
          began = performance.now();
        }
        setKnown({ language, tokens });
      },
      known?.language === language ? QUIET_MS : 0,
    );
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [text, language, known?.language]);

  return useMemo(() => (known?.language === language ? known.tokens : new Map()), [known, language]);
}
