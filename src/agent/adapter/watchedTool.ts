import type { RunnableConfig } from '@langchain/core/runnables';
import { DynamicStructuredTool, tool as langChainTool, type StructuredToolInterface } from '@langchain/core/tools';
import * as z from 'zod/mini';

// biome-ignore lint/suspicious/noExplicitAny: schema and result types are the tool's own; `check` guards the arguments.
export type LangChainTool = StructuredToolInterface<any, any, any>;

/** A tool's `_call`, which LangChain's `invoke` calls between its callbacks. */
type Call = (args: unknown, runManager: unknown, config: RunnableConfig) => Promise<unknown>;

/** What is seen of a tool's function while LangChain runs it. */
export interface FunctionWatch {
  readonly signal: AbortSignal | undefined;
  /** Called with what the function returned, before LangChain makes text of it. */
  onReturn(value: unknown): void;
  /** Called with each value that it yields, if it is a generator. */
  onPartial(value: unknown): void;
}

/**
 * The tool, with its function watched. What it returns settles when the function has ended and not before.
 *
 * A Proxy and not a derived object, so that a tool with private fields keeps working. LangChain's own class has none, and
 * a derived object costs a fifth of the Proxy.
 */
export function watchedTool(tool: LangChainTool, watch: FunctionWatch): LangChainTool {
  const call: Call = async (args, runManager, config) => {
    const inner = tool as unknown as { _call: Call };
    const raw = await inner._call(
      args,
      runManager,
      watch.signal && isWrapped(tool) ? withHiddenSignal(config) : config,
    );
    if (isGenerator(raw)) return watchedGenerator(raw, watch);
    watch.onReturn(raw);
    return raw;
  };
  if (Object.getPrototypeOf(tool) === DynamicStructuredTool.prototype)
    return Object.create(tool, { _call: { value: call } }) as LangChainTool;
  return new Proxy(tool, {
    get: (target, name) => (name === '_call' ? call : Reflect.get(target, name, target)),
  });
}

type Generator = AsyncGenerator<unknown, unknown> | globalThis.Generator<unknown, unknown>;

/** As LangChain decides it. */
function isGenerator(value: unknown): value is Generator {
  return typeof value === 'object' && value !== null && typeof (value as { next?: unknown }).next === 'function';
}

/** An aborted generator is asked to return, so that its `finally` runs. */
async function* watchedGenerator(generator: Generator, watch: FunctionWatch): AsyncGenerator<unknown, unknown> {
  const close = () => void Promise.resolve(generator.return?.(undefined)).catch(() => {});
  watch.signal?.addEventListener('abort', close, { once: true });
  try {
    for (;;) {
      const { done, value } = await generator.next();
      if (done) {
        watch.onReturn(value);
        return value;
      }
      watch.onPartial(value);
      yield value;
    }
  } finally {
    watch.signal?.removeEventListener('abort', close);
  }
}

/** The function that LangChain's `tool` wraps a person's own in. */
let wrapper: string | undefined;

function wrapperText(): string {
  wrapper ??= String(
    (langChainTool(() => '', { name: 'probe', description: '', schema: z.object({}) }) as DynamicStructuredTool).func,
  );
  return wrapper;
}

/**
 * Whether the tool's function is wrapped by LangChain's `tool`, which settles as soon as the signal aborts and leaves the
 * person's function running unseen. Known by its text, since such tools are otherwise like those whose function LangChain
 * calls directly.
 */
export function isWrapped(tool: LangChainTool): boolean {
  const { func } = tool as { func?: unknown };
  if (typeof func !== 'function') return false;
  const known = wrapped.get(func) ?? String(func) === wrapperText();
  wrapped.set(func, known);
  return known;
}

/** Whether a function is LangChain's wrapper. */
const wrapped = new WeakMap<object, boolean>();

/**
 * The config, without its signal where it is read directly, as the wrapper does to race with it, and with it where the
 * config is copied, as for the person's own function.
 */
function withHiddenSignal(config: RunnableConfig): RunnableConfig {
  let isCopied = false;
  return new Proxy(config, {
    ownKeys(target) {
      isCopied = true;
      return Reflect.ownKeys(target);
    },
    get(target, name) {
      if (name !== 'signal') return Reflect.get(target, name);
      const signal = isCopied ? target.signal : undefined;
      isCopied = false;
      return signal;
    },
  });
}
