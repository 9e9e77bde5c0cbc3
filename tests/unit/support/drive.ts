import { execute } from '../../../src/engine/execute.ts';
import type { Tools, VirtualClock } from '../../../src/engine/types.ts';
import { virtualClock } from '../../../src/engine/virtualClock.ts';
import type { Ms, Plan, Run, RunEvent } from '../../../src/run/types.ts';
import { sleep, TOOLS } from './tools.ts';

/** By then all abandoned work has ended. */
const MUCH_LATER: Ms = 1e9;

export interface DriveOptions {
  tools?: Tools;
  /** The caller's signal is aborted then, counted from the run's start. */
  abortAt?: Ms;
  abortWith?: unknown;
  signal?: AbortSignal;
  onEvent?: (event: RunEvent, abort: () => void) => void;
}

export interface Driven {
  run: Run;
  /** What the listener was told, to the end of the last abandoned work. */
  heard: RunEvent[];
  signal: AbortSignal;
  clock: VirtualClock;
}

/** `execute` on a virtual clock: with a signal and a listener, which `predict` does not have. */
export async function drive(plan: Plan, options: DriveOptions = {}): Promise<Driven> {
  const { tools = TOOLS, abortAt, abortWith, onEvent } = options;
  const clock = virtualClock();
  const caller = new AbortController();
  const abort = () => caller.abort(abortWith);
  const signal = options.signal ?? caller.signal;
  const heard: RunEvent[] = [];
  if (abortAt !== undefined) clock.after(abortAt, abort);
  const work = execute(plan, {
    tools,
    clock,
    signal,
    onEvent(event) {
      heard.push(event);
      onEvent?.(event, abort);
    },
  });
  const run = await clock.drive(work);
  await clock.drive(sleep(clock, MUCH_LATER));
  return { run, heard, signal, clock };
}

/** Until nothing is left on the clock. Costs some real turns of the loop: that is how a clock knows. */
export async function runDry(clock: VirtualClock): Promise<void> {
  await clock.drive(new Promise(() => {})).catch(() => {});
}

/** The clock, and how many of its timers have neither fired nor been cancelled. */
export function counted(inner: VirtualClock): { clock: VirtualClock; pending: () => number } {
  const open = new Set<object>();
  const after: VirtualClock['after'] = (delay, fire) => {
    const timer = {};
    open.add(timer);
    const cancel = inner.after(delay, () => {
      open.delete(timer);
      fire();
    });
    return () => {
      open.delete(timer);
      cancel();
    };
  };
  return { clock: { ...inner, after }, pending: () => open.size };
}
