import { type ToolCall, ToolMessage } from '@langchain/core/messages/tool';
import type { RunnableConfig } from '@langchain/core/runnables';
import { isStructuredTool } from '@langchain/core/tools';
import { execute } from '../../engine/execute.ts';
import type { Tool, ToolContext } from '../../engine/types.ts';
import { followed, messageValue, type NodeRun, nodeRun } from '../adapter/fromLangChain.ts';
import { plannedArguments, withGivenArguments } from '../adapter/givenArguments.ts';
import { withOwnCounter } from '../adapter/interruptCounter.ts';
import { checkOf, parsingError } from '../adapter/schemaCheck.ts';
import { type LangChainTool, watchedTool } from '../adapter/watchedTool.ts';
import { checkOptions, type ToolNodeOptions, withRecovery } from './nodeOptions.ts';
import { checkLoneCalls, SharedLimits } from './sharedLimits.ts';
import { answers, type NodeOutput } from './toolMessages.ts';

export interface PolicyMiddlewareOptions
  extends Omit<ToolNodeOptions, 'name' | 'tags' | 'handleToolErrors' | 'keepResults'> {}

/** What is read of the request that LangChain's `wrapToolCall` hook gets. */
interface WrappedRequest {
  toolCall: ToolCall;
  /** Undefined for tools that another middleware adds. */
  tool: unknown;
  runtime: RunnableConfig;
}

type Handler = (changed: WrappedRequest) => NodeOutput | Promise<NodeOutput>;

/** A middleware for the list `middleware` of LangChain's `createAgent`. */
export interface PolicyMiddleware {
  readonly name: string;
  wrapToolCall<Request extends { toolCall: ToolCall; tool: unknown; runtime: object }>(
    request: Request,
    handler: (request: Request) => NodeOutput | Promise<NodeOutput>,
  ): Promise<NodeOutput>;
}

const ALONE = 'the middleware sees one call at a time; the ToolNode of this library sees all calls of a message';

/**
 * Runs the tool calls of LangChain's `createAgent` under a policy. Each call is a run of the engine with its own timeouts,
 * retries, fallback, deadline and log; the limits and the rate hold for all calls of one run of the agent.
 *
 * A call that fails for good is answered with an error message for the model, also where `createAgent` would reject; an
 * interrupt passes through. Its arguments are checked as they come to this middleware: one that changes them goes before it.
 *
 * Throws PlanError for settings that the engine cannot take, and for a batch size, an order or a failure policy, which need
 * to see all calls of a message.
 */
export function policyMiddleware(given: PolicyMiddlewareOptions = {}): PolicyMiddleware {
  checkOptions(given);
  checkLoneCalls(given, ALONE);
  const options = withRecovery(given);
  const limits = new SharedLimits(options);
  const middleware: PolicyMiddleware = {
    name: 'policyMiddleware',
    wrapToolCall(request, handler) {
      return wrappedCall(request as WrappedRequest, handler as unknown as Handler, options, limits);
    },
  };
  // As LangChain's `createMiddleware` marks what it makes.
  return Object.assign(middleware, { [Symbol.for('AgentMiddleware')]: true });
}

async function wrappedCall(
  request: WrappedRequest,
  handle: Handler,
  { policy: _, seed: __, toolSettings = {}, pool: ___, onEvent, onRun, ...options }: PolicyMiddlewareOptions,
  limits: SharedLimits,
): Promise<NodeOutput> {
  const { toolCall, tool, runtime } = request;
  const node = nodeRun();
  // Without asynchronous context, in a browser, there is no ambient config.
  const config = Object.keys(node.config).length > 0 ? node.config : runtime;
  const { signal } = runtime;
  const { name } = toolCall;
  const id = toolCall.id || 'call_1';
  const shared = limits.of(id, config);
  const settingsOf = (tool: string) => (Object.hasOwn(toolSettings, tool) && toolSettings[tool]) || {};
  const engineTool = (called: string, subject: unknown): [string, Tool] => {
    const { timeoutMs } = settingsOf(called);
    const pool = shared.toolPool(called);
    const handled = handledTool({ ...request, toolCall: { ...toolCall, name: called }, tool: subject }, handle, node);
    return [called, { ...handled, ...(timeoutMs !== undefined && { timeoutMs }), ...(pool && { pool }) }];
  };

  // The tool has the other settings.
  const { timeoutMs: ____, limit: _____, ...settings } = settingsOf(name);
  const { fallback } = settings;
  // The agent finds the fallback's tool by its name.
  const others = fallback && 'tool' in fallback ? [engineTool(fallback.tool, undefined)] : [];
  const call = { id, name, args: plannedArguments(toolCall.args), ...settings };
  const run = await execute(
    { calls: [call], policy: shared.policy, seed: shared.seed },
    {
      ...options,
      tools: Object.fromEntries([...others, engineTool(name, tool)]),
      ...(shared.pool && { pool: shared.pool }),
      ...(signal && { signal }),
      ...(onEvent && { onEvent: (event) => onEvent(event, config) }),
    },
  );
  await onRun?.(run, config);
  if (node.interrupts.length > 0) throw node.interrupts[0];
  if (signal?.aborted) throw signal.reason;
  return answers(run, node.outputs)[0] as NodeOutput;
}

/** A tool of the engine that passes the request on to the agent's handler. */
function handledTool(request: WrappedRequest, handle: Handler, node: NodeRun): Tool {
  const { toolCall, tool } = request;
  const isKnown = isStructuredTool(tool as LangChainTool);
  const check = isKnown ? checkOf((tool as LangChainTool).schema) : undefined;
  return withGivenArguments({
    name: toolCall.name,
    ...(check && { check }),
    invoke: (args, ctx) => {
      const changed: WrappedRequest = {
        ...request,
        toolCall: { ...toolCall, args },
        tool: isKnown ? attemptTool(tool as LangChainTool, ctx, node) : tool,
      };
      const toValue = (output: unknown) => (ToolMessage.isInstance(output) ? messageValue(output) : output);
      return followed(node, ctx, async () => handle(changed), toValue);
    },
  });
}

/** The tool for one attempt, whose signal it gets in place of the graph's. */
function attemptTool(tool: LangChainTool, ctx: ToolContext, { reached }: NodeRun): LangChainTool {
  const watch = { signal: ctx.signal, onReturn() {}, onPartial: (partial: unknown) => ctx.report(partial) };
  const invoke: LangChainTool['invoke'] = (input, config) => {
    const own = withOwnCounter(config?.configurable, ctx.key, reached);
    const configurable = { ...own, fanout: ctx };
    const work = watchedTool(tool, watch).invoke(input, { ...config, signal: ctx.signal, configurable });
    // The agent's handler would make a message of it, and the attempt would count as one that may be tried again.
    return work.catch(async (thrown: unknown) => {
      throw await parsingError(tool.schema, (input as ToolCall).args, thrown);
    });
  };
  return new Proxy(tool, {
    get: (target, name) => (name === 'invoke' ? invoke : Reflect.get(target, name, target)),
  });
}
