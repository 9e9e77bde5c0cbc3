import { ToolMessage } from '@langchain/core/messages/tool';
import type { RunnableConfig } from '@langchain/core/runnables';
import { AsyncLocalStorageProviderSingleton } from '@langchain/core/singletons';
import { ToolInputParsingException } from '@langchain/core/tools';
import { Interruption } from '../../engine/interruption.ts';
import { captureContext, type InContext } from '../../engine/isolation/asyncContext.ts';
import type { Tool, ToolContext } from '../../engine/types.ts';
import { type ReachedInterrupts, withOwnCounter } from './interruptCounter.ts';
import { checkOf, parsingError } from './schemaCheck.ts';
import { artifactIsValue } from './toLangChain.ts';
import { isWrapped, type LangChainTool, watchedTool } from './watchedTool.ts';

/**
 * By call index: the last attempt that was started, and what it returned, as LangGraph's own node would pass it on: a
 * ToolMessage or a Command. Not set for tools of the engine.
 */
export type ToolOutputs = Map<number, { attempt: number; output?: unknown }>;

/** What the tools of one run of a node share. */
export interface NodeRun {
  /** The config that the node was called with, or LangChain's ambient one. */
  readonly config: RunnableConfig;
  /** What of it goes to every attempt: the graph's own signal and timeout are replaced by the attempt's signal. */
  readonly shared: RunnableConfig;
  /** Whether LangChain's ambient config is another one. */
  readonly isForeign: boolean;
  /** The signal of all attempts, where nothing but it can abort one of them; else each has a signal of its own. */
  readonly onlySignal: { signal: AbortSignal | undefined } | undefined;
  /** The node's input, which tools see as `state`. */
  readonly state?: unknown;
  /** The asynchronous context in which the node was called. */
  readonly inContext: InContext | undefined;
  readonly outputs: ToolOutputs;
  readonly reached: ReachedInterrupts;
  /** What tools threw to control the graph: an interrupt, a command to the parent graph. In the order in which they did. */
  readonly interrupts: unknown[];
}

/**
 * @param given the config that the node was called with; LangChain's ambient config by default
 * @param mayAbortOne whether a single attempt may be aborted, by a timeout for example. True by default; where only the
 *   config's signal aborts, its tools get that one, and 10,000 signals need not be made.
 */
export function nodeRun(given?: RunnableConfig, state?: unknown, mayAbortOne = true): NodeRun {
  const ambient = AsyncLocalStorageProviderSingleton.getRunnableConfig();
  const config = given ?? ambient ?? {};
  const { signal, timeout: _, runId: __, runName: ___, ...shared } = config;
  return {
    config,
    shared,
    isForeign: config !== ambient,
    onlySignal: mayAbortOne ? undefined : { signal },
    state,
    inContext: captureContext(),
    outputs: new Map(),
    reached: { numbers: new Map() },
    interrupts: [],
  };
}

export interface FromLangChainOptions {
  /** The graph's config, for tracing, stores and `interrupt`; its signal and timeout are ignored. LangChain's ambient config by default. */
  config?: RunnableConfig;
  /** Called in place of the tool on a virtual clock. Without it a prediction runs the tool itself. */
  predict?: Tool['predict'];
  /** Timeout in milliseconds per attempt, for every call of this tool. None by default. */
  timeoutMs?: number;
  /** Maximum number of concurrent calls of this tool. None by default. */
  limit?: number;
}

/**
 * A LangChain tool as a tool of the engine. Its value is not converted to text: it is what the tool's function returned,
 * and of `[content, artifact]` the artifact, or the content where the artifact is missing or empty. Errors pass through
 * unchanged. A ToolMessage with status `error` becomes an error.
 *
 * `check` validates arguments against the tool's schema, zod or JSON schema. The tool's function finds in its config the
 * attempt's `signal`, the call as `toolCall`, and the engine's context in `configurable.fanout`: clock, attempt, random,
 * and `report` for partial results. What it throws to control the graph (an interrupt) ends the call as an Interruption.
 */
export function fromLangChain(tool: LangChainTool, options: FromLangChainOptions = {}): Tool {
  const { config, ...settings } = options;
  return adapted(tool, () => nodeRun(config), settings);
}

/** The tool for the calls of one run of a node, or for calls that each belong to a run of their own, by their index. */
export function forNode(tool: LangChainTool, run: NodeRun | ((key: number) => NodeRun)): Tool {
  return adapted(tool, typeof run === 'function' ? run : () => run, {});
}

function adapted(tool: LangChainTool, runOf: (key: number) => NodeRun, settings: Partial<Tool>): Tool {
  const check = checkOf(tool.schema);
  return {
    name: tool.name,
    ...(check && { check }),
    ...settings,
    invoke(args, ctx) {
      const run = runOf(ctx.key);
      let returned: { value: unknown } | undefined;
      const onReturn = (value: unknown) => {
        returned = { value };
      };
      return followed(
        run,
        ctx,
        () => started(tool, args, ctx, run, onReturn),
        (output) => returnedValue(tool, output, returned),
        (thrown) => parsingError(tool.schema, args, thrown),
      );
    },
  };
}

/**
 * Follows an attempt: keeps what it returns among the run's outputs, and ends it as an Interruption where it throws to
 * control the graph. Promises and not async functions: each of those costs two promises more for every call.
 *
 * @param toValue the value for the log, of what the attempt returned
 * @param toError what the attempt fails with, of what LangChain threw when it refused the arguments
 */
