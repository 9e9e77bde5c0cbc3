import type { RunnableConfig } from '@langchain/core/runnables';
import { createPool } from '../../engine/admission/pool.ts';
import type { Pool } from '../../engine/types.ts';
import { PlanError } from '../../run/check/planError.ts';
import type { Plan, Policy } from '../../run/types.ts';
import type { ToolNodeOptions } from './nodeOptions.ts';

type LimitSettings = Pick<ToolNodeOptions, 'policy' | 'seed' | 'toolSettings' | 'pool'>;

/** What one call gets that is a run of the engine to itself. */
export interface LoneCall {
  policy: Partial<Policy>;
  seed: number;
  /** For the run. */
  pool: Pool | undefined;
  /** For a tool, the call's or that of its fallback. */
  toolPool(name: string): Pool | undefined;
}

/** The pools of one graph run. */
interface GraphPools {
  /** Of the policy's limit and rate; `undefined` without them. */
  policy: Pool | undefined;
  /** Of the limits of tools, made at the first call of each. */
  tools: Map<string, Pool>;
}

/** What only all calls of a message together can have. */
const TOGETHER = {
  batchSize: 'no batches',
  order: 'the listed order',
  onError: '"collect"',
} as const;

/**
 * Throws PlanError for a policy that needs to see all calls of a message.
 *
 * @param why why only one call is seen, as a clause
 */
export function checkLoneCalls({ policy = {} }: LimitSettings, why: string): void {
  const plain: Partial<Policy> = { batchSize: null, order: 'listed', onError: 'collect' };
  for (const [name, expected] of Object.entries(TOGETHER)) {
    const value = policy[name as keyof typeof TOGETHER];
    if (value !== undefined && value !== plain[name as keyof typeof TOGETHER])
      throw new PlanError(`policy.${name}`, `${expected}, since ${why}`, value);
  }
}

/**
 * The limits and the rate of a policy, and the limits of tools, for calls that are each a run of the engine to itself: all
 * calls of one run of a graph share them. Calls outside of a graph share them, too.
 */
export class SharedLimits {
  private readonly byGraphRun = new WeakMap<object, GraphPools>();

  constructor(private readonly settings: LimitSettings) {}

  /** @param config the config of the call's node, which tells its graph run */
  of(id: string, config: RunnableConfig): LoneCall {
    const { policy: given = {}, seed = 0, pool } = this.settings;
    const { limit: _, rate: __, ...policy } = given;
    const pools = this.poolsOf(config);
    const second = pool && pools.policy;
    return {
      policy,
      seed: seed + hash(id),
      pool: pool ?? pools.policy,
      toolPool: (name) => this.limitOf(name, pools, second) ?? second,
    };
  }

  /** The pool of a tool's limit. `second`: what the tool's calls need besides it, and the engine has no place for. */
  private limitOf(name: string, pools: GraphPools, second: Pool | undefined): Pool | undefined {
    const { toolSettings = {} } = this.settings;
    const limit = Object.hasOwn(toolSettings, name) ? toolSettings[name]?.limit : undefined;
    if (limit === undefined) return undefined;
    const beside =
      'no limit beside `pool` and the limit or rate of the policy, since calls of a message come one by one';
    if (second) throw new PlanError(`toolSettings.${name}.limit`, beside, limit);
    const made = pools.tools.get(name) ?? createPool({ limit });
    pools.tools.set(name, made);
    return made;
  }

  private poolsOf(config: RunnableConfig): GraphPools {
    const run = graphRunOf(config) ?? this;
    const known = this.byGraphRun.get(run);
    if (known) return known;
    const { limit = null, rate = null } = this.settings.policy ?? {};
    const pools = {
      policy: limit === null && rate === null ? undefined : createPool({ limit, rate }),
      tools: new Map(),
    };
    this.byGraphRun.set(run, pools);
    return pools;
  }
}

/** Other random numbers for each call, since all of them are the first of their run. At most 2^32. */
function hash(id: string): NonNullable<Plan['seed']> {
  let value = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) value = Math.imul(value ^ id.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

/** An object that LangGraph makes once for each run of a graph. */
function graphRunOf(config: RunnableConfig): object | undefined {
  const { control, writer } = config as { control?: unknown; writer?: unknown };
  const made = control ?? writer;
  return (typeof made === 'object' && made !== null) || typeof made === 'function' ? made : undefined;
}
