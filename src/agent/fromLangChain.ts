import { ToolMessage } from '@langchain/core/messages/tool';
import type { RunnableConfig } from '@langchain/core/runnables';
import { AsyncLocalStorageProviderSingleton } from '@langchain/core/singletons';
import type { StructuredToolInterface } from '@langchain/core/tools';
import type { Tool, ToolContext } from '../engine/types.ts';
import { checkOf } from './schemaCheck.ts';
import { artifactIsValue } from './toLangChain.ts';

// biome-ignore lint/suspicious/noExplicitAny: schema and result types are the tool's own; `check` guards the arguments.
export type LangChainTool = StructuredToolInterface<any, any, any>;

export interface FromLangChainOptions {
  /** The graph's config, for tracing, stores and `interrupt`; its signal and timeout are ignored. LangChain's ambient config by default. */
  config?: RunnableConfig;
  /** Called in place of the tool on a virtual clock. Without it a prediction runs the tool itself. */
  predict?: Tool['predict'];
  /** Timeout in milliseconds per attempt, for every call of this tool. None by default. */
  timeoutMs?: number;
  /** Maximum number of concurrent calls of this tool. None by default. */
  limit?: number;
  /** Return an `Answer` if the tool has content for the model besides its value. False by default. */
  keepContent?: boolean;
}

/** A tool's value together with the content that the tool wants the model to read. */
export class Answer {
  readonly value: unknown;
  readonly content: ToolMessage['content'];
  constructor(value: unknown, content: ToolMessage['content']) {
    this.value = value;
    this.content = content;
  }
}

/**
 * A LangChain tool as a tool of the engine. Its value is not converted to text: it is the artifact where `responseFormat`
 * is `content_and_artifact` (the content if there is no artifact), else what the tool's function returned. Errors pass
 * through unchanged. A ToolMessage with status `error` becomes an error.
 *
 * `check` validates arguments against the tool's schema, zod or JSON schema. The tool's function finds the engine's
 * context in `config.configurable.fanout`: clock, signal, attempt, random, and `report` for partial results.
 */
export function fromLangChain(tool: LangChainTool, options: FromLangChainOptions = {}): Tool {
  const { config, keepContent = false, ...settings } = options;
  const { responseFormat } = tool as { responseFormat?: string };
  // LangChain returns the artifact only inside a ToolMessage, which it creates only for a call with an id. Without an id
  // it returns the tool's value, before the conversion to text.
  const id = responseFormat === 'content_and_artifact' ? 'call' : undefined;
  const check = checkOf(tool.schema);

  return {
    name: tool.name,
    ...(check && { check }),
    ...settings,
    async invoke(args, ctx) {
      const returned = await withoutSignal(config, ctx, (own) =>
        tool.invoke({ type: 'tool_call', name: tool.name, args, ...(id && { id }) } as never, own),
      );
      if (!ToolMessage.isInstance(returned)) return returned;
      if (returned.status === 'error') throw new Error(returned.text);
      if (artifactIsValue(tool)) return returned.artifact;
      const value = returned.artifact ?? returned.content;
      return keepContent && value !== returned.content ? new Answer(value, returned.content) : value;
    },
  };
}

/**
 * Invokes with a config that has no signal, explicit or ambient: when a signal aborts, LangChain settles the call of a
 * tool that ignores cancellation, and abandoned work would seem to have ended. In a graph the ambient config carries the
 * graph's signal, and a timer of the engine may carry another call's config, so the ambient config is replaced and not
 * extended.
 */
function withoutSignal<T>(
  given: RunnableConfig | undefined,
  ctx: ToolContext,
  invoke: (config: RunnableConfig) => Promise<T>,
): Promise<T> {
  const ambient: RunnableConfig = given ?? AsyncLocalStorageProviderSingleton.getRunnableConfig() ?? {};
  const { signal: _, timeout: __, runId: ___, runName: ____, ...rest } = ambient;
  const config = { ...rest, configurable: { ...rest.configurable, fanout: ctx } };
  return AsyncLocalStorageProviderSingleton.runWithConfig(config, () => invoke(config), true);
}