export function followed(
  run: NodeRun,
  { key, attempt }: ToolContext,
  start: () => Promise<unknown>,
  toValue: (output: unknown) => unknown,
  toError?: (thrown: unknown) => Promise<unknown>,
): Promise<unknown> {
  run.outputs.set(key, { attempt });
  const { inContext } = run;
  return (inContext ? inContext(start, undefined, undefined, undefined) : start()).then(
    (output) => {
      const value = toValue(output);
      const error = ToolMessage.isInstance(output) && output.status === 'error' ? new Error(output.text) : undefined;
      // An abandoned attempt may end after the one that replaced it.
      if (run.outputs.get(key)?.attempt === attempt) run.outputs.set(key, { attempt, output });
      if (error) throw error;
      return value;
    },
    (thrown) => {
      if (!isForGraph(thrown)) {
        if (!toError || !(thrown instanceof ToolInputParsingException)) throw thrown;
        return toError(thrown).then((error) => {
          throw error;
        });
      }
      run.interrupts.push(thrown);
      throw new Interruption(thrown, 'it interrupted the graph');
    },
  );
}

/** Whether it controls the graph. What cannot be read does not. */
function isForGraph(thrown: unknown): boolean {
  try {
    return (thrown as { is_bubble_up?: boolean } | null | undefined)?.is_bubble_up === true;
  } catch {
    return false;
  }
}

function started(
  tool: LangChainTool,
  args: Record<string, unknown>,
  ctx: ToolContext,
  run: NodeRun,
  onReturn: (value: unknown) => void,
): Promise<unknown> {
  const call = { type: 'tool_call' as const, id: ctx.callId, name: tool.name, args };
  // A simulated tool takes all from the engine's context, and its artifact is its value.
  const isOurs = artifactIsValue(tool);
  const { signal } = isOurs ? { signal: undefined } : (run.onlySignal ?? ctx);
  const subject = isOurs ? tool : watchedTool(tool, { signal, onReturn, onPartial: (partial) => ctx.report(partial) });
  const config = configOf(ctx, run, signal);
  const runtime = isOurs ? config : runtimeOf(config, ctx, run);
  const invoke = (): Promise<unknown> => subject.invoke(call as never, runtime);
  // LangChain's wrapper makes the config ambient for the person's function; other tools find it here.
  if (!isWrapped(tool)) return AsyncLocalStorageProviderSingleton.runWithConfig(config, invoke);
  return run.isForeign ? AsyncLocalStorageProviderSingleton.runWithConfig(config, invoke, true) : invoke();
}

/** The node's config for one attempt. */
function configOf(ctx: ToolContext, { shared, reached }: NodeRun, signal: AbortSignal | undefined): RunnableConfig {
  const configurable = withOwnCounter(shared.configurable, ctx.key, reached);
  const config = { ...shared, configurable: { ...configurable, fanout: ctx } };
  if (signal) config.signal = signal;
  return config;
}

/** What LangGraph's own node passes to a tool in addition to the config. */
function runtimeOf(config: RunnableConfig, ctx: ToolContext, run: NodeRun): RunnableConfig {
  const { configurable, store, context, writer } = config as RunnableConfig & Record<string, unknown>;
  const runtime = {
    ...config,
    state: stateCopy(run.state),
    toolCallId: ctx.callId,
    config,
    context,
    store: store ?? null,
    writer: writer ?? configurable?.writer ?? null,
  };
  return runtime as RunnableConfig;
}

function returnedValue(tool: LangChainTool, output: unknown, returned: { value: unknown } | undefined): unknown {
  if (!ToolMessage.isInstance(output)) return output;
  if (artifactIsValue(tool)) return output.artifact;
  const { responseFormat } = tool as { responseFormat?: string };
  if (responseFormat !== 'content_and_artifact' && returned && !ToolMessage.isInstance(returned.value))
    return returned.value;
  return messageValue(output);
}

/** The value of a message: its artifact, or its content where the artifact is missing or empty. */
export function messageValue({ artifact, content }: ToolMessage): unknown {
  return isEmpty(artifact) ? content : artifact;
}

/** MCP's adapters return an empty list where a tool has no artifact. */
function isEmpty(artifact: unknown): boolean {
  return artifact === undefined || artifact === null || (Array.isArray(artifact) && artifact.length === 0);
}

/**
 * What an attempt changes in the lists of the state, such as the messages, no other attempt sees. A list is copied when it
 * is read: with as many messages as calls, copying them for each call would take n² steps.
 */
function stateCopy(state: unknown): unknown {
  if (Array.isArray(state)) return [...state];
  if (typeof state !== 'object' || state === null) return state;
  const copy: Record<string, unknown> = { ...state };
  for (const name of Object.keys(copy)) {
    const value = copy[name];
    if (!Array.isArray(value)) continue;
    if (value.length > MANY) copyWhenRead(copy, name, value);
    else copy[name] = [...value];
  }
  return copy;
}

/** A property that copies costs as much as copying so many items. */
const MANY = 100;

function copyWhenRead(copy: Record<string, unknown>, name: string, list: readonly unknown[]): void {
  const shown = { enumerable: true, configurable: true };
  const become = (value: unknown) => Object.defineProperty(copy, name, { ...shown, writable: true, value });
  Object.defineProperty(copy, name, {
    ...shown,
    get() {
      const own = [...list];
      become(own);
      return own;
    },
    set: become,
  });
}
