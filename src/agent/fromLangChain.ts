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
  /** The graph's config, for tracing, stores and `interrupt`. Its signal and timeout are left out. Absent = LangChain's ambient one. */
  config?: RunnableConfig;
  /** What the tool does on a virtual clock. Without it a prediction runs the tool itself. */
  predict?: Tool['predict'];
  /** Milliseconds per attempt, for every call of this tool. */
  timeoutMs?: number;
  /** Most calls of this tool at once. */
  limit?: number;
  /** Answer with an `Answer` where the tool has its own words for the model beside its value. */
  keepContent?: boolean;
}

/** A value together with what the tool itself wants the model to read. */
export class Answer {
  readonly value: unknown;
  readonly content: ToolMessage['content'];
  constructor(value: unknown, content: ToolMessage['content']) {
    this.value = value;
    this.content = content;
  }
}

/**
 * Any LangChain tool as a tool of the engine. Its value comes back as it is, not as text: the artifact where
 * `responseFormat` is `content_and_artifact` (the content if there is no artifact), else what its function returned.
 * What it throws comes back unchanged. A ToolMessage with status `error` counts as thrown.
 *
 * `check` comes from its schema, zod or JSON schema, with paths. Its body finds our context as
 * `config.configurable.fanout`: clock, signal, attempt, `report` for partial results.
 */
export function fromLangChain(tool: LangChainTool, options: FromLangChainOptions = {}): Tool {
  const { config, keepContent = false, ...settings } = options;
  const { responseFormat } = tool as { responseFormat?: string };
  // LangChain hands the artifact out only inside a ToolMessage, and makes one only for a call with an id;
  // without an id it hands out what the tool returned, before it becomes text.
  const id = responseFormat === 'content_and_artifact' ? 'call' : undefined;
  const check = checkOf(tool.schema);

  return {
    name: tool.name,
    ...(check && { check }),
    ...settings,
    async invoke(args, ctx) {
      const returned = await withoutSignal(config, ctx, (quiet) =>
        tool.invoke({ type: 'tool_call', name: tool.name, args, ...(id && { id }) } as never, quiet),
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
 * Without any signal, explicit or ambient: LangChain settles a deaf tool when a signal aborts, and abandoned
 * work would look ended. Inside a graph the ambient config carries the graph's signal, and the timers of the
 * engine may carry another call's config; so the ambient config is replaced, not only added to.
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
