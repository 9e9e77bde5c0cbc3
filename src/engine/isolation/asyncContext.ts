/** Calls a method in the asynchronous context in which this was made. */
export type InContext = <Self, A, B, T>(method: (this: Self, a: A, b: B) => T, self: Self, a: A, b: B) => T;

/** Absent in browsers. Not imported: a bundle for a browser must not contain it. */
const hooks = globalThis.process?.getBuiltinModule?.('node:async_hooks');

/**
 * The present asynchronous context (Node's AsyncLocalStorage); `undefined` in a browser, which has none. An attempt needs
 * it: a retry, a call that waited, a turn in a shared pool and a timer of a clock that several runs share are started by
 * whatever timer or call came before, in that one's context.
 *
 * Where there is any, each entry is a context to itself: `enterWith` changes the one that it is called in, also that of an
 * AsyncLocalStorage.snapshot(). Without one that would be the only cost for 10,000 calls, 3 % of a run.
 */
export function captureContext(): InContext | undefined {
  if (!hooks) return undefined;
  const { AsyncResource } = hooks;
  const captured = new AsyncResource('fanout');
  if (!hasStores(captured)) return (method, self, a, b) => captured.runInAsyncScope(method, self, a, b);
  const alone: InContext = (method, self, a, b) => new AsyncResource('attempt').runInAsyncScope(method, self, a, b);
  return (method, self, a, b) => captured.runInAsyncScope(alone, undefined, method as never, self, a, b) as never;
}

/** Node keeps the stores of a context in properties of its resource, beside ids, which are numbers. */
function hasStores(resource: object): boolean {
  return Object.getOwnPropertySymbols(resource).some((name) => {
    const value: unknown = resource[name as never];
    return value !== undefined && typeof value !== 'number';
  });
}

/** A timer's function, which runs in the asynchronous context in which the timer is set. */
export function inPresentContext(fire: () => unknown): () => unknown {
  if (!hooks) return fire;
  const present = new hooks.AsyncResource('timer');
  return () => present.runInAsyncScope(fire);
}
