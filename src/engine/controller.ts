import { checkLimit } from '../run/check/checkPolicy.ts';
import type { Disturbance, Ms } from '../run/types.ts';

/** What a run offers to whoever steers it. */
export interface Steered {
  cancelCall(key: number): void;
  setLimit(limit: number | null): void;
  pause(): void;
  resume(): void;
  disturbed(cause: Disturbance, durationMs: Ms): void;
}

/**
 * Steers a run from outside; passed in like an AbortController. What is said before the run begins counts from
 * its start; after its end nothing happens. One controller steers one run at a time; limit and pause stay for the
 * next one, cancelled calls do not.
 */
export interface RunController {
  /** Cancels one call by its position in the plan, queued, backing off or running; the others go on. */
  cancelCall(key: number): void;
  /** Most calls at once from now on; running ones are never stopped for it. Throws PlanError for what is no limit. */
  setLimit(limit: number | null): void;
  /** Nothing new starts until `resume`; what runs goes on, and so do deadlines. */
  pause(): void;
  resume(): void;
  /**
   * For what only the surroundings can see: the tab was hidden, or another thread was busy, for this long up to now.
   * One event in the log of the run under way, and nothing else; lost when there is none.
   */
  disturbed(cause: Exclude<Disturbance, 'late-timer'>, durationMs: Ms): void;
}

/** What was said, and to whom. */
export class ControllerState {
  private paused = false;
  private limit: number | null | undefined;
  /** Calls cancelled before the first run begins; later they are no run's. */
  private early: Set<number> | undefined = new Set();
  private run: Steered | undefined;

  cancelCall(key: number): void {
    if (this.run) this.run.cancelCall(key);
    else this.early?.add(key);
  }

  setLimit(limit: number | null): void {
    checkLimit({ limit }, 'limit', '');
    this.limit = limit;
    this.run?.setLimit(limit);
  }

  pause(): void {
    this.paused = true;
    this.run?.pause();
  }

  resume(): void {
    this.paused = false;
    this.run?.resume();
  }

  disturbed(cause: Disturbance, durationMs: Ms): void {
    this.run?.disturbed(cause, durationMs);
  }

  /** Hands over a run, with what was said before. */
  take(run: Steered): void {
    const { early = [] } = this;
    this.early = undefined;
    this.run = run;
    if (this.limit !== undefined) run.setLimit(this.limit);
    if (this.paused) run.pause();
    for (const key of early) run.cancelCall(key);
  }

  letGo(run: Steered): void {
    if (this.run === run) this.run = undefined;
  }
}

const all = new WeakMap<RunController, ControllerState>();

export function createController(): RunController {
  const reins = new ControllerState();
  const controller: RunController = {
    cancelCall: (key) => reins.cancelCall(key),
    setLimit: (limit) => reins.setLimit(limit),
    pause: () => reins.pause(),
    resume: () => reins.resume(),
    disturbed: (cause, durationMs) => reins.disturbed(cause, durationMs),
  };
  all.set(controller, reins);
  return controller;
}

/** Throws TypeError for a controller that is none of ours. */
export function controllerState(controller: RunController | undefined): ControllerState | undefined {
  const reins = controller && all.get(controller);
  if (controller && !reins) throw new TypeError('controller: expected one that createController made');
  return reins;
}
