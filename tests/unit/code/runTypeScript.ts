import { setMaxListeners } from 'node:events';
import * as core from '@langchain/core/tools';
import * as langGraph from '@langchain/langgraph';
import { transformWithOxc } from 'vite';
import * as zod from 'zod';
import { Stalled, virtualClock } from '../../../src/engine/clocks/virtualClock.ts';
import type { ExecuteOptions } from '../../../src/engine/types.ts';
import type { Plan, Run } from '../../../src/run/types.ts';
import type { Observed } from './observed.ts';

type Modules = Record<string, unknown>;
// biome-ignore lint/complexity/useArrowFunction: an arrow has no constructor of its own kind.
const AsyncFunction = async function () {}.constructor as new (
  ...parts: string[]
) => (...given: unknown[]) => Promise<void>;

/** Runs a program whose imports and whose time are what is given here. */
async function runModule(text: string, modules: Modules, globals: Modules): Promise<void> {
  const { code } = await transformWithOxc(text, 'plan.ts', { sourcemap: false });
  const body = code.replace(/^import \{([^}]*)\} from ["']([^"']+)["'];?$/gm, (_, names: string, from: string) => {
    if (!(from in modules)) throw new Error(`the program imports ${from}`);
    return `const {${names.replaceAll(' as ', ': ')}} = modules['${from}'];`;
  });
  await new AsyncFunction('modules', ...Object.keys(globals), body)(modules, ...Object.values(globals));
}

/** A program that calls this library: `run` answers for `execute`. */
export async function runFanout(text: string, run: (plan: Plan, options: ExecuteOptions) => Promise<Run>) {
  const printed: unknown[][] = [];
  const console = { log: (...words: unknown[]) => printed.push(words) };
  let answered: Run | undefined;
  const execute = async (plan: Plan, options: ExecuteOptions) => {
    answered = await run(plan, options);
    return answered;
  };
  await runModule(text, { fanout: { execute } }, { console });
  return { run: answered as Run, printed };
}

/** A program of LangChain and LangGraph, which are the real ones; time is virtual. `undefined`: it never ends. */
export async function runLangGraph(text: string): Promise<Observed | undefined> {
  const clock = virtualClock();
  const seen: Observed = { starts: [], results: {}, errors: {} };
  const tool = (body: (args: { query: unknown }, config: unknown) => unknown, fields: never) =>
    core.tool((args: unknown, config: unknown) => {
      seen.starts.push([(args as { query: unknown }).query, clock.now()]);
      return body(args as { query: unknown }, config) as Promise<string>;
    }, fields);
  const sleep = (ms: number, value?: unknown, { signal }: { signal?: AbortSignal } = {}) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) reject(signal.reason);
      const stop = () => {
        cancel();
        reject(signal?.reason);
      };
      const cancel = clock.after(ms, () => {
        signal?.removeEventListener('abort', stop);
        resolve(value);
      });
      signal?.addEventListener('abort', stop);
    });
  const globals = {
    setTimeout: (fire: () => void, ms: number) => clock.after(ms, fire),
    clearTimeout: (cancel: (() => void) | undefined) => cancel?.(),
    performance: clock,
    Atomics: { wait: (_array: unknown, _at: number, _value: number, ms: number) => clock.block(ms) },
    console: {
      log(...words: unknown[]) {
        if (words.length === 2) {
          seen.results = words[0] as Observed['results'];
          seen.errors = words[1] as Observed['errors'];
          return;
        }
        seen.said = clock.now();
        seen.line = String(words[0]);
      },
    },
  };
  const modules = {
    'node:events': { setMaxListeners },
    'node:timers/promises': { setTimeout: sleep },
    '@langchain/core/tools': { tool },
    '@langchain/langgraph': langGraph,
    zod,
  };
  try {
    await clock.drive(runModule(text, modules, globals));
    return seen;
  } catch (thrown) {
    if (thrown instanceof Stalled) return undefined;
    throw thrown;
  }
}
