import type { Tool } from '../../engine/types.ts';
import { forNode, fromLangChain, type NodeRun } from './fromLangChain.ts';
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
  try {
    if (!('lc_namespace' in tool)) return run ? ofEngine(tool) : tool;
    return run ? ofLangChain(tool, run) : fromLangChain(tool);
  } catch (thrown) {
    return unreadable(tool, thrown);
  }
}

function ofLangChain(tool: LangChainTool, run: NodeRun): Tool {
  const made = withGivenArguments(forNode(tool, run));
  return { ...made, check: checkOfGiven(made) };
}

/** Refuses arguments that are no object. A Proxy, since the engine alone reads a tool's properties: a getter may throw. */
function ofEngine(tool: Tool): Tool {
  return new Proxy(tool, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      return name === 'check' ? checkOfObject(typeof value === 'function' ? value.bind(target) : undefined) : value;
    },
  });
}

/** For a tool whose properties throw, or for none at all. The engine says which, and refuses its calls alone. */
function unreadable(tool: AnyTool, thrown: unknown): Tool {
  if (typeof tool !== 'object' || tool === null) return tool;
  return {
    get name() {
      return tool.name;
    },
    get invoke(): Tool['invoke'] {
      throw thrown;
    },
  };
}
