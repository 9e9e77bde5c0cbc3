import type { Clock } from '../types.ts';
import type { Attempt } from './attempt.ts';

export type AnyGenerator = Generator<unknown, unknown> | AsyncGenerator<unknown, unknown>;

/** The event loop turns after so many items and after so long: a generator without a pause would leave no time for a timeout. */
const ITEMS_PER_TURN = 64;
const TURN_MS = 4;

/**
 * Whether a tool returned a generator object, sync or async, of any realm. Other iterables (a stream, a list, a promise
 * of a generator) are values.
 */
export function isGenerator(returned: unknown): returned is AnyGenerator {
  if (typeof returned !== 'object' || returned === null || returned instanceof Promise) return false;
  try {
    const kind: unknown = (returned as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
    return kind === 'AsyncGenerator' || kind === 'Generator';
  } catch {
    // A value whose properties cannot be read is a value.
    return false;
  }
}

/**
 * Runs a generator to its end: each item is a partial result of the attempt, awaited as in `for await`; resolves with the
 * return value and rejects with what the generator throws.
 *
 * When the attempt's signal aborts, `return()` is called once, so that the generator's `finally` runs: at once where it
 * waits at a `yield`, else when what it awaits has settled. The work has ended when `return()` has.
 */
export async function runGenerator(generator: AnyGenerator, attempt: Attempt, clock: Clock): Promise<unknown> {
  const { signal } = attempt;
  let returned: Promise<unknown> | undefined;
  let stopped = () => {};
  const stop = new Promise<void>((resolve) => {
    stopped = resolve;
  });

  function callReturn(): Promise<unknown> {
    returned ??= (async () => generator.return(undefined))();
    // What `finally` throws is reported where the work ends.
    returned.catch(() => {});
    return returned;
  }
  function onAbort(): void {
    // A sync generator that is running, and aborts its own attempt, cannot be ended before its next item.
    if (!isRunning) void callReturn();
    stopped();
  }

  let isRunning = false;
  let turnedAt = clock.now();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    for (let items = 1; !signal.aborted && attempt.state !== 'ended'; items++) {
      isRunning = true;
      const step = generator.next();
      isRunning = false;
      const { done, value } = await step;
      if (done) {
        await returned;
        return value;
      }
      // An item of a sync generator may be a promise that never settles.
      const item: unknown = isThenable(value) ? await Promise.race([value, stop]) : value;
      attempt.report(item);
      if (items % ITEMS_PER_TURN === 0 || clock.now() - turnedAt > TURN_MS) {
        await new Promise<void>((resolve) => void clock.after(0, resolve));
        turnedAt = clock.now();
      }
    }
    await callReturn();
    return undefined;
  } catch (thrown) {
    void callReturn();
    throw thrown;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value;
}
