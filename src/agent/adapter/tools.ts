import type { Tool } from '../../engine/types.ts';
import { withBoundTimers } from './asyncContext.ts';
import { deepCopy, forNode, fromLangChain, type NodeRun } from './fromLangChain.ts';
import { checkOfGiven, checkOfObject, withGivenArguments } from './givenArguments.ts';
import { simulatedLangChainTools } from './simulatedTools.ts';
import type { LangChainTool } from './watchedTool.ts';

// biome-ignore lint/suspicious/noExplicitAny: a tool knows its own arguments; `check` is what guards them.
export type AnyTool = LangChainTool | Tool<any>;
export type AnyTools = readonly AnyTool[] | Readonly<Record<string, AnyTool>>;

/**
 * LangChain and engine tools as engine tools. The six simulated tools by default.
 *
 * @param run the run of a node that their calls belong to; without it each call takes LangChain's ambient config
 */
export function engineTools(tools: AnyTools = simulatedLangChainTools, run?: NodeRun): Record<string, Tool> | Tool[] {
  const made = new Map<AnyTool, Tool>();
  // A tool under two names stays one, so that both names share its limit.
  function engineTool(tool: AnyTool): Tool {
    const known = made.get(tool) ?? adapted(tool, run);
    made.set(tool, known);
    return known;
  }
  if (Array.isArray(tools)) return (tools as readonly AnyTool[]).map(engineTool);
  return Object.fromEntries(Object.entries(tools).map(([name, tool]) => [name, engineTool(tool)]));
}

function adapted(tool: AnyTool, run: NodeRun | undefined): Tool {
  if (isLangChain(tool)) return run ? ofLangChain(tool, run) : fromLangChain(tool);
  return run && typeof tool === 'object' && tool !== null ? inContextOf(tool, run) : tool;
}

function ofLangChain(tool: LangChainTool, run: NodeRun): Tool {
  const made = withGivenArguments(forNode(tool, run));
  return { ...made, check: checkOfGiven(made) };
}

function isLangChain(tool: AnyTool): tool is LangChainTool {
  return typeof tool === 'object' && tool !== null && 'lc_namespace' in tool;
}

/**
 * An engine's tool whose attempts run in the node's asynchronous context, each with arguments of its own. A Proxy, since
 * the engine alone reads a tool's properties, each once: a getter may throw.
 */
function inContextOf(tool: Tool, { enter }: NodeRun): Tool {
  return new Proxy(tool, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (name === 'check') return checkOfObject(typeof value === 'function' ? value.bind(target) : undefined);
      if (name !== 'invoke' || typeof value !== 'function') return value;
      const invoke: Tool['invoke'] = (args, ctx) =>
        enter(() => value.call(target, deepCopy(args), withBoundTimers(ctx)));
      return invoke;
    },
  });
}
