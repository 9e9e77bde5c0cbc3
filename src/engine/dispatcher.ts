import type { AttemptResult, ErrorText, Ms, Policy, RunEvent, Settlement } from '../run/types.ts';
import type { Admission } from './admission/admission.ts';
import { ReadyQueue } from './admission/readyQueue.ts';
import { Slots } from './admission/slots.ts';
import { Attempt, type AttemptHost, Context } from './attempts/attempt.ts';
import type { CallTask } from './attempts/callTask.ts';
import { type AttemptEnd, backoffAfter, followUp } from './attempts/nextStep.ts';
import { abortError, timeoutError } from './attempts/runEnd.ts';
import type { WatchedClock } from './clocks/watchedClock.ts';
import { errorText } from './errorText.ts';
import type { Recorder } from './recorder.ts';
import type { ToolRegistry } from './toolRegistry.ts';
import type { Cancel, Tool } from './types.ts';

/** While it starts calls the engine gives the thread back this often, so that timers and messages are heard. */
const SLICE_MS = 4;

/** What the lanes need of the run. */
export interface DispatcherHost {
  readonly policy: Policy;
  readonly seed: number;
  readonly box: ToolRegistry;
  readonly mode: 'execute' | 'predict';
  readonly clock: WatchedClock;
  readonly recorder: Recorder;
  readonly gate: Admission;
  entryOf(key: number): CallTask;
  /** Nothing starts: paused, ending or over. */
  isHalted(): boolean;
  settle(entry: CallTask, at: Ms, settlement: Settlement): void;
  /** The last abandoned work has ended. */
  drained(): void;
}

/**
 * From the queue with a slot into an attempt, and from an attempt to the next, to the fallback or to the outcome.
 *
 * Listeners and tools may call back at any `record`, `stop` or `invoke` (abort, cancel, pause): behind each of them
 * what was true before is looked at anew.
 */
export class Dispatcher {
  /** Abandoned attempts that still run. */
  abandoned = 0;
  /** No attempt starts at it or after it; Infinity without one. */
  deadline: Ms = Number.POSITIVE_INFINITY;
  private readonly slots: Slots;
  private readonly queue: ReadyQueue;
  private readonly recorder: Recorder;
  private readonly shared: AttemptHost;
  private sliceStart: Ms = 0;
  private starting = false;
  private cancelYield: Cancel | undefined;

  constructor(private readonly run: DispatcherHost) {
    this.recorder = run.recorder;
    this.shared = { clock: run.clock, seed: run.seed, partial: this.partial, threw: this.threw };
    this.slots = new Slots(run.policy.limit);
    this.queue = new ReadyQueue(this.slots, (entry) => run.gate.forget(entry));
  }

  set limit(limit: number | null) {
    this.slots.limit = limit ?? Number.POSITIVE_INFINITY;
  }

  add(entry: CallTask): void {
    this.queue.add(entry);
  }

  /** The thread was somebody else's until now. */
  turned(now: Ms): void {
    this.sliceStart = now;
  }

  close(): void {
    this.cancelYield?.();
  }

  /** Keeps min(limit, ready) calls running; called whenever a slot or a call has come free. */
  startReady(): void {
    if (this.starting || this.cancelYield) return;
    const { run, queue } = this;
    this.starting = true;
    while (!run.isHalted() && run.gate.mayStart()) {
      const entry = queue.next();
      if (!entry) break;
      const now = run.clock.now();
      const at = this.recorder.since(now);
      // At the deadline its timer is due, and what has not started is skipped.
      const isLate = at >= this.deadline;
      if (isLate || now - this.sliceStart > SLICE_MS) {
        queue.add(entry);
        if (!isLate) this.cancelYield = run.clock.after(0, this.goOn);
        break;
      }
      this.start(entry, at, now);
    }
    this.starting = false;
  }

  private readonly goOn = (): void => {
    this.cancelYield = undefined;
    this.startReady();
  };

