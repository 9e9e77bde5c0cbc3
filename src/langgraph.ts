/** The library's third entry, `fanout/langgraph`: LangGraph's ToolNode, and a middleware, with policies and a log. */

export type { NodeListeners, NodeToolSettings, ToolNodeOptions } from './agent/langgraph/nodeOptions.ts';
export {
  type PolicyMiddleware,
  type PolicyMiddlewareOptions,
  policyMiddleware,
} from './agent/langgraph/policyMiddleware.ts';
export { StateAnnotation } from './agent/langgraph/stateAnnotation.ts';
export { ToolNode } from './agent/langgraph/toolNode.ts';
