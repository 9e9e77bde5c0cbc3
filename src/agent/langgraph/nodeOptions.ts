import type { RunnableConfig } from '@langchain/core/runnables';
import type { ToolNodeOptions as LangGraphOptions } from '@langchain/langgraph/prebuilt';
import type { ExecuteOptions } from '../../engine/types.ts';
import { checkPlanStrictly } from '../../run/check/checkPlanStrictly.ts';
import { number, record } from '../../run/check/checkPolicy.ts';
import { checkToolSettings } from '../../run/check/checkSettings.ts';
import { PlanError } from '../../run/check/planError.ts';
import { DEFAULT_POLICY } from '../../run/policy.ts';
import type { ToolSettings } from '../../run/toolSettings.ts';
import type { Plan, Run, RunEvent, ToolCall } from '../../run/types.ts';

/** Settings for every call of one tool; a call that a model requests has none of its own. */
export interface NodeToolSettings extends ToolSettings, Pick<ToolCall, 'priority' | 'expectedMs' | 'fallback'> {}

/** What is called while calls run. `config`: the one of the graph's node, with its thread for example. */
export interface NodeListeners {
  /**
   * Called with each event of each run of the node. The first time that it throws or rejects, the run's log gets one
   * `warning` event. A promise that it returns is not awaited.
   */
  onEvent?: (event: RunEvent, config: RunnableConfig) => unknown;
  /**
   * Called once after each run of the node, also when a tool interrupts the graph. A promise that it returns is awaited.
   * If it throws or rejects, so does the node.
   */
  onRun?: (run: Run, config: RunnableConfig) => unknown;
}

export interface ToolNodeOptions
  extends LangGraphOptions,
    NodeListeners,
    Pick<Plan, 'policy' | 'seed'>,
    Omit<ExecuteOptions, 'tools' | 'signal' | 'controller' | 'onEvent'> {
  /**
   * Keep the result of each call with the checkpoint, so that after an interrupt only the calls that asked run again. Each
   * call is then a task of LangGraph: it costs a write of the checkpointer, and has entries of its own in the stream modes
   * `updates` and `tasks`. False by default.
   */
  keepResults?: boolean;
  /** Settings by the tool's name. */
  toolSettings?: Readonly<Record<string, NodeToolSettings>>;
}

const SETTINGS = ['timeoutMs', 'limit', 'priority', 'expectedMs', 'fallback'];

/**
 * Throws PlanError for a policy, a seed or settings of tools that the engine cannot take.
 *
 * @param tools the tools that settings may be for; any by default
 */
export function checkOptions(
  options: Pick<ToolNodeOptions, 'policy' | 'seed' | 'toolSettings'>,
  tools?: readonly { name: string }[],
): void {
  for (const [name, value] of Object.entries(options))
    if (Object.hasOwn(DEFAULT_POLICY, name)) throw new PlanError(name, `it in the policy: policy: { ${name} }`, value);
  const { policy, seed, toolSettings = {} } = options;
  checkPlanStrictly({ calls: [], ...(policy && { policy }), ...(seed !== undefined && { seed }) });
  record(toolSettings, 'toolSettings', 'an object with settings by tool');
  const names = tools?.flatMap((tool) => nameOf(tool) ?? []);
  for (const [name, settings] of Object.entries(toolSettings)) {
    const path = `toolSettings.${name}`;
    if (names && !names.includes(name)) throw new PlanError(path, oneOf(names), name);
    record(settings, path, `{ ${SETTINGS.map((key) => `${key}?`).join(', ')} }`);
    const unknown = Object.keys(settings).find((key) => !SETTINGS.includes(key));
    if (unknown) throw new PlanError(`${path}.${unknown}`, `one of ${SETTINGS.join(', ')}`, unknown);
    checkToolSettings(settings, path);
    if (settings.priority !== undefined) number(settings, 'priority', path, {});
    if (settings.expectedMs !== undefined) number(settings, 'expectedMs', path, { min: 0 });
    if (settings.fallback !== undefined) checkFallback(settings.fallback, `${path}.fallback`, names);
  }
}

/** `undefined` where reading it throws. */
export function nameOf(tool: { name: string }): string | undefined {
  try {
    return tool.name;
  } catch {
    return undefined;
  }
}

const oneOf = (names: readonly string[]) => `the name of one of the tools: ${names.join(', ')}`;

/** Where a tool has a fallback, the policy's `recovery` is `fallback` by default: given and never used it would be a trap. */
export function withRecovery<Options extends Pick<ToolNodeOptions, 'policy' | 'toolSettings'>>(
  options: Options,
): Options {
  const { policy, toolSettings = {} } = options;
  if (policy?.recovery || !Object.values(toolSettings).some(({ fallback }) => fallback)) return options;
  return { ...options, policy: { ...policy, recovery: 'fallback' } };
}

function checkFallback(fallback: unknown, path: string, names: readonly string[] | undefined): void {
  record(fallback, path, '{ value } or { tool, args? }');
  if ('value' in fallback) return;
  const { tool, args = {} } = fallback;
  if (typeof tool !== 'string' || names?.includes(tool) === false)
    throw new PlanError(`${path}.tool`, names ? oneOf(names) : "the tool's name, a text", tool);
  record(args, `${path}.args`, "an object with the tool's arguments");
}
