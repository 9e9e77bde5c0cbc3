import { virtualClock } from '../../../src/engine/clocks/virtualClock.ts';
import { createController, type RunController } from '../../../src/engine/controller.ts';
import { execute } from '../../../src/engine/execute.ts';
import type { Pool, Tool, Tools } from '../../../src/engine/types.ts';
import { policyOf } from '../../../src/run/policy.ts';
import type { Ms, Plan, Policy, Run, RunEvent } from '../../../src/run/types.ts';
import { counted, runDry } from './drive.ts';

/** One of several runs on one clock. */
export interface RunSpec {
  plan: Plan;
  tools: Tools;
  pool?: Pool;
  beginsAt: Ms;
  acts?: readonly (readonly [at: Ms, act: (controller: RunController, abort: () => void) => void])[];
}

/** An event of one of the runs; `at` is the clock's time. */
export interface SharedEvent {
  run: number;
  at: Ms;
  event: RunEvent;
}

export interface SharedRuns {
  runs: Run[];
  /** Of all runs, in the order in which they happened, until the last abandoned work ended. */
  heard: SharedEvent[];
  /** Timers left when all runs and all abandoned work had ended. */
  pending: number;
}

/** Executes runs on one virtual clock. A run whose tools hang is aborted at `endsAt`. */
export async function driveTogether(specs: readonly RunSpec[], endsAt: Ms = 100_000): Promise<SharedRuns> {
  const inner = virtualClock();
  const { clock, pending } = counted(inner);
  const heard: SharedEvent[] = [];
  const runs = specs.map(async ({ plan, tools, pool, beginsAt, acts = [] }, run) => {
    const controller = createController();
    const caller = new AbortController();
    const abort = () => caller.abort();
    inner.after(endsAt, abort);
    for (const [at, act] of acts) inner.after(at, () => act(controller, abort));
    if (beginsAt > 0) await new Promise<void>((resolve) => void inner.after(beginsAt, resolve));
    const origin = inner.now();
    return execute(plan, {
      tools,
      clock,
      controller,
      signal: caller.signal,
      ...(pool && { pool }),
      onEvent: (event) => heard.push({ run, at: origin + event.at, event }),
    });
  });
  const settled = await clock.drive(Promise.all(runs));
  await runDry(clock);
  return { runs: settled, heard, pending: pending() };
}

/** A pool as the check sees it. */
export interface CheckedPool {
  pool: Pool;
  limit: number | null;
  rate: Policy['rate'];
}

interface Task {
  run: number;
  key: number;
  /** The tool of the next or the open attempt. */
  tool: string;
  isReady: boolean;
  /** Attempts that hold slots, by number: with the tool of each. */
  holding: Map<number, string>;
  /** The slots kept for a fallback: those of the attempt before. */
  keeps: string | undefined;
}

/**
 * A slow second opinion on the events of runs that share pools: throws when more calls hold a slot than a limit, when
 * a window has more starts than a rate, or when a call could have started at a time at which nothing happened.
 *
 * It knows of each call which slots it holds from the events alone. A tool's `limit` is the number of its calls in a run.
 */
