import { virtualClock } from '../../../src/engine/clocks/virtualClock.ts';
import { createController, type RunController } from '../../../src/engine/controller.ts';
import { execute } from '../../../src/engine/execute.ts';
import type { Tools, VirtualClock } from '../../../src/engine/types.ts';
import type { Ms, Plan, Run, RunEvent } from '../../../src/run/types.ts';
import { sleep, TOOLS } from './tools.ts';

/** A time by which all abandoned work has ended. */
const MUCH_LATER: Ms = 1e9;

export interface DriveOptions {
  tools?: Tools;
  /** When the caller's signal is aborted, counted from the run's start. */
  abortAt?: Ms;
  abortWith?: unknown;
  signal?: AbortSignal;
  /** Actions on the controller, by time of the run. */
  acts?: readonly (readonly [at: Ms, act: (controller: RunController) => void])[];
  controller?: RunController;
  /** Called at the moment in which `pending` is counted. */
  onSettled?: () => void;
  onEvent?: (event: RunEvent, abort: () => void, controller: RunController) => void;
}

export interface Driven {
  run: Run;
  /** All events that the listener received, until the last abandoned work ended. */
  heard: RunEvent[];
  signal: AbortSignal;
  clock: VirtualClock;
  /** Timers of the engine and the tools that had neither fired nor been cancelled when the run had settled. */
  pending: number;
}

/** Runs `execute` on a virtual clock, with a signal and a listener, which `predict` does not have. */
export async function drive(plan: Plan, options: DriveOptions = {}): Promise<Driven> {
  const { tools = TOOLS, abortAt, abortWith, acts = [], controller = createController(), onEvent } = options;
  const inner = virtualClock();
  const { clock, pending } = counted(inner);
  const caller = new AbortController();
  const abort = () => caller.abort(abortWith);
  const signal = options.signal ?? caller.signal;
  const heard: RunEvent[] = [];
  // On the inner clock, because these timers are not the run's and must not be counted.
  if (abortAt !== undefined) inner.after(abortAt, abort);
  for (const [at, act] of acts) inner.after(at, () => act(controller));
  const work = execute(plan, {
    tools,
    clock,
    signal,
    controller,
    onEvent(event) {
      heard.push(event);
      onEvent?.(event, abort, controller);
    },
  });
  const run = await clock.drive(work);
  const left = pending();
  options.onSettled?.();
  await clock.drive(sleep(clock, MUCH_LATER));
  return { run, heard, signal, clock, pending: left };
}

/**
 * Runs the clock until no timer is left. Takes some real turns of the event loop, by which the clock detects that
 * nothing more is scheduled.
 */
export async function runDry(clock: VirtualClock): Promise<void> {
  await clock.drive(new Promise(() => {})).catch(() => {});
}

/** Wraps a clock and counts the timers that have neither fired nor been cancelled. */
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
