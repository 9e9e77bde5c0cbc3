import { type DynamicStructuredTool, tool as langChainTool } from '@langchain/core/tools';
import type { $ZodObject, output } from 'zod/v4/core';
import { type AnyGenerator, isGenerator } from '../../engine/attempts/generator.ts';
import { realClock } from '../../engine/clocks/realClock.ts';
import { stream } from '../../engine/random.ts';
import type { Tool, ToolContext } from '../../engine/types.ts';
import { textOf } from '../../run/messageText.ts';

export interface LangChainFields<Schema extends $ZodObject> {
  /** Schema of the arguments, for the model; LangChain validates against it too. */
  schema: Schema;
  /** Description of the tool, for the model. */
  description: string;
}

/** What is read of the config that LangChain passes to a tool's function. */
interface ConfigOfTool {
  configurable?: { fanout?: ToolContext };
  signal?: AbortSignal;
  toolCall?: { id?: string };
}

/** Tools whose artifact is the value itself, even `undefined`, and whose content is only its text. */
const toolsWithArtifact = new WeakSet<object>();

export function artifactIsValue(tool: object): boolean {
  return toolsWithArtifact.has(tool);
}

/**
 * An engine tool as a LangChain tool: the content is the value's text, the artifact is the value itself.
 *
 * Under this library's engine, `invoke` gets the engine's context (clock, signal, attempt). In a graph without the engine
 * it gets a context with the real clock, LangChain's signal, and always attempt 1. The items of a generator are streamed
 * as LangChain's tool events (`streamMode: 'tools'`).
 */
export function toLangChain<Schema extends $ZodObject>(
  tool: Tool<output<Schema>>,
  { schema, description }: LangChainFields<Schema>,
): DynamicStructuredTool<Schema> {
  const wrapped = langChainTool(
    async (args: unknown, config: ConfigOfTool) => {
      const returned = tool.invoke(args as output<Schema>, config.configurable?.fanout ?? contextWithoutEngine(config));
      return isGenerator(returned) ? asAnswers(returned) : asAnswer(await returned);
    },
    { name: tool.name, description, schema, responseFormat: 'content_and_artifact' },
  ) as unknown as DynamicStructuredTool<Schema>;
  toolsWithArtifact.add(wrapped);
  return wrapped;
}

const asAnswer = (value: unknown): [content: string, artifact: unknown] => [textOf(value), value];

/** LangChain streams what a generator yields, and takes what it returns as the result. */
async function* asAnswers(generator: AnyGenerator): AsyncGenerator<unknown, unknown> {
  return asAnswer(yield* generator);
}

function contextWithoutEngine({ signal, toolCall }: ConfigOfTool): ToolContext {
  return {
    signal: signal ?? new AbortController().signal,
    clock: realClock(),
    key: 0,
    callId: toolCall?.id ?? '',
    attempt: 1,
    random: stream(0, 0, 1),
    report() {},
  };
}
