import type { Ms } from '../../run/types.ts';
import type { TimeoutTarget } from '../clocks/timeouts.ts';
import type { Timer } from '../clocks/timerHeap.ts';
import type { WatchedClock } from '../clocks/watchedClock.ts';
import { inPresentContext } from '../isolation/asyncContext.ts';
import { stream } from '../random.ts';
import type { Cancel, Clock, Tool, ToolContext } from '../types.ts';

/** What the attempts of a run share. */
export interface AttemptHost {
  clock: WatchedClock;
  seed: number;
  recordPartial(attempt: Attempt, value: unknown): void;
  onTimeout(attempt: Attempt): void;
  /** Called when a timer that the tool set throws. */
  onTimerThrew(attempt: Attempt, thrown: unknown): void;
}

/**
 * One attempt of one call. 10,000 of them may exist at once, so the AbortController and the random stream are created
 * on first use.
 */
export class Attempt implements TimeoutTarget {
  /**
   * `new` until its tool is invoked. `abandoned`: the call continues without the attempt, which can still record one
   * `late` event.
   */
  state: 'new' | 'running' | 'ended' | 'abandoned' = 'new';
  /** Whether the abandoned attempt keeps its slots until it ends (`slotOnTimeout: 'hold'`). */
  holds = false;
  private timeout: Timer | Cancel | undefined;
  private controller: AbortController | undefined;
  private stopped: { reason: unknown } | undefined;
  private numbers: (() => number) | undefined;
  private madeContext: Context | undefined;

  constructor(
    readonly key: number,
    readonly callId: string,
    readonly attempt: number,
    readonly tool: Tool,
    /** Infinity without one. */
    readonly timeoutMs: Ms,
    /** In ms since the run's start; an attempt that ends at or after it has timed out. Infinity without a timeout. */
    readonly deadline: Ms,
    readonly host: AttemptHost,
  ) {}

  get hasContext(): boolean {
    return this.madeContext !== undefined;
  }

  get context(): ToolContext {
    this.madeContext ??= new Context(this);
    return this.madeContext;
  }

  get signal(): AbortSignal {
    if (!this.controller) {
      this.controller = new AbortController();
      if (this.stopped) this.controller.abort(this.stopped.reason);
    }
    return this.controller.signal;
  }

  startTimeout(): void {
    if (this.timeoutMs !== Number.POSITIVE_INFINITY) this.timeout = this.host.clock.timeouts.set(this.timeoutMs, this);
  }

  cancelTimeout(): void {
    if (this.timeout === undefined) return;
    this.host.clock.timeouts.cancel(this.timeout);
    this.timeout = undefined;
  }

  onTimer(): void {
    this.host.onTimeout(this);
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

/**
 * The context of an attempt's tool, made at its first use: most of 10,000 tools that do nothing never look at it, and
 * making it costs more than the rest of the attempt. A Proxy and not accessors on a prototype, so that it can be
 * destructured and spread.
 */
export function lazyContext(attempt: Attempt): ToolContext {
  return new Proxy(attempt, TO_CONTEXT) as unknown as ToolContext;
}

const TO_CONTEXT: ProxyHandler<Attempt> = {
  get(attempt, name, receiver) {
    // What a tool of LangChain needs of every attempt; the attempt has it too.
    const isOwn = name === 'key' || name === 'callId' || name === 'attempt' || name === 'signal';
    return isOwn && !attempt.hasContext ? attempt[name] : Reflect.get(attempt.context, name, receiver);
  },
  set: ({ context }, name, value, receiver) => Reflect.set(context, name, value, receiver),
  has: ({ context }, name) => Reflect.has(context, name),
  ownKeys: ({ context }) => Reflect.ownKeys(context),
  getOwnPropertyDescriptor: ({ context }, name) => Reflect.getOwnPropertyDescriptor(context, name),
  defineProperty: ({ context }, name, property) => Reflect.defineProperty(context, name, property),
  deleteProperty: ({ context }, name) => Reflect.deleteProperty(context, name),
  getPrototypeOf: ({ context }) => Reflect.getPrototypeOf(context),
  setPrototypeOf: () => false,
  // A Proxy may not say so of a target that is extensible.
  preventExtensions: () => false,
};

/** Key of a context's attempt: a symbol, so that spreading a context copies it and JSON does not show it. */
const ATTEMPT = Symbol('attempt');

/**
 * All properties are own and no function needs `this`, so it may be destructured, spread and wrapped. `signal` is an
 * accessor, so that its AbortController is created on first read.
 */
class Context implements ToolContext {
  declare readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly key: number;
  readonly callId: string;
  readonly attempt: number;
  readonly random: () => number;
  readonly report: (partial: unknown) => void;
  readonly [ATTEMPT]: Attempt;

  constructor(attempt: Attempt) {
    const { clock, onTimerThrew } = attempt.host;
    this[ATTEMPT] = attempt;
    // The run's clock, with timers whose errors fail this attempt and no other. They fire in the asynchronous context that
    // set them: a clock that several runs share has one system timer for all of them.
    this.clock = {
      now: clock.now,
      block: clock.block,
      after: (delay, fire) => clock.guarded(delay, inPresentContext(fire), (thrown) => onTimerThrew(attempt, thrown)),
    };
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
  // A Proxy may not report a property that cannot be changed and that its target lacks.
  configurable: true,
  get(this: Context): AbortSignal {
    return this[ATTEMPT].signal;
  },
};
