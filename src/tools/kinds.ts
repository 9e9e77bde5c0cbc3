import type { ToolContext } from '../engine/types.ts';
import type { Ms } from '../run/types.ts';
import type { ArgumentField, SimulatedArgs } from './arguments.ts';
import { entryOf, MAX_FAILURES, MAX_QUERY, MAX_TAKES_MS, neverEnds, type ToolKind } from './catalogue.ts';
import { onAbort, sleep } from './sleep.ts';

/** What happens at the end of a call's time, in the words of the row's editor and in their order there. */
export const ENDINGS = {
  succeeds: 'succeeds',
  fails: 'fails',
  'fails-first': 'fails k times, then succeeds',
  hangs: 'hangs',
  blocks: 'blocks the thread',
};

export type CallEnding = keyof typeof ENDINGS;

/** A field of the row's editor that not every kind of call has. */
export type KindField = 'takes' | 'varies' | 'failures' | 'deaf';

/** What is known of a kind of call beyond its entry in the catalogue. */
export interface ToolDefinition {
  /** What LangChain and a model that chooses tools read about it. */
  readonly description: string;
  readonly fields: readonly ArgumentField[];
  /** Of several kinds with the same ending the editor chooses the first. */
  readonly ending: CallEnding;
  readonly editor: readonly KindField[];
  /**
   * It keeps nothing between calls, and takes time from `ctx.clock` alone: predicted and real runs share it. One that
   * sleeps stops at its signal, so that Stop leaves no timer behind.
   */
  readonly body: (args: SimulatedArgs, ctx: ToolContext, ms: Ms) => unknown;
}

const COMMON: readonly ArgumentField[] = [
  { name: 'query', type: 'text', max: MAX_QUERY, required: true, about: 'What the tool is asked.' },
  { name: 'ms', type: 'number', min: 0, max: MAX_TAKES_MS, about: 'How long the call takes, in milliseconds.' },
  { name: 'spread', type: 'number', min: 0, max: 1, about: 'How far the time may vary, as a share of it.' },
];

const FAILURES: ArgumentField = {
  name: 'failures',
  type: 'whole',
  min: 0,
  max: MAX_FAILURES,
  about: 'How many attempts fail before one succeeds.',
};
const DEAF: ArgumentField = {
  name: 'deaf',
  type: 'flag',
  about: 'Whether it ignores the signal that asks it to stop.',
};

const TIMED: readonly KindField[] = ['takes', 'varies'];

export const KINDS: Readonly<Record<ToolKind, ToolDefinition>> = {
  fast: {
    description: 'Answers after 0.1 seconds.',
    fields: COMMON,
    ending: 'succeeds',
    editor: TIMED,
    async body({ query }, ctx, ms) {
      await sleep(ctx, ms);
      return `Fast result for: ${query}`;
    },
  },
  slow: {
    description: 'Answers after 1 second; fails when the query contains "fail".',
    fields: COMMON,
    ending: 'succeeds',
    editor: TIMED,
    async body({ query }, ctx, ms) {
      await sleep(ctx, ms);
      if (query.includes('fail')) throw new Error('Simulated failure');
      return `Slow result for: ${query}`;
    },
  },
  failing: {
    description: 'Fails after 1 second.',
    fields: COMMON,
    ending: 'fails',
    editor: TIMED,
    async body(_args, ctx, ms) {
      await sleep(ctx, ms);
      throw new Error('Simulated failure');
    },
  },
  flaky: {
    description: 'Fails on its first attempt, succeeds on the next; 0.4 seconds each.',
    fields: [...COMMON, FAILURES],
    ending: 'fails-first',
    editor: [...TIMED, 'failures'],
    async body({ query, failures = 1 }, ctx, ms) {
      await sleep(ctx, ms);
      if (ctx.attempt <= failures) throw new Error(`Simulated failure on attempt ${ctx.attempt}`);
      return `Flaky result for: ${query}`;
    },
  },
  hanging: {
    description: 'Never answers.',
    fields: [...COMMON, DEAF],
    ending: 'hangs',
    editor: ['deaf'],
    body({ deaf = true }, ctx) {
      return new Promise((_, reject) => {
        if (!deaf) onAbort(ctx.signal, reject);
      });
    },
  },
  blocking: {
    description: 'Holds the thread for 0.8 seconds, then answers.',
    fields: COMMON,
    ending: 'blocks',
    editor: TIMED,
    body({ query }, ctx, ms) {
      ctx.clock.block(ms);
      return `Blocking result for: ${query}`;
    },
  },
};

/** What a tool that the page does not have is given in the editor: times are kept as they are. */
const UNKNOWN = { ending: 'succeeds', editor: TIMED } as const;

export function definitionOf(kind: ToolKind | undefined): Pick<ToolDefinition, 'ending' | 'editor'> {
  return kind ? KINDS[kind] : UNKNOWN;
}

/**
 * How long a call takes in theory, in ms, without spread and failures: Infinity if it never ends, `undefined` where
 * nothing says it.
 */
export function takesOf({ name, args }: { name: string; args: Record<string, unknown> }): number | undefined {
  const entry = entryOf(name);
  return typeof args.ms === 'number' && !(entry && neverEnds(entry)) ? args.ms : entry?.ms;
}

/** The longest that a call can take: with all of its spread. */
export function longestOf(call: { name: string; args: Record<string, unknown> }): number | undefined {
  const { spread } = call.args;
  const takes = takesOf(call);
  return takes && takes * (1 + (typeof spread === 'number' ? spread : 0));
}