  private start(entry: CallTask, at: Ms, now: number): void {
    const { run } = this;
    const { key, call } = entry;
    const tool = entry.tool as Tool;
    const timeoutMs = call.timeoutMs ?? tool.timeoutMs ?? run.policy.timeoutMs ?? Number.POSITIVE_INFINITY;
    const number = ++entry.attempts;
    const attempt = new Attempt(key, number, tool, at + timeoutMs, this.shared);
    entry.open = attempt;
    entry.startedAt ??= at;
    this.slots.take(entry, tool);
    this.arrive(entry);
    run.gate.started(entry);
    this.recorder.record({ seq: this.recorder.seq, at, type: 'started', key, attempt: number });
    // A listener may have cancelled it just now.
    if (attempt.state !== 'new') return;
    attempt.state = 'running';
    if (timeoutMs !== Number.POSITIVE_INFINITY)
      attempt.cancelTimeout = run.clock.unwatched.after(timeoutMs, () => {
        run.clock.fired(now + timeoutMs);
        this.timedOut(entry, attempt, timeoutMs);
      });
    this.invoke(entry, attempt).then(
      (value) => this.ended(entry, attempt, value),
      (thrown) => this.ended(entry, attempt, undefined, errorText(thrown)),
    );
  }

  private invoke({ args }: CallTask, attempt: Attempt): Promise<unknown> {
    const { tool } = attempt;
    try {
      // Its own shallow copy: a tool that changes its arguments changes nobody else's.
      const own = { ...args };
      const context = new Context(attempt);
      const { predict } = tool;
      return Promise.resolve(
        predict && this.run.mode === 'predict' ? predict.call(tool, own, context) : tool.invoke(own, context),
      );
    } catch (thrown) {
      return Promise.reject(thrown);
    }
  }

  private readonly partial = ({ key, attempt }: Attempt, value: unknown): void => {
    this.recorder.record({ seq: this.recorder.seq, at: this.recorder.now(), type: 'partial', key, attempt, value });
    // It may report in a loop that nothing else ends.
    if (this.recorder.isFull) throw abortError('nothing more is recorded');
  };

  /** Its tool's promise may never settle now, or at any time: the attempt ends here. */
  private readonly threw = (attempt: Attempt, thrown: unknown): void => {
    const error = errorText(thrown);
    if (attempt.state !== 'ended') this.ended(this.run.entryOf(attempt.key), attempt, undefined, error);
    else {
      const message = `A timer of attempt ${attempt.attempt} threw after its end: ${error.message}`;
      const { recorder } = this;
      recorder.record({
        seq: recorder.seq,
        at: recorder.now(),
        type: 'warning',
        code: 'timer-threw',
        message,
        key: attempt.key,
      });
    }
  };

  // ---- how an attempt ends

  private ended(entry: CallTask, attempt: Attempt, value: unknown, error?: ErrorText): void {
    // A timer of its own has ended it.
    if (attempt.state === 'ended') return;
    if (attempt.state === 'abandoned') {
      this.late(entry, attempt, error);
      return;
    }
    attempt.state = 'ended';
    attempt.cancelTimeout?.();
    entry.open = undefined;
    const at = this.recorder.now();
    const tooLate = at >= Math.min(attempt.deadline, this.deadline);
    const result = tooLate ? 'timedOut' : error ? 'failed' : 'succeeded';
    const why = tooLate ? { name: 'TimeoutError', message: 'it ended after its deadline' } : error;
    const backoffMs = this.backoffAfter(entry, at, result);
    this.recordEnd(attempt, at, result, why, backoffMs);
    this.goOnFrom(entry, { result, at, value, error: why }, backoffMs);
    this.giveBack(entry, attempt);
  }

