import type { Clock, ToolContext } from '../../engine/types.ts';

/** Runs a function in the asynchronous context in which this was made. */
export type InContext = <T>(run: () => T) => T;

/** Absent in browsers. Not imported: a bundle for a browser must not contain it. */
const hooks = globalThis.process?.getBuiltinModule?.('node:async_hooks');

/**
 * The present asynchronous context (Node's AsyncLocalStorage). An attempt needs it: a retry, a call that waited and a timer
 * of a clock that several runs share are started by whatever timer or call came before, in that one's context.
 */
export function captureContext(): InContext {
  return hooks ? hooks.AsyncLocalStorage.snapshot() : (run) => run();
}

/** The context, with timers that fire in the asynchronous context in which they were set. */
export function withBoundTimers(ctx: ToolContext): ToolContext {
  if (!hooks) return ctx;
  const { clock, key, callId, attempt, random, report } = ctx;
  const { AsyncResource } = hooks;
  const after: Clock['after'] = (delay, fire) => clock.after(delay, AsyncResource.bind(fire));
  return {
    clock: { now: clock.now, block: clock.block, after },
    key,
    callId,
    attempt,
    random,
    report,
    // Its AbortController is created on first read.
    get signal() {
      return ctx.signal;
    },
  };
}
