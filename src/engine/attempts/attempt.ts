import type { Ms } from '../../run/types.ts';
import type { WatchedClock } from '../clocks/watchedClock.ts';
import { stream } from '../random.ts';
import type { Cancel, Clock, Tool, ToolContext } from '../types.ts';

/** What the attempts of a run share. */
export interface AttemptHost {
  clock: WatchedClock;
  seed: number;
  recordPartial(attempt: Attempt, value: unknown): void;
  /** Called when a timer that the tool set throws. */
  onTimerThrew(attempt: Attempt, thrown: unknown): void;
}

/**
 * One attempt of one call. 10,000 of them may exist at once, so the AbortController and the random stream are created
 * on first use.
 */
export class Attempt {
  /**
   * `new` until its tool is invoked. `abandoned`: the call continues without the attempt, which can still record one
   * `late` event.
   */
  state: 'new' | 'running' | 'ended' | 'abandoned' = 'new';
  /** Whether the abandoned attempt keeps its slots until it ends (`slotOnTimeout: 'hold'`). */
  holds = false;
  cancelTimeout: Cancel | undefined;
  private controller: AbortController | undefined;
  private stopped: { reason: unknown } | undefined;
  private numbers: (() => number) | undefined;

  constructor(
    readonly key: number,
    readonly callId: string,
    readonly attempt: number,
    readonly tool: Tool,
    /** In ms since the run's start; an attempt that ends at or after it has timed out. Infinity without a timeout. */
    readonly deadline: Ms,
    readonly host: AttemptHost,
  ) {}

  get signal(): AbortSignal {
    if (!this.controller) {
      this.controller = new AbortController();
      if (this.stopped) this.controller.abort(this.stopped.reason);
    }
    return this.controller.signal;
  }

  random(): number {
    this.numbers ??= stream(this.host.seed, this.key, this.attempt);
    return this.numbers();
  }

  report(partial: unknown): void {
    if (this.state === 'running') this.host.recordPartial(this, partial);
  }

  /** Aborts the signal, even if the tool reads it only later. */
  stop(reason: unknown): void {
    this.stopped = { reason };
    this.controller?.abort(reason);
  }
}

/** Key of a context's attempt: a symbol, so that spreading a context copies it and JSON does not show it. */
const ATTEMPT = Symbol('attempt');

/**
 * The context that a tool receives. All properties are own and no function needs `this`, so it may be destructured,
 * spread and wrapped. `signal` is an accessor, so that its AbortController is created on first read; all contexts share
 * one getter, because a closure for each would cost more than the rest of the attempt.
 */
export class Context implements ToolContext {
  declare readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly key: number;
  readonly callId: string;
  readonly attempt: number;
  readonly random: () => number;
  readonly report: (partial: unknown) => void;
  readonly [ATTEMPT]: Attempt;

  constructor(attempt: Attempt) {
    this[ATTEMPT] = attempt;
    this.clock = clockOf(attempt);
    this.key = attempt.key;
    this.callId = attempt.callId;
    this.attempt = attempt.attempt;
    this.random = () => attempt.random();
    this.report = (partial) => attempt.report(partial);
    Object.defineProperty(this, 'signal', SIGNAL);
  }
}

const SIGNAL = {
  enumerable: true,
  get(this: Context): AbortSignal {
    return this[ATTEMPT].signal;
  },
};

/** The run's clock, with timers whose errors fail this attempt and no other. */
function clockOf(attempt: Attempt): Clock {
  const { clock, onTimerThrew } = attempt.host;
  return {
    now: clock.now,
    block: clock.block,
    after: (delay, fire) => clock.guarded(delay, fire, (thrown) => onTimerThrew(attempt, thrown)),
  };
}
