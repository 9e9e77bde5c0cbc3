import type { ToolContext } from '../engine/types.ts';
import { timingOf } from '../run/callTiming.ts';
import { MAX_CODE, MAX_FAILURES, MAX_TAKES_MS } from '../run/check/bounds.ts';
import type { Ms, ToolCall, ToolKind } from '../run/types.ts';
import type { ArgumentField, SimulatedArgs } from './arguments.ts';
import { MAX_QUERY, takesOf } from './catalogue.ts';
import { onAbort, sleep } from './sleep.ts';

/** A field of the row's editor that not every kind of call has. `result` and `error` are of calls with a behavior alone. */
export type KindField = 'takes' | 'varies' | 'failures' | 'deaf' | 'result' | 'error' | 'code' | 'retryAfter';

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
const ERROR: readonly ArgumentField[] = [
  { name: 'code', type: 'text', max: MAX_CODE, about: 'The code of its error, such as ECONNRESET, or an HTTP status.' },
  {
    name: 'retryAfterMs',
    type: 'number',
    min: 0,
    max: MAX_TAKES_MS,
    about: 'The pause that its error asks for before another attempt, in milliseconds.',
  },
];
const DEAF: ArgumentField = {
  name: 'deaf',
  type: 'flag',
  about: 'Whether it ignores the signal that asks it to stop.',
};

const TIMED: readonly KindField[] = ['takes', 'varies'];
const ERROR_FIELDS: readonly KindField[] = ['error', 'code', 'retryAfter'];

function failure(text: string, { code, retryAfterMs }: SimulatedArgs): Error {
  const error = new Error([text, code && `(${code})`].filter(Boolean).join(' '));
  return Object.assign(error, code && { code }, retryAfterMs !== undefined && { retryAfterMs });
}

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
    fields: [...COMMON, ...ERROR],
    words: 'failing',
    editor: [...TIMED, ...ERROR_FIELDS],
    async body(args, ctx, ms, { error = 'Simulated failure' }) {
      await sleep(ctx, ms);
      throw failure(error, args);
    },
  },
  flaky: {
    description: 'Fails on its first attempt, succeeds on the next; 0.4 seconds each.',
    fields: [...COMMON, FAILURES, ...ERROR],
    words: 'flaky: fails, then succeeds',
    editor: [...TIMED, 'failures', ...ERROR_FIELDS, 'result'],
    async body(args, ctx, ms, { result = `Flaky result for: ${args.query}`, error }) {
      await sleep(ctx, ms);
      const { failures = 1 } = args;
      if (ctx.attempt <= failures) throw failure(error ?? `Simulated failure on attempt ${ctx.attempt}`, args);
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

/** The longest that a call can take: with all of its spread. */
export function longestOf(call: ToolCall): number | undefined {
  const { spread } = timingOf(call);
  const takes = takesOf(call);
  return takes && takes * (1 + (typeof spread === 'number' ? spread : 0));
}
