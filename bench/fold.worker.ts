/** The baseline of the analyses: one fold of the same log, in a separate module Worker. */
import { foldAll } from '../src/run/fold.ts';
import type { RunEvent } from '../src/run/types.ts';
import type { FoldAnswer } from './messages.ts';

addEventListener('message', ({ data }: MessageEvent<RunEvent[]>) => {
  // Warm-up: the page's Worker has folded its prediction before it is queried about a run.
  foldAll(data);
  const start = performance.now();
  foldAll(data);
  postMessage({ ms: performance.now() - start } satisfies FoldAnswer);
});
