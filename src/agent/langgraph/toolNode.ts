import type { ToolCall } from '@langchain/core/messages/tool';
import { isGraphInterrupt, type LangGraphRunnableConfig } from '@langchain/langgraph';
import { ToolNode as LangGraphToolNode } from '@langchain/langgraph/prebuilt';
import { timeoutError } from '../../engine/attempts/runEnd.ts';
import { errorText } from '../../engine/errorText.ts';
import { execute } from '../../engine/execute.ts';
import type { Tool } from '../../engine/types.ts';
import type { Outcome, Plan, Policy, Run } from '../../run/types.ts';
import { forNode, type NodeRun, nodeRun } from '../adapter/fromLangChain.ts';
import { plannedArguments, withGivenArguments } from '../adapter/givenArguments.ts';
import type { LangChainTool } from '../adapter/watchedTool.ts';
import { repairedMessage } from '../commit.ts';
import { fittingPolicy } from '../state.ts';
import { asTasks } from './keptResults.ts';
import { checkOptions, nameOf, type ToolNodeOptions, withRecovery } from './nodeOptions.ts';
import { nodeInput, type RequestedCall } from './requestedCalls.ts';
import { checkLoneCalls, type LoneCall, SharedLimits } from './sharedLimits.ts';
import { answers, type NodeOutput, nodeOutput, unknownTool } from './toolMessages.ts';

type NodeTools = ConstructorParameters<typeof LangGraphToolNode>[0];

/**
 * LangGraph's prebuilt ToolNode, whose calls run under a policy: with limits, timeouts, retries, fallbacks, a deadline and
 * a log. Without options it does what LangGraph's does; docs/langgraph-toolnode.md has the differences.
 *
 * The constructor throws PlanError for a policy or settings that cannot be run.
 */
// biome-ignore lint/suspicious/noExplicitAny: the default of LangGraph's class, so that graphs need no type arguments.
export class ToolNode<T = any> extends LangGraphToolNode<T> {
  private readonly settings: ToolNodeOptions;
  private readonly limits: SharedLimits;

  constructor(tools: NodeTools, options: ToolNodeOptions = {}) {
    const { name, tags, handleToolErrors, ...settings } = options;
    super(tools, {
      ...(name !== undefined && { name }),
      ...(tags && { tags }),
      ...(handleToolErrors !== undefined && { handleToolErrors }),
    });
    checkOptions(settings, tools);
    this.settings = withRecovery(settings);
    this.limits = new SharedLimits(this.settings);
  }

  /** Whether anything but the graph aborts a call. */
  private get mayAbortOne(): boolean {
    const { policy: { timeoutMs, deadlineMs, onError } = {}, toolSettings = {} } = this.settings;
    const isTimed = (timeout: number | null | undefined) => timeout !== null && timeout !== undefined;
    return (
      isTimed(timeoutMs) ||
      isTimed(deadlineMs) ||
      onError === 'fail-fast-cancel' ||
      Object.values(toolSettings).some((settings) => isTimed(settings.timeoutMs))
    );
  }

  protected override async runTool(
    call: ToolCall,
    config: LangGraphRunnableConfig,
    // Older versions of LangGraph do not pass it.
    state?: unknown,
  ): Promise<NodeOutput> {
    const [output] = await this.runCalls([{ id: call.id || 'call_1', call }], config, state, true);
    return output as NodeOutput;
  }

  protected override async run(input: unknown, config: LangGraphRunnableConfig): Promise<T> {
    const { calls, state, isSend, toRepair } = nodeInput(input);
    const outputs = calls.length === 0 ? [] : await this.runCalls(calls, config, state, isSend);
    return nodeOutput([...repairedMessage(toRepair), ...outputs], Array.isArray(input)) as T;
  }

  /** @param isLone whether they are one call of a message whose other calls come by themselves */
  private async runCalls(
    calls: readonly RequestedCall[],
    config: LangGraphRunnableConfig,
    state: unknown,
    isLone: boolean,
  ): Promise<NodeOutput[]> {
    if (this.settings.keepResults && !isLone) {
      const kept = await this.runAsTasks(calls, config, state);
      if (kept) return kept;
    }
    const node = nodeRun(config, state, this.mayAbortOne);
    const shared = isLone ? this.sharedBy(calls[0] as RequestedCall, config) : undefined;
    const { run, thrown } = await this.executed(calls, node, config, shared);
    const { interrupts } = node;
    if (interrupts.length > 0) throw interrupts.find(isGraphInterrupt) ?? interrupts[0];
    if (thrown) throwFirstFailure(run, thrown, config.signal);
    return answers(run, node.outputs);
  }

  private runAsTasks(
    calls: readonly RequestedCall[],
    config: LangGraphRunnableConfig,
    state: unknown,
  ): Promise<NodeOutput[] | undefined> {
    // Each task has a record of its own, but an answer without a question's id is for one of them.
    const reached = { numbers: new Map() };
    const contextOf = () => ({ ...nodeRun(undefined, state, this.mayAbortOne), reached });
    return asTasks(calls, config, contextOf, async (open) => {
      const nodes = open.map(({ context }) => context);
      const requested = open.map((one) => one.requested);
      const { run, thrown } = await this.executed(requested, (key) => nodes[key] as NodeRun, config, undefined);
      if (thrown && nodes.every(({ interrupts }) => interrupts.length === 0))
        throwFirstFailure(run, thrown, config.signal);
      const outputs = answers(run, new Map(nodes.flatMap((node) => [...node.outputs])));
      return nodes.map(({ interrupts: [thrownByTool] }, key) =>
        thrownByTool === undefined ? { output: outputs[key] as NodeOutput } : { thrown: thrownByTool },
      );
    });
  }

