import type { ToolContext } from '../engine/types.ts';
import { MAX_FAILURES, MAX_TAKES_MS } from '../run/check/bounds.ts';
import type { Ms, ToolKind } from '../run/types.ts';
import type { ArgumentField, SimulatedArgs } from './arguments.ts';
import { MAX_QUERY } from './catalogue.ts';
import { onAbort, sleep } from './sleep.ts';

/** A field of the row's editor that not every kind of call has. The last two are of calls with a behavior alone. */
export type KindField = 'takes' | 'varies' | 'failures' | 'deaf' | 'result' | 'error';

/** What is known of a kind of call beyond its entry in the catalogue. */
export interface ToolDefinition {
  /** What LangChain and a model that chooses tools read about it. */
  readonly description: string;
  readonly fields: readonly ArgumentField[];
  /** Its choice in the editor. */
  readonly words: string;
  readonly editor: readonly KindField[];
  /**
   * It keeps nothing between calls, and takes time from `ctx.clock` alone: predicted and real runs share it. One that
   * sleeps stops at its signal, so that Stop leaves no timer behind.
   */
  readonly body: (args: SimulatedArgs, ctx: ToolContext, ms: Ms, answer: ToolAnswer) => unknown;
}

/** What a call gives where that is not its tool's own. */
export interface ToolAnswer {
  result?: unknown;
  /** The message of its error. */
  error?: string;
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
    words: 'fast',
    editor: [...TIMED, 'result'],
    async body({ query }, ctx, ms, { result = `Fast result for: ${query}` }) {
      await sleep(ctx, ms);
      return result;
    },
  },
  slow: {
    description: 'Answers after 1 second; fails when the query contains "fail".',
    fields: COMMON,
    words: 'slow',
    editor: [...TIMED, 'result'],
    async body({ query }, ctx, ms, { result = `Slow result for: ${query}` }) {
      await sleep(ctx, ms);
      if (query.includes('fail')) throw new Error('Simulated failure');
      return result;
    },
  },
  failing: {
    description: 'Fails after 1 second.',
    fields: COMMON,
    words: 'failing',
    editor: [...TIMED, 'error'],
    async body(_args, ctx, ms, { error = 'Simulated failure' }) {
      await sleep(ctx, ms);
      throw new Error(error);
    },
  },
  flaky: {
    description: 'Fails on its first attempt, succeeds on the next; 0.4 seconds each.',
    fields: [...COMMON, FAILURES],
    words: 'flaky: fails, then succeeds',
    editor: [...TIMED, 'failures', 'error', 'result'],
    async body({ query, failures = 1 }, ctx, ms, { result = `Flaky result for: ${query}`, error }) {
      await sleep(ctx, ms);
      if (ctx.attempt <= failures) throw new Error(error ?? `Simulated failure on attempt ${ctx.attempt}`);
      return result;
    },
  },
  hanging: {
    description: 'Never answers.',
    fields: [...COMMON, DEAF],
    words: 'hanging: never finishes',
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
    words: 'blocking: holds the thread',
    editor: [...TIMED, 'result'],
    body({ query }, ctx, ms, { result = `Blocking result for: ${query}` }) {
      ctx.clock.block(ms);
      return result;
    },
  },
};
