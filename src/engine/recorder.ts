import type { Ms, RunEvent } from '../run/types.ts';
import { errorText } from './errorText.ts';
import type { Clock } from './types.ts';

/** The log of a run, its time, and the one who listens. */
export class Recorder {
  readonly log: RunEvent[] = [];
  /** Time of the last event. */
  lastAt: Ms = 0;
  private origin: Ms = 0;
  private listenerThrew = false;
  /** Something was not recorded, because there are as many events as there may be. */
  isFull = false;

  constructor(
    private readonly clock: Clock,
    private readonly onEvent: ((event: RunEvent) => void) | undefined,
    private readonly most = Number.POSITIVE_INFINITY,
  ) {}

  /** Time is counted from here. */
  begin(): Ms {
    this.origin = this.clock.now();
    return this.origin;
  }

  /** Milliseconds since the run's start. */
  now(): Ms {
    return this.clock.now() - this.origin;
  }

  /** The same of a moment of the clock. */
  since(moment: number): Ms {
    return moment - this.origin;
  }

  /** The number of the next event. */
  get seq(): number {
    return this.log.length;
  }

  record(event: RunEvent): void {
    if (this.log.length >= this.most) {
      this.isFull = true;
      return;
    }
    // A listener may have recorded something later meanwhile (a tool's report): the log's time never falls.
    if (event.at < this.lastAt) event.at = this.lastAt;
    this.lastAt = event.at;
    this.log.push(event);
    if (!this.onEvent) return;
    try {
      const answer: unknown = this.onEvent(event);
      // One that is async, or a thenable: nobody else would hear how it fails.
      if (typeof answer === 'object' && answer !== null) Promise.resolve(answer).then(undefined, this.threw);
    } catch (thrown) {
      this.threw(thrown);
    }
  }

  private readonly threw = (thrown: unknown): void => {
    if (this.listenerThrew) return;
    this.listenerThrew = true;
    const message = `A listener threw: ${errorText(thrown).message}`;
    this.record({ seq: this.seq, at: this.lastAt, type: 'warning', code: 'listener-threw', message });
  };
}
