/** Tools that the cases share. */
import { tool } from '@langchain/core/tools';
import { z } from 'zod';

const nothing = z.object({});

/** A tool without arguments, of a function. */
export function toolOf(name: string, func: (config: ToolConfig) => unknown) {
  return tool(async (_: unknown, config) => (await func(config as unknown as ToolConfig)) as string, {
    name,
    description: `The tool ${name}`,
    schema: nothing,
  });
}

/** What LangGraph's node passes to a tool beside its arguments. */
export interface ToolConfig {
  toolCallId?: string;
  toolCall?: { id?: string };
  state?: unknown;
  context?: unknown;
  store?: unknown;
  config?: ToolConfig;
  signal?: AbortSignal;
  tags?: string[];
  metadata?: Record<string, unknown>;
  configurable?: Record<string, unknown>;
  writer?: ((chunk: unknown) => void) | null;
}

export const echo = tool(async ({ text }) => `echo: ${text}`, {
  name: 'echo',
  description: 'Says it again',
  schema: z.object({ text: z.string() }),
});

export const broken = toolOf('broken', () => {
  throw new Error('the cable is out');
});