  private async executed(
    calls: readonly RequestedCall[],
    node: NodeRun | ((key: number) => NodeRun),
    config: LangGraphRunnableConfig,
    shared: LoneCall | undefined,
  ): Promise<{ run: Run; thrown: Map<number, unknown> | undefined }> {
    const { policy, seed, toolSettings, onEvent, onRun, pool, keepResults, ...options } = this.settings;
    const thrown = this.handleToolErrors ? undefined : new Map<number, unknown>();
    const used = shared ? shared.pool : pool;
    const run = await execute(this.planOf(calls, shared), {
      ...options,
      tools: this.engineTools(node, thrown, shared),
      ...(used && { pool: used }),
      ...(config.signal && { signal: config.signal }),
      ...(onEvent && { onEvent: (event) => onEvent(event, config) }),
    });
    await onRun?.(run, config);
    return { run, thrown };
  }

  private sharedBy({ id }: RequestedCall, config: LangGraphRunnableConfig): LoneCall {
    checkLoneCalls(this.settings, 'the graph sends each call of a message to the node by itself');
    return this.limits.of(id, config);
  }

  private planOf(calls: readonly RequestedCall[], shared: LoneCall | undefined): Plan {
    const { policy, seed, toolSettings = {} } = this.settings;
    const used: Partial<Policy> = { ...fittingPolicy(shared?.policy ?? policy ?? {}, calls.length) };
    // Under `handleToolErrors: false` LangGraph's node rejects at the first error, while the other calls run on.
    if (!this.handleToolErrors) used.onError ??= 'fail-fast';
    const usedSeed = shared?.seed ?? seed;
    return {
      calls: calls.map(({ id, call: { name, args } }) => {
        const planned = { id, name, args: plannedArguments(args) };
        if (!Object.hasOwn(toolSettings, name)) return planned;
        // The tool has these two.
        const { timeoutMs: _, limit: __, ...settings } = toolSettings[name] ?? {};
        return { ...planned, ...settings };
      }),
      policy: used,
      ...(usedSeed !== undefined && { seed: usedSeed }),
    };
  }

  /** @param thrown where the last error of each call goes, as it was thrown */
  private engineTools(
    node: NodeRun | ((key: number) => NodeRun),
    thrown: Map<number, unknown> | undefined,
    shared: LoneCall | undefined,
  ): Record<string, Tool> {
    const { toolSettings = {} } = this.settings;
    const tools = new Map<string, Tool>();
    for (const tool of this.tools) {
      const name = nameOf(tool);
      // Of two with one name LangGraph's node takes the first.
      if (name === undefined || tools.has(name)) continue;
      const { timeoutMs, limit } = (Object.hasOwn(toolSettings, name) && toolSettings[name]) || {};
      const pool = shared?.toolPool(name);
      const known = readable(name, () => forNode(tool as LangChainTool, node));
      tools.set(name, {
        ...withGivenArguments(thrown ? withThrown(known, thrown) : known),
        ...(timeoutMs !== undefined && { timeoutMs }),
        ...(pool ? { pool } : !shared && limit !== undefined && { limit }),
      });
    }
    return Object.fromEntries(tools);
  }
}

/** A tool whose properties throw fails its own calls. */
function readable(name: string, make: () => Tool): Tool {
  try {
    return make();
  } catch (thrown) {
    return {
      name,
      invoke() {
        throw new Error(`The tool ${name} cannot be read: ${errorText(thrown).message}`);
      },
    };
  }
}

function withThrown(tool: Tool, thrown: Map<number, unknown>): Tool {
  return {
    ...tool,
    async invoke(args, ctx) {
      try {
        return await tool.invoke(args, ctx);
      } catch (error) {
        thrown.set(ctx.key, error);
        throw error;
      }
    },
  };
}

/** Throws what the tool of the first failed call threw, or an error for one that timed out, was refused or aborted. */
function throwFirstFailure(
  { events, outcomes }: Run,
  thrown: ReadonlyMap<number, unknown>,
  signal?: AbortSignal,
): void {
  if (signal?.aborted) throw signal.reason;
  for (const event of events) {
    if (event.type !== 'settled' || event.kind === 'succeeded') continue;
    const { name, error, reason, cause } = outcomes[event.key] as Outcome;
    if (event.kind === 'failed' && thrown.has(event.key)) throw thrown.get(event.key);
    if (event.kind === 'timedOut') throw timeoutError(`${name} ${error?.message ?? reason}`);
    if (error?.name === 'UnknownTool') throw new Error(unknownTool(name));
    throw new Error(error?.message ?? `${name} was ${event.kind}: ${reason ?? cause}`);
  }
}
