import { expect } from 'vitest';
import type { Tool } from '../../../src/engine/types.ts';
import { policyOf } from '../../../src/run/policy.ts';
import type { Plan, RunEvent, ToolCall } from '../../../src/run/types.ts';

/**
 * Tools that record what the log does not contain: which tool bodies really run, abandoned ones included, and which
 * tool each attempt used. A call is identified by `key` in its arguments.
 */
export class Watch {
  readonly tools: Record<string, Tool>;
  /** `key:attempt` -> name of the called tool. */
  readonly toolOf = new Map<string, string>();
  /** Names of the tools whose bodies have not ended, by `key:attempt`. */
  readonly running = new Map<string, string>();

  constructor(
    tools: Record<string, Tool>,
    private readonly onStart: (watch: Watch) => void = () => {},
  ) {
    this.tools = Object.fromEntries(
      Object.entries(tools).map(([name, tool]) => [
        name,
        { ...tool, invoke: (args, ctx) => this.invoke(name, tool, args, ctx) },
      ]),
    );
  }

  /** Number of running bodies that have a timer: all except those of the hanging tool. */
  get timers(): number {
    return [...this.running.values()].filter((name) => name !== 'hang').length;
  }

  /** Number of calls with a running body, of one tool or of all. */
  calls(tool?: string): number {
    const keys = [...this.running]
      .filter(([, name]) => tool === undefined || name === tool)
      .map(([id]) => id.split(':')[0]);
    return new Set(keys).size;
  }

  private invoke(name: string, tool: Tool, args: Record<string, unknown>, ctx: Parameters<Tool['invoke']>[1]): unknown {
    const id = `${args.key}:${ctx.attempt}`;
    this.toolOf.set(id, name);
    this.running.set(id, name);
    this.onStart(this);
    const end = () => this.running.delete(id);
    try {
      const result = tool.invoke(args, ctx);
      if (result instanceof Promise) {
        result.then(end, end);
      } else end();
      return result;
    } catch (thrown) {
      end();
      throw thrown;
    }
  }
}

/** The plan with each call's index added to its arguments. */
export function keyed(plan: Plan): Plan {
  const calls = plan.calls.map((call, key): ToolCall => {
    const { fallback } = call;
    const args = { ...call.args, key };
    if (fallback && 'tool' in fallback && fallback.args)
      return { ...call, args, fallback: { ...fallback, args: { ...fallback.args, key } } };
    return { ...call, args };
  });
  return { ...plan, calls };
}

/**
 * Checks the schedule in a log that contains the ends of all abandoned attempts, of a run without interventions.
 * Whenever time advances, no slot is idle while a ready call could use it, and no tool exceeds its limit. At every
 * start, no call that could start instead comes first by order.
 */
export function expectSchedule(events: readonly RunEvent[], plan: Plan, watch: Watch): void {
  const policy = policyOf(plan);
  const limit = policy.limit ?? Number.POSITIVE_INFINITY;
  const holds = policy.slotOnTimeout === 'hold';
  const toolAt = (key: number, attempt: number) => watch.toolOf.get(`${key}:${attempt}`) ?? plan.calls[key]?.name ?? '';
  const roomOf = (name: string) => watch.tools[name]?.limit ?? Number.POSITIVE_INFINITY;
  const ends = new Set(
    events.filter(({ type }) => type === 'late').map((event) => 'attempt' in event && `${event.key}:${event.attempt}`),
  );
  /** Attempts that hold a slot. */
  const open = new Map<string, { key: number; tool: string }>();
  /** Calls that wait for their fallback and have kept their slot. */
  const kept = new Set<number>();
  /** Ready calls with the number of their next attempt. */
  const waiting = new Map<number, number>();
  const ended = new Map<number, 'backoff' | 'ended'>();
  const attempts = new Map<number, number>();

  const holding = () => new Set([...[...open.values()].map(({ key }) => key), ...kept]);
  const inPool = (tool: string) => new Set([...open.values()].filter((one) => one.tool === tool).map(({ key }) => key));
  const couldStart = (key: number, next: number) => {
    const tool = toolAt(key, next);
    const pool = inPool(tool);
    const hasSlot = holding().has(key) || holding().size < limit;
    return hasSlot && (pool.has(key) || pool.size < roomOf(tool));
  };

  events.forEach((event, i) => {
    switch (event.type) {
      case 'ready':
        if (ended.get(event.key) === 'ended') kept.add(event.key);
        waiting.set(event.key, (attempts.get(event.key) ?? 0) + 1);
        break;
      case 'started': {
        const { key, attempt } = event;
        const owner = holding().has(key);
        for (const [other, next] of waiting)
          if (other !== key && !owner && before(plan, other, key) && couldStart(other, next) && !holding().has(other))
            expect.fail(`${key} starts before ${other}, which comes first`);
        attempts.set(key, attempt);
        waiting.delete(key);
        kept.delete(key);
        open.set(`${key}:${attempt}`, { key, tool: toolAt(key, attempt) });
        if (holding().size > limit) expect.fail(`${holding().size} hold a slot of ${limit}`);
        const tool = toolAt(key, attempt);
        if (inPool(tool).size > roomOf(tool)) expect.fail(`${inPool(tool).size} of ${tool} at once`);
        break;
      }
      case 'attemptEnded': {
        const id = `${event.key}:${event.attempt}`;
        if (!(holds && ends.has(id))) open.delete(id);
        ended.set(event.key, event.backoffMs === undefined ? 'ended' : 'backoff');
        break;
      }
      case 'late':
        open.delete(`${event.key}:${event.attempt}`);
        break;
      case 'settled':
        waiting.delete(event.key);
        kept.delete(event.key);
        break;
    }
    const next = events[i + 1];
    if (!next || next.at <= event.at || next.type === 'runSettled' || policy.rate) return;
    for (const [key, attempt] of waiting)
      if (couldStart(key, attempt)) expect.fail(`${key} waits beside a free slot from ${event.at} to ${next.at}`);
  });
}

function before(plan: Plan, a: number, b: number): boolean {
  const of = (key: number) => plan.calls[key] as ToolCall;
  const rank = {
    listed: () => 0,
    priority: () => (of(b).priority ?? 0) - (of(a).priority ?? 0),
    'longest-first': () => (of(b).expectedMs ?? 0) - (of(a).expectedMs ?? 0),
    'shortest-first': () => (of(a).expectedMs ?? 0) - (of(b).expectedMs ?? 0),
  }[policyOf(plan).order]();
  return rank < 0 || (rank === 0 && a < b);
}
