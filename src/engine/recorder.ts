import type { Ms, RunEvent } from '../run/types.ts';
import { errorText } from './errorText.ts';
import type { Clock } from './types.ts';

/** The log of a run, its time origin, and its listener. */
export class Recorder {
  private log: RunEvent[] = [];
  /** Whether the log was given away: it is then copied before the next event. */
  private logTaken = false;
  /** Time of the last event. */
  lastAt: Ms = 0;
  private origin: Ms = 0;
  private listenerThrew = false;
  /** Whether an event was dropped because the log has `maxEvents` events. */
  isFull = false;

  constructor(
    private readonly clock: Clock,
    private readonly onEvent: ((event: RunEvent) => void) | undefined,
    private readonly maxEvents = Number.POSITIVE_INFINITY,
  ) {}

  /** Sets the time origin to now; returns it as a time of the clock. */
  begin(): Ms {
    this.origin = this.clock.now();
    return this.origin;
  }

  /** Milliseconds since the run's start. */
  now(): Ms {
    return this.clock.now() - this.origin;
  }

  /** A time of the clock, as milliseconds since the run's start. */
  since(moment: number): Ms {
    return moment - this.origin;
  }

  /** A time in milliseconds since the run's start, as a time of the clock. */
  toClock(at: Ms): number {
    return at + this.origin;
  }

  /** The log so far. Later events are not added to it. */
  takeLog(): RunEvent[] {
    this.logTaken = true;
    return this.log;
  }

  /** The number of the next event. */
  get seq(): number {
    return this.log.length;
  }

  record(event: RunEvent): void {
    if (this.log.length >= this.maxEvents) {
      this.isFull = true;
      return;
    }
    // A listener may have recorded a later event meanwhile (a tool's report): times in the log never decrease.
    if (event.at < this.lastAt) event.at = this.lastAt;
    this.lastAt = event.at;
    if (this.logTaken) {
      this.log = this.log.slice();
      this.logTaken = false;
    }
    this.log.push(event);
    if (!this.onEvent) return;
    try {
      const answer: unknown = this.onEvent(event);
      // An async listener or thenable: a rejection would otherwise be unhandled.
      if (typeof answer === 'object' && answer !== null) Promise.resolve(answer).then(undefined, this.onListenerThrew);
    } catch (thrown) {
      this.onListenerThrew(thrown);
    }
  }

  private readonly onListenerThrew = (thrown: unknown): void => {
    if (this.listenerThrew) return;
    this.listenerThrew = true;
    const message = `A listener threw: ${errorText(thrown).message}`;
    this.record({ seq: this.seq, at: this.lastAt, type: 'warning', code: 'listener-threw', message });
  };
}
