import type { Complaint, Tool, ToolContext } from '../engine/types.ts';
import { MAX_TAKES_MS } from '../run/check/bounds.ts';
import type { Ms } from '../run/types.ts';
import { type ArgumentField, checkFields } from './arguments.ts';
import { MAX_QUERY } from './catalogue.ts';
import { sleep } from './sleep.ts';

/**
 * Tools that lessons need and the add bar does not offer: each makes one real mistake of real tools, or shares something
 * with its siblings. What they share belongs to one run, so each run has tools of its own: see `lessonTools`.
 */
interface LessonTool extends Pick<Tool, 'timeoutMs'> {
  name: string;
  /** What it takes when its call does not say. */
  ms: Ms;
  run(args: LessonToolArgs, ctx: ToolContext, shared: SharedCounters): unknown;
}

interface LessonToolArgs {
  query: string;
  ms: Ms;
}

/** Connections that `pool_tool` has. */
const POOL_SIZE = 2;

interface SharedCounters {
  counters: Map<string, number>;
  connections: number;
  journal: string[];
}

const LESSON_TOOLS: readonly LessonTool[] = [
  /** Starts its work and hands out the promise of it, as a function does whose caller forgot to await. */
  {
    name: 'unawaited_tool',
    ms: 1000,
    run({ query, ms }, ctx) {
      const promise = sleep(ctx, ms).then(() => `Result for: ${query}`);
      // Nobody waits for it, so nobody would hear of its end.
      promise.catch(() => {});
      // In an object: the engine awaits a bare promise, and that is why it cannot be forgotten there.
      return { promise, toString: () => 'Promise { <pending> }' };
    },
  },
  /** Finds a text, and the text happens to begin with “Error:”. */
  {
    name: 'search_tool',
    ms: 300,
    async run({ query, ms }, ctx) {
      await sleep(ctx, ms);
      return `Error: ${query}`;
    },
  },
  /** Catches its own failure and answers with nothing. */
  {
    name: 'silent_tool',
    ms: 300,
    async run({ ms }, ctx) {
      try {
        await sleep(ctx, ms);
        throw new Error('The service is down');
      } catch {
        return '';
      }
    },
  },
  /** Fails without a word about what it was doing. */
  {
    name: 'terse_tool',
    ms: 300,
    async run({ ms }, ctx) {
      await sleep(ctx, ms);
      throw new Error();
    },
  },
  /** Reads a number, works, and writes the number plus one. */
  {
    name: 'counter_tool',
    ms: 200,
    async run({ query, ms }, ctx, { counters }) {
      const read = counters.get(query) ?? 0;
      await sleep(ctx, ms);
      counters.set(query, read + 1);
      return `${query} = ${read + 1}`;
    },
  },
  /** Takes one of so many connections, and fails at once when none is free. */
  {
    name: 'pool_tool',
    ms: 400,
    async run({ query, ms }, ctx, pool) {
      if (pool.connections === POOL_SIZE) throw new Error(`No connection free: all ${POOL_SIZE} are in use`);
      pool.connections++;
      try {
        await sleep(ctx, ms);
        return `Rows for: ${query}`;
      } finally {
        pool.connections--;
      }
    },
  },
  /** Works on to its end, whatever its signal says. */
  {
    name: 'deaf_tool',
    ms: 1000,
    async run({ query, ms }, ctx) {
      await new Promise<void>((resolve) => void ctx.clock.after(ms, resolve));
      return `Deaf result for: ${query}`;
    },
  },
  /** Writes its line behind those that stand there when its time is over. */
  {
    name: 'journal_tool',
    ms: 300,
    async run({ query, ms }, ctx, { journal }) {
      await sleep(ctx, ms);
      journal.push(query);
      return journal.join(', ');
    },
  },
  /** Brings a timeout of 0.50 s of its own. */
  {
    name: 'strict_tool',
    ms: 1000,
    timeoutMs: 500,
    async run({ query, ms }, ctx) {
      await sleep(ctx, ms);
      return `Strict result for: ${query}`;
    },
  },
];

export const LESSON_TOOL_NAMES: ReadonlySet<string> = new Set(LESSON_TOOLS.map(({ name }) => name));

const FIELDS: readonly ArgumentField[] = [
  { name: 'query', type: 'text', max: MAX_QUERY, required: true, about: 'What the tool is asked.' },
  { name: 'ms', type: 'number', min: 0, max: MAX_TAKES_MS, about: 'How long the call takes, in milliseconds.' },
];

const check = (args: Record<string, unknown>): Complaint[] => checkFields(FIELDS, args);

/** For one run: its calls share counters, connections and a journal, and no other run sees them. */
export function lessonTools(): readonly Tool[] {
  const shared: SharedCounters = { counters: new Map(), connections: 0, journal: [] };
  return LESSON_TOOLS.map(({ name, ms: usual, run, timeoutMs }) => ({
    name,
    ...(timeoutMs !== undefined && { timeoutMs }),
    check,
    // The turn waited is that of the simulated tools, which begin beside these.
    async invoke({ query, ms = usual }: { query: string; ms?: Ms }, ctx: ToolContext) {
      await undefined;
      return run({ query, ms }, ctx, shared);
    },
  })) as readonly Tool[];
}