export function checkSharing({ heard }: SharedRuns, specs: readonly RunSpec[], pools: readonly CheckedPool[]): void {
  const late = new Set(
    heard.flatMap(({ run, event }) => (event.type === 'late' ? [`${run}/${event.key}/${event.attempt}`] : [])),
  );
  const tasks = specs.map(({ plan }, run) =>
    plan.calls.map((call, key): Task => {
      return { run, key, tool: call.name, isReady: false, holding: new Map(), keeps: undefined };
    }),
  );
  const states = specs.map(({ plan }) => ({
    policy: policyOf(plan),
    limit: policyOf(plan).limit,
    paused: false,
    ended: false,
    starts: [] as Ms[],
  }));
  const startsIn = pools.map((): Ms[] => []);
  const all = tasks.flat();
  const holds = (task: Task) => task.holding.size > 0 || task.keeps !== undefined;
  const needs = (run: number, tool: string, { pool }: CheckedPool) =>
    specs[run]?.pool === pool || toolOf(specs[run] as RunSpec, tool)?.pool === pool;
  const holdsPool = (task: Task, pool: CheckedPool) =>
    [...task.holding.values(), ...(task.keeps ? [task.keeps] : [])].some((tool) => needs(task.run, tool, pool));
  const holdsTool = (task: Task, tool: string) => [...task.holding.values(), task.keeps].includes(tool);
  const fail = (at: Ms, what: string) => {
    throw new Error(`at ${at}: ${what}`);
  };
  const inWindow = (list: readonly Ms[], perMs: Ms, at: Ms) => list.filter((one) => one + perMs > at + 1e-9).length;

  function checkStart(task: Task, at: Ms): void {
    pools.forEach((pool, i) => {
      if (!needs(task.run, task.tool, pool)) return;
      const { limit, rate } = pool;
      const starts = startsIn[i] as Ms[];
      starts.push(at);
      const active = all.filter((one) => one.holding.size > 0 && holdsPool({ ...one, keeps: undefined }, pool)).length;
      if (limit !== null && active > limit) fail(at, `${active} calls hold a slot, the limit is ${limit}`);
      if (rate && inWindow(starts, rate.perMs, at) > rate.starts) fail(at, 'more starts than the rate allows');
    });
  }

  /** Whether the call could start right before `until`. */
  function mayStart(task: Task, until: Ms): boolean {
    const state = states[task.run] as (typeof states)[number];
    const { policy } = state;
    if (!task.isReady || state.paused || state.ended) return false;
    const before = until - 1e-6;
    const own = tasks[task.run] as Task[];
    if (!holds(task) && state.limit !== null && own.filter(holds).length >= state.limit) return false;
    if (policy.rate && inWindow(state.starts, policy.rate.perMs, before) >= policy.rate.starts) return false;
    const { limit: ofTool } = toolOf(specs[task.run] as RunSpec, task.tool) ?? {};
    const sameTool = own.filter((one) => holdsTool(one, task.tool)).length;
    if (ofTool !== undefined && !holdsTool(task, task.tool) && sameTool >= ofTool) return false;
    return pools.every((pool, i) => {
      if (!needs(task.run, task.tool, pool)) return true;
      const { limit, rate } = pool;
      // Others alone: a slot kept for a fallback may have been given up, when the fallback waits for another pool.
      const others = all.filter((one) => one !== task && holdsPool(one, pool)).length;
      if (limit !== null && others >= limit) return false;
      return !rate || inWindow(startsIn[i] as Ms[], rate.perMs, before) < rate.starts;
    });
  }

  let now = 0;
  for (const { run, at, event } of heard) {
    if (at > now + 1e-6) {
      const idle = all.find((task) => mayStart(task, at));
      if (idle) fail(now, `call ${idle.key} of run ${idle.run} could start before ${at}, and did not`);
      now = at;
    }
    const state = states[run] as (typeof states)[number];
    const task = 'key' in event && event.key !== undefined ? (tasks[run] as Task[])[event.key] : undefined;
    if (event.type === 'limitChanged') state.limit = event.limit;
    else if (event.type === 'paused') state.paused = true;
    else if (event.type === 'resumed') state.paused = false;
    else if (event.type === 'runSettled') state.ended = true;
    else if (!task) continue;
    else if (event.type === 'ready') task.isReady = true;
    else if (event.type === 'started') {
      task.isReady = false;
      task.keeps = undefined;
      task.holding.set(event.attempt, task.tool);
      state.starts.push(at);
      checkStart(task, at);
    } else if (event.type === 'attemptEnded') {
      const { attempt, result, backoffMs } = event;
      const abandoned = late.has(`${run}/${task.key}/${attempt}`) || (task.tool === 'hang' && result !== 'failed');
      if (!(abandoned && state.policy.slotOnTimeout === 'hold')) task.holding.delete(attempt);
      const fallback = specs[run]?.plan.calls[task.key]?.fallback;
      if (backoffMs === undefined && result !== 'succeeded' && fallback && 'tool' in fallback) {
        // Until it settles, should it have no fallback any more.
        task.keeps = task.tool;
        task.tool = fallback.tool;
      }
    } else if (event.type === 'settled') {
      task.isReady = false;
      task.keeps = undefined;
    } else if (event.type === 'late') task.holding.delete(event.attempt);
  }
}

function toolOf({ tools }: RunSpec, name: string): Tool | undefined {
  return (tools as Record<string, Tool>)[name];
}
