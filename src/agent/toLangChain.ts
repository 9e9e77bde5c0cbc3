import { type DynamicStructuredTool, tool as langChainTool } from '@langchain/core/tools';
import type { $ZodObject, output } from 'zod/v4/core';
import { realClock } from '../engine/clocks/realClock.ts';
import { stream } from '../engine/random.ts';
import type { Tool, ToolContext } from '../engine/types.ts';
import { textOf } from '../run/messageText.ts';

export interface LangChainFields<Schema extends $ZodObject> {
  /** Arguments as the model is told of them; LangChain checks them too. */
  schema: Schema;
  /** What the tool is for, for the model. */
  description: string;
}

/** Tools whose artifact is the value itself, `undefined` included, and whose content only restates it. */
const toolsWithArtifact = new WeakSet<object>();

export function artifactIsValue(tool: object): boolean {
  return toolsWithArtifact.has(tool);
}

/**
 * A plain tool as a LangChain tool: content is the value's text, the artifact is the value as it is.
 *
 * Run by our engine, its body gets the engine's context (clock, signal, attempt). In a graph that does
 * not use our engine it makes its own: the real clock, LangChain's signal, always attempt 1.
 */
export function toLangChain<Schema extends $ZodObject>(
  tool: Tool<output<Schema>>,
  { schema, description }: LangChainFields<Schema>,
): DynamicStructuredTool<Schema> {
  const wrapped = langChainTool(
    async (args: unknown, config: { configurable?: { fanout?: ToolContext }; signal?: AbortSignal }) => {
      const value = await tool.invoke(args as output<Schema>, config.configurable?.fanout ?? contextWithoutEngine(config.signal));
      return [textOf(value), value];
    },
    { name: tool.name, description, schema, responseFormat: 'content_and_artifact' },
  ) as unknown as DynamicStructuredTool<Schema>;
  toolsWithArtifact.add(wrapped);
  return wrapped;
}

function contextWithoutEngine(signal: AbortSignal | undefined): ToolContext {
  return {
    signal: signal ?? new AbortController().signal,
    clock: realClock(),
    attempt: 1,
    random: stream(0, 0, 1),
    report() {},
  };
}
