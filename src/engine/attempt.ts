import type { Ms } from '../run/types.ts';
import { stream } from './random.ts';
import type { Cancel, Clock, Tool, ToolContext } from './types.ts';

/** What all attempts of a run have in common. */
export interface AttemptsOf {
  clock: Clock;
  seed: number;
  partial(attempt: Attempt, value: unknown): void;
}

/**
 * One try of one call, and the context that its tool sees. 10,000 of them may exist at once, so the
 * AbortController and the random stream are made when first asked for.
 */
export class Attempt implements ToolContext {
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
    private readonly run: AttemptsOf,
  ) {}

  get clock(): Clock {
    return this.run.clock;
  }

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
