import { useEffect, useMemo, useState } from 'react';
import type { Code } from '../../../code/generateCode.ts';
import type { Token } from './highlight.ts';

/** Behind this line code is data, and plain. */
const MOST_LINES = 600;
/** The page is let in between after so long. */
const SLICE_MS = 8;
/** While edits follow each other faster, lines that change are plain. */
const QUIET_MS = 150;

/**
 * The tokens of a line, by its text: `undefined` while they are not known. Each line keeps its colours while the
 * code around it changes.
 */
export function useTokens({ text, language }: Pick<Code, 'text' | 'language'>): ReadonlyMap<string, readonly Token[]> {
  const [known, setKnown] = useState<{ language: string; tokens: ReadonlyMap<string, readonly Token[]> }>();

  useEffect(() => {
    let over = false;
    const timer = setTimeout(
      async () => {
        // Without the network the code stays plain.
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
