import type { RunnableConfig } from '@langchain/core/runnables';
import type { Tool } from '../engine/types.ts';
import { fromLangChain, type LangChainTool } from './fromLangChain.ts';
import { simulatedLangChainTools } from './simulatedTools.ts';

// biome-ignore lint/suspicious/noExplicitAny: a tool knows its own arguments; `check` is what guards them.
export type AnyTool = LangChainTool | Tool<any>;
export type AnyTools = readonly AnyTool[] | Readonly<Record<string, AnyTool>>;

interface EngineToolOptions {
  config?: RunnableConfig;
  keepContent?: boolean;
  /** Called with errors by which LangGraph controls the graph (`interrupt`, parent commands); they are not failures of the tool. */
  onBubble?: (thrown: unknown) => void;
}

/** LangChain and engine tools as engine tools. The six simulated tools by default. */
export function engineTools(
  tools: AnyTools = simulatedLangChainTools,
  edge: EngineToolOptions = {},
): Record<string, Tool> | Tool[] {
  const { onBubble, ...options } = edge;
  const toEngineTool = (tool: AnyTool): Tool => {
    if (!isLangChain(tool)) return tool;
    const adapted = fromLangChain(tool, options);
    return onBubble ? withBubbles(adapted, onBubble) : adapted;
  };
  if (Array.isArray(tools)) return (tools as readonly AnyTool[]).map(toEngineTool);
  return Object.fromEntries(Object.entries(tools).map(([name, tool]) => [name, toEngineTool(tool)]));
}

function isLangChain(tool: AnyTool): tool is LangChainTool {
  return typeof tool === 'object' && tool !== null && 'lc_namespace' in tool;
}

function withBubbles(tool: Tool, onBubble: (thrown: unknown) => void): Tool {
  return {
    ...tool,
    async invoke(args, ctx) {
      try {
        return await tool.invoke(args, ctx);
      } catch (thrown) {
        if ((thrown as { is_bubble_up?: boolean } | null | undefined)?.is_bubble_up === true) onBubble(thrown);
        throw thrown;
      }
    },
  };
}
