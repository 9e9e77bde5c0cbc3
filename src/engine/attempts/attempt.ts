import type { Ms } from '../../run/types.ts';
import type { WatchedClock } from '../clocks/watchedClock.ts';
import { stream } from '../random.ts';
import type { Cancel, Clock, Tool, ToolContext } from '../types.ts';

/** What all attempts of a run have in common. */
export interface AttemptHost {
  clock: WatchedClock;
  seed: number;
  partial(attempt: Attempt, value: unknown): void;
  /** A timer that its tool has set threw when it fired. */
  threw(attempt: Attempt, thrown: unknown): void;
}

/**
 * One try of one call. 10,000 of them may exist at once, so the AbortController and the random stream are made when
 * first asked for.
 */
export class Attempt {
  /**
   * `new` until its tool is called. `abandoned`: the call went on without it; whatever it still brings is at
   * most one `late` event.
   */
  state: 'new' | 'running' | 'ended' | 'abandoned' = 'new';
  /** Under `hold`: it keeps its slots although it was abandoned, until it ends. */
  holds = false;
  cancelTimeout: Cancel | undefined;
  private controller: AbortController | undefined;
  private stopped: { reason: unknown } | undefined;
  private numbers: (() => number) | undefined;

  constructor(
    readonly key: number,
    readonly attempt: number,
    readonly tool: Tool,
    /** Ms since the run's start; an end at or after it counts as timed out. Infinity without a timeout. */
    readonly deadline: Ms,
    readonly run: AttemptHost,
  ) {}

  get signal(): AbortSignal {
    if (!this.controller) {
      this.controller = new AbortController();
      if (this.stopped) this.controller.abort(this.stopped.reason);
    }
    return this.controller.signal;
  }

  random(): number {
    this.numbers ??= stream(this.run.seed, this.key, this.attempt);
    return this.numbers();
  }

  report(partial: unknown): void {
    if (this.state === 'running') this.run.partial(this, partial);
  }

  /** Aborts the signal, also one that is read only later. */
  stop(reason: unknown): void {
    this.stopped = { reason };
    this.controller?.abort(reason);
  }
}

/** Of a context; a symbol, so that only who spreads a context copies it and nobody sees it. */
const OF = Symbol('attempt');

/**
 * What a tool sees of its attempt. All of it is the object's own, and no function needs its `this`: it may be taken
 * apart, spread and wrapped. `signal` is an accessor, so that its controller is made when somebody reads it; one
 * function for all, since one closure each would cost more than the rest of the attempt.
 */
export class Context implements ToolContext {
  declare readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly attempt: number;
  readonly random: () => number;
  readonly report: (partial: unknown) => void;
  readonly [OF]: Attempt;

  constructor(attempt: Attempt) {
    this[OF] = attempt;
    this.clock = clockOf(attempt);
    this.attempt = attempt.attempt;
    this.random = () => attempt.random();
    this.report = (partial) => attempt.report(partial);
    Object.defineProperty(this, 'signal', SIGNAL);
  }
}

const SIGNAL = {
  enumerable: true,
  get(this: Context): AbortSignal {
    return this[OF].signal;
  },
};

/** The run's clock. What a timer throws is the fault of the call that set it, and no other call's. */
function clockOf(attempt: Attempt): Clock {
  const { clock, threw } = attempt.run;
  return {
    now: clock.now,
    block: clock.block,
    after: (delay, fire) => clock.guarded(delay, fire, (thrown) => threw(attempt, thrown)),
  };
}
