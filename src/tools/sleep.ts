import type { ToolContext } from '../engine/types.ts';
import type { Ms } from '../run/types.ts';

/** Ends at the signal, with its reason: no timer is left behind. */
export function sleep(ctx: ToolContext, ms: Ms): Promise<void> {
  return new Promise((resolve, reject) => {
    const { signal } = ctx;
    let forget = () => {};
    const cancel = ctx.clock.after(ms, () => {
      forget();
      resolve();
    });
    forget = onAbort(signal, (reason) => {
      cancel();
      reject(reason);
    });
  });
}

/** @returns what takes the listener away again */
export function onAbort(signal: AbortSignal, stop: (reason: unknown) => void): () => void {
  const listener = () => stop(signal.reason);
  if (signal.aborted) listener();
  else signal.addEventListener('abort', listener);
  return () => signal.removeEventListener('abort', listener);
}