  private timedOut(entry: CallTask, attempt: Attempt, timeoutMs: Ms): void {
    if (attempt.state !== 'running') return;
    const at = this.recorder.now();
    const message = `timed out after ${timeoutMs} ms`;
    const error = { name: 'TimeoutError', message };
    const backoffMs = this.backoffAfter(entry, at, 'timedOut');
    // Claimed until it is known what follows: its fallback goes on in the same slot.
    this.slots.claim(entry);
    this.abandon(entry, attempt, 'timedOut', at, error, backoffMs);
    this.goOnFrom(entry, { result: 'timedOut', at, error }, backoffMs);
    this.slots.unclaim(entry);
    attempt.stop(timeoutError(message));
    this.startReady();
  }

  /** The call goes on without this attempt, which may run on unseen. */
  abandon(entry: CallTask, attempt: Attempt, result: AttemptResult, at: Ms, error?: ErrorText, backoffMs?: Ms): void {
    // One that its tool has not seen yet leaves nothing behind.
    const runsOn = attempt.state === 'running';
    attempt.state = runsOn ? 'abandoned' : 'ended';
    attempt.cancelTimeout?.();
    entry.open = undefined;
    if (runsOn) {
      this.abandoned++;
      entry.runningOn++;
    }
    attempt.holds = runsOn && this.run.policy.slotOnTimeout === 'hold';
    if (!attempt.holds) this.release(entry, attempt);
    this.recordEnd(attempt, at, result, error, backoffMs);
  }

  private late(entry: CallTask, attempt: Attempt, error: ErrorText | undefined): void {
    attempt.state = 'ended';
    this.abandoned--;
    entry.runningOn--;
    const { recorder } = this;
    const event: RunEvent = {
      seq: recorder.seq,
      at: recorder.now(),
      type: 'late',
      key: attempt.key,
      attempt: attempt.attempt,
      result: error ? 'failed' : 'succeeded',
    };
    if (error) event.error = error;
    recorder.record(event);
    if (attempt.holds) this.giveBack(entry, attempt);
    if (this.abandoned === 0) this.run.drained();
  }

  private recordEnd(
    { key, attempt }: Attempt,
    at: Ms,
    result: AttemptResult,
    error: ErrorText | undefined,
    backoffMs: Ms | undefined,
  ): void {
    const event: RunEvent = { seq: this.recorder.seq, at, type: 'attemptEnded', key, attempt, result };
    if (error) event.error = error;
    if (backoffMs !== undefined) event.backoffMs = backoffMs;
    this.recorder.record(event);
  }

  private giveBack(entry: CallTask, attempt: Attempt): void {
    this.release(entry, attempt);
    this.startReady();
  }

  private release(entry: CallTask, { tool }: Attempt): void {
    this.slots.giveBack(entry, tool);
    if (tool.limit !== undefined) this.queue.roomFor(tool);
  }

  /** The claim that led a call to its fallback has done its work: the attempt itself holds the slot, or nobody does. */
  arrive(entry: CallTask): void {
    if (!entry.onTheWay) return;
    entry.onTheWay = false;
    this.slots.unclaim(entry);
  }

  // ---- from an attempt to the next, or to the outcome

  private backoffAfter(entry: CallTask, at: Ms, result: AttemptResult): Ms | undefined {
    return at >= this.deadline ? undefined : backoffAfter(entry, result, this.run);
  }

  private goOnFrom(entry: CallTask, end: AttemptEnd, backoffMs: Ms | undefined): void {
    // A listener may have ended the call just now.
    if (entry.outcome) return;
    if (backoffMs !== undefined) {
      entry.cancelBackoff = this.run.clock.after(backoffMs, () => {
        entry.cancelBackoff = undefined;
        this.run.gate.add([entry]);
        this.startReady();
      });
      return;
    }
    const next = followUp(entry, end, end.at < this.deadline, this.run);
    if ('kind' in next) this.run.settle(entry, end.at, next);
    else {
      entry.recovers = next.recovers;
      entry.tool = this.run.box.get(next.tool);
      entry.args = next.args;
      // It keeps the run's slot on the way.
      entry.onTheWay = true;
      this.slots.claim(entry);
      this.run.gate.add([entry]);
    }
  }
}
