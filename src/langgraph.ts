/** The library's third entry, `fanout/langgraph`: LangGraph's ToolNode with policies, limits and a log. */

export type { NodeListeners, NodeToolSettings, ToolNodeOptions } from './agent/langgraph/nodeOptions.ts';
export { ToolNode } from './agent/langgraph/toolNode.ts';
