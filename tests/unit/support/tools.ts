import type { Clock, Tool, ToolContext } from '../../../src/engine/types.ts';

export interface Takes {
  ms?: number;
}

export function sleep(clock: Clock, ms = 0): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}

/** Tools that use only `ctx.clock` for time and so run on both clocks. Most ignore their abort signal. */
export const TOOLS = {
  /** Sleeps, then returns a result. */
  ok: tool(async ({ ms }, { clock }) => {
    await sleep(clock, ms);
    return `ok after ${ms}`;
  }),
  /** `more`: fields of its error. */
  fail: tool(async ({ ms, ...more }, { clock }) => {
    await sleep(clock, ms);
    throw Object.assign(new Error('boom'), more);
  }),
  /** Fails until attempt number `failures` has passed. */
  flaky: tool<Takes & { failures: number }>(async ({ ms, failures, ...more }, { clock, attempt }) => {
    await sleep(clock, ms);
    if (attempt <= failures) throw Object.assign(new Error(`boom ${attempt}`), more);
    return `ok on attempt ${attempt}`;
  }),
  /** Rejects with the abort reason as soon as its signal is aborted. */
  heeds: tool(
    ({ ms = 0 }, { clock, signal }) =>
      new Promise((resolve, reject) => {
        const cancel = clock.after(ms, () => resolve('in time'));
        signal.addEventListener('abort', () => {
          cancel();
          reject(signal.reason);
        });
      }),
  ),
  hang: tool(() => new Promise(() => {})),
  /** Blocks the thread. */
  block: tool(async ({ ms = 0 }, { clock }) => clock.block(ms)),
  sync: tool(() => 'at once'),
  syncFail: tool(() => {
    throw new Error('at once');
  }),
  /** Sleeps for a random share of `ms` that depends on the seed. */
  spread: tool(async ({ ms = 0 }, { clock, random }) => {
    await sleep(clock, ms * random());
  }),
  /** Reports 1, 2 and 3, one every `ms`. */
  talks: tool(async ({ ms }, { clock, report }) => {
    for (const step of [1, 2, 3]) {
      await sleep(clock, ms);
      report(step);
    }
  }),
  picky: { ...tool(() => 'never'), check: () => [{ path: 'ms', message: 'too picky' }] },
};

export function tool<Args = Takes>(body: (args: Args, ctx: ToolContext) => unknown): Tool<Args> {
  return { name: 'test tool', invoke: body };
}
