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

/**
 * The context, with timers that fire in the asynchronous context in which they were set. Made at its first use, as the
 * engine's own: most tools of LangChain never look at it.
 */
export function withBoundTimers(ctx: ToolContext): ToolContext {
  return hooks ? (new Proxy<Made>({ ctx, made: undefined }, TO_MADE) as unknown as ToolContext) : ctx;
}

interface Made {
  readonly ctx: ToolContext;
  made: ToolContext | undefined;
}

function madeOf(target: Made): ToolContext {
  target.made ??= boundTimers(target.ctx);
  return target.made;
}

const TO_MADE: ProxyHandler<Made> = {
  get: (target, name, receiver) => Reflect.get(madeOf(target), name, receiver),
  set: (target, name, value, receiver) => Reflect.set(madeOf(target), name, value, receiver),
  has: (target, name) => Reflect.has(madeOf(target), name),
  ownKeys: (target) => Reflect.ownKeys(madeOf(target)),
  getOwnPropertyDescriptor: (target, name) => Reflect.getOwnPropertyDescriptor(madeOf(target), name),
  defineProperty: (target, name, property) => Reflect.defineProperty(madeOf(target), name, property),
  deleteProperty: (target, name) => Reflect.deleteProperty(madeOf(target), name),
};

function boundTimers(ctx: ToolContext): ToolContext {
  const { clock, key, callId, attempt, random, report } = ctx;
  const after: Clock['after'] = (delay, fire) => clock.after(delay, hooks ? hooks.AsyncResource.bind(fire) : fire);
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
