import type { Clock, Tool, ToolContext } from '../../../src/engine/types.ts';

export interface Takes {
  ms?: number;
}

export function sleep(clock: Clock, ms = 0): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}

/** Tools that take their time from `ctx.clock` alone, so they run on both clocks. Most are deaf to their signal. */
export const TOOLS = {
  /** Sleeps, then answers with its id-less result. */
  ok: tool(async ({ ms }, { clock }) => {
    await sleep(clock, ms);
    return `ok after ${ms}`;
  }),
  fail: tool(async ({ ms }, { clock }) => {
    await sleep(clock, ms);
    throw new Error('boom');
  }),
  /** Fails until attempt number `failures` is behind it. */
  flaky: tool<Takes & { failures: number }>(async ({ ms, failures }, { clock, attempt }) => {
    await sleep(clock, ms);
    if (attempt <= failures) throw new Error(`boom ${attempt}`);
    return `ok on attempt ${attempt}`;
  }),
  /** Rejects with the reason as soon as its signal is aborted. */
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
  /** Holds the thread. */
  block: tool(async ({ ms = 0 }, { clock }) => clock.block(ms)),
  sync: tool(() => 'at once'),
  syncFail: tool(() => {
    throw new Error('at once');
  }),
  /** Sleeps a share of `ms` that the seed decides. */
  spread: tool(async ({ ms = 0 }, { clock, random }) => {
    await sleep(clock, ms * random());
  }),
  /** Reports 1, 2, 3, one each `ms`. */
  talks: tool(async ({ ms }, { clock, report }) => {
    for (const step of [1, 2, 3]) {
      await sleep(clock, ms);
      report(step);
    }
  }),
  picky: { ...tool(() => 'never'), check: () => [{ path: 'ms', message: 'too picky' }] },
};

/** The body sees its context's methods bound, so that it can take them apart. */
export function tool<Args = Takes>(
  body: (args: Args, ctx: Pick<ToolContext, 'clock' | 'attempt' | 'signal' | 'random' | 'report'>) => unknown,
): Tool<Args> {
  return {
    name: 'test tool',
    invoke: (args, ctx) =>
      body(args, {
        clock: ctx.clock,
        attempt: ctx.attempt,
        // Read on demand only, as most tools do: the engine makes it when first read.
        get signal() {
          return ctx.signal;
        },
        random: () => ctx.random(),
        report: (partial) => ctx.report(partial),
      }),
  };
}
