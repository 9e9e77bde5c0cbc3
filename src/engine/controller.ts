import { checkLimit } from '../run/check/checkPolicy.ts';
import type { Disturbance, Ms } from '../run/types.ts';

/** The controls of one run, as a RunController calls them. */
export interface Steered {
  cancelCall(key: number): void;
  setLimit(limit: number | null): void;
  pause(): void;
  resume(): void;
  disturbed(cause: Disturbance, durationMs: Ms): void;
}

/**
 * Controls a run from outside; made by `createController` and passed to `execute`, like an AbortController. Commands
 * given before the run starts apply from its start; commands after its end do nothing. One controller controls one run
 * at a time: until that run has settled, `execute` rejects a second one with TypeError. Limit and pause carry over to the
 * next run; cancelled calls do not.
 */
export interface RunController {
  /** Cancels one call, whether it is queued, in backoff or running. `key`: its index in `plan.calls`, from 0. Other calls are not affected. */
  cancelCall(key: number): void;
  /** Sets the concurrency limit: a whole number from 1, or null for none. Running calls are never stopped by it. Throws PlanError for any other value. */
  setLimit(limit: number | null): void;
  /** Starts no attempts until `resume`. Running attempts, timeouts and the deadline continue. */
  pause(): void;
  resume(): void;
  /**
   * Records a disturbance that only the environment can observe: the tab was hidden, or another thread was busy, for
   * `durationMs` up to now. Adds one `disturbed` event to the log of the current run; ignored when there is no run.
   */
  disturbed(cause: Exclude<Disturbance, 'late-timer'>, durationMs: Ms): void;
}

/** The commands given so far, and the run that receives them. */
export class ControllerState {
  private paused = false;
  private limit: number | null | undefined;
  /** Keys cancelled before the first run; `undefined` from its start on. */
  private cancelledBeforeStart: Set<number> | undefined = new Set();
  private run: Steered | undefined;
  /** Set before `run`, so that a listener of the run's first events cannot start another run with it. */
  private claimedBy: Steered | undefined;

  cancelCall(key: number): void {
    if (this.run) this.run.cancelCall(key);
    else this.cancelledBeforeStart?.add(key);
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

  /** Throws TypeError while another run, which has not settled, has the controller. */
  claim(run: Steered): void {
    if (this.claimedBy)
      throw new TypeError(
        'controller: expected one that controls no other run; this one controls a run that has not settled. Create a controller for each run, or start this run after the other.',
      );
    this.claimedBy = run;
  }

  /** Makes `run` the current run and applies the commands given before. */
  attach(run: Steered): void {
    const { cancelledBeforeStart = [] } = this;
    this.cancelledBeforeStart = undefined;
    this.run = run;
    if (this.limit !== undefined) run.setLimit(this.limit);
    if (this.paused) run.pause();
    for (const key of cancelledBeforeStart) run.cancelCall(key);
  }

  detach(): void {
    this.run = undefined;
    this.claimedBy = undefined;
  }
}

const states = new WeakMap<RunController, ControllerState>();

export function createController(): RunController {
  const state = new ControllerState();
  const controller: RunController = {
    cancelCall: (key) => state.cancelCall(key),
    setLimit: (limit) => state.setLimit(limit),
    pause: () => state.pause(),
    resume: () => state.resume(),
    disturbed: (cause, durationMs) => state.disturbed(cause, durationMs),
  };
  states.set(controller, state);
  return controller;
}

/** Throws TypeError for a controller that `createController` did not make. */
export function controllerState(controller: RunController | undefined): ControllerState | undefined {
  const state = controller && states.get(controller);
  if (controller && !state) throw new TypeError('controller: expected one that createController made');
  return state;
}
