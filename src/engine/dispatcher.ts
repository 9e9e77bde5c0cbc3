import { reasonText } from '../run/text/reasonText.ts';
import type { AttemptResult, ErrorText, Ms, Policy, RunEvent, Settlement } from '../run/types.ts';
import type { Admission } from './admission/admission.ts';
import { ReadyQueue } from './admission/readyQueue.ts';
import { endPoolWait } from './admission/sharedPool.ts';
import { type SlotSources, Slots } from './admission/slots.ts';
import { Attempt, type AttemptHost, lazyContext } from './attempts/attempt.ts';
import type { CallTask } from './attempts/callTask.ts';
import { isGenerator, runGenerator } from './attempts/generator.ts';
import { type AttemptEnd, followUp, type NextAttempt, nextAttempt } from './attempts/nextStep.ts';
import type { RetryQuestion } from './attempts/retryQuestion.ts';
import { abortError, timeoutError } from './attempts/runEnd.ts';
import type { WatchedClock } from './clocks/watchedClock.ts';
import { errorText } from './errorText.ts';
import { Interruption } from './interruption.ts';
import { captureContext } from './isolation/asyncContext.ts';
import { ownArguments } from './isolation/ownArguments.ts';
import type { Recorder } from './recorder.ts';
import type { ToolRegistry } from './toolRegistry.ts';
import type { Cancel, Tool } from './types.ts';

/** While it starts calls, the dispatcher yields to the event loop this often, so that timers and messages are handled. */
const SLICE_MS = 4;

/** What the dispatcher needs from the run. */
export interface DispatcherHost {
  readonly policy: Policy;
  readonly seed: number;
  readonly box: ToolRegistry;
  /** The caller's `retryOn`. */
  readonly retryQuestion: RetryQuestion | undefined;
  readonly mode: 'execute' | 'predict';
  readonly clock: WatchedClock;
  readonly recorder: Recorder;
  readonly admission: Admission;
  readonly slotSources: SlotSources;
  entryOf(key: number): CallTask;
  /** Whether no attempt may start: the run is paused, ending, settled, or its log is full. */
  isHalted(): boolean;
  settle(entry: CallTask, at: Ms, settlement: Settlement): void;
  /** Called when the last abandoned attempt has ended. */
  drained(): void;
}

/**
 * Starts attempts when a slot is free, and follows each with a retry, the fallback or the outcome.
 *
 * Listeners and tools may call back into the run (abort, cancel, pause) during any `record`, `stop` or `invoke`, so
 * state is checked again after each of them.
 */
export class Dispatcher {
  /** Number of abandoned attempts that still run. */
  abandoned = 0;
  /** No attempt starts at or after this time, in ms since the run's start; Infinity without a deadline. */
  deadline: Ms = Number.POSITIVE_INFINITY;
  private readonly slots: Slots;
  private readonly queue: ReadyQueue;
  private readonly recorder: Recorder;
  private readonly attemptHost: AttemptHost;
  private sliceStart: Ms = 0;
  private starting = false;
  private cancelYield: Cancel | undefined;
  /** The asynchronous context of the run's caller, in which its tools run. */
  private readonly inContext = captureContext();

  constructor(private readonly host: DispatcherHost) {
    this.recorder = host.recorder;
    this.attemptHost = {
      clock: host.clock,
      seed: host.seed,
      recordPartial: this.recordPartial,
      onTimeout: this.onTimeout,
      onTimerThrew: this.onTimerThrew,
    };
    this.slots = new Slots(host.policy.limit, host.slotSources, {
      onRoom: (pool) => this.queue.onRoom(pool),
      onTurn: () => {
        this.restartSlice(host.clock.now());
        this.resumeAfterYield();
      },
    });
    this.queue = new ReadyQueue(this.slots, (entry, pool) => {
      host.admission.cancelReservation(entry);
      // Two calls that each wait for the pool whose slot the other one keeps would wait for ever.
      if (entry.fallbackClaimed && !pool.holds(entry)) this.slots.releaseKept(entry);
    });
  }

  set limit(limit: number | null) {
    this.slots.setLimit(limit);
  }

  add(entry: CallTask): void {
    this.queue.add(entry);
  }

  /** Called when the event loop has just run other work: the time slice starts again at `now`, on the clock. */
  restartSlice(now: Ms): void {
    this.sliceStart = now;
  }

  close(): void {
    this.cancelYield?.();
    this.slots.close();
  }

  /** Keeps min(limit, ready) calls running; called whenever a slot is freed or a call becomes ready. */
  startReady(): void {
    if (this.starting || this.cancelYield) return;
    const { host, queue } = this;
    this.starting = true;
    while (!host.isHalted() && host.admission.mayStart()) {
      const entry = queue.next();
      if (!entry) break;
      const now = host.clock.now();
      const at = this.recorder.since(now);
      // At the deadline its timer is due; calls that have not started are skipped.
      const isLate = at >= this.deadline;
      if (isLate || now - this.sliceStart > SLICE_MS) {
        queue.add(entry);
        if (!isLate) this.cancelYield = host.clock.after(0, this.resumeAfterYield);
        break;
      }
      this.start(entry, at, now);
    }
    this.starting = false;
  }

  private readonly resumeAfterYield = (): void => {
    this.cancelYield?.();
    this.cancelYield = undefined;
    this.startReady();
  };

  private start(entry: CallTask, at: Ms, now: number): void {
    const { host } = this;
    const { key, call } = entry;
    const tool = entry.tool as Tool;
    const timeoutMs = call.timeoutMs ?? tool.timeoutMs ?? host.policy.timeoutMs ?? Number.POSITIVE_INFINITY;
    const number = ++entry.attempts;
    const attempt = new Attempt(key, call.id, number, tool, timeoutMs, at + timeoutMs, this.attemptHost);
    entry.open = attempt;
    entry.startedAt ??= at;
    const poolMs = entry.poolWait ? this.slots.poolWaitUntil(now, entry) : 0;
    this.slots.acquire(entry, tool);
    this.endClaims(entry);
    // Records `ready` events of other calls.
    host.admission.recordStart(entry);
    const event: RunEvent = { seq: this.recorder.seq, at, type: 'started', key, attempt: number };
    if (poolMs > 0) event.poolMs = poolMs;
    this.recorder.record(event);
    // A listener of `started` may have cancelled the attempt.
    if (attempt.state !== 'new') return;
    attempt.state = 'running';
    attempt.startTimeout();
    const { inContext } = this;
    const ended = inContext ? inContext(this.invoke, this, entry, attempt) : this.invoke(entry, attempt);
    ended.then(
      (value) => this.endAttempt(entry, attempt, value),
      (thrown) => this.endThrown(entry, attempt, thrown),
    );
  }

  private invoke({ args }: CallTask, attempt: Attempt): Promise<unknown> {
    const { tool } = attempt;
    try {
      const own = ownArguments(args);
      const context = lazyContext(attempt);
      const { predict } = tool;
      const returned =
        predict && this.host.mode === 'predict' ? predict.call(tool, own, context) : tool.invoke(own, context);
      return isGenerator(returned) ? runGenerator(returned, attempt, this.host.clock) : Promise.resolve(returned);
    } catch (thrown) {
      return Promise.reject(thrown);
    }
  }

  private readonly recordPartial = ({ key, attempt }: Attempt, value: unknown): void => {
    this.recorder.record({ seq: this.recorder.seq, at: this.recorder.now(), type: 'partial', key, attempt, value });
    // Ends a tool that reports in an endless loop.
    if (this.recorder.isFull) throw abortError('nothing more is recorded');
  };

  /** A throwing timer fails the attempt that set it, because the tool's promise may now never settle. */
  private readonly onTimerThrew = (attempt: Attempt, thrown: unknown): void => {
    const error = errorText(thrown);
    if (attempt.state !== 'ended') this.endAttempt(this.host.entryOf(attempt.key), attempt, undefined, error, thrown);
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

  private endAttempt(entry: CallTask, attempt: Attempt, value: unknown, error?: ErrorText, thrown?: unknown): void {
    // A timer of the tool threw and ended the attempt.
    if (attempt.state === 'ended') return;
    if (attempt.state === 'abandoned') {
      this.recordLateEnd(entry, attempt, error);
      return;
    }
    const at = this.recorder.now();
    const tooLate = at >= Math.min(attempt.deadline, this.deadline);
    const result = tooLate ? 'timedOut' : error ? 'failed' : 'succeeded';
    const why = tooLate ? { name: 'TimeoutError', message: 'it ended after its deadline' } : error;
    const next = this.nextAttempt(entry, at, result, why, tooLate ? undefined : thrown);
    // The caller's `retryOn` may have cancelled the call: the attempt has been abandoned, and ends late.
    if (attempt.state !== 'running') {
      this.recordLateEnd(entry, attempt, error);
      return;
    }
    attempt.state = 'ended';
    attempt.cancelTimeout();
    entry.open = undefined;
    this.recordEnd(attempt, at, result, why, undefined, next);
    this.afterAttempt(entry, { result, at, value, error: why }, next);
    this.releaseAndStart(entry, attempt);
  }

  private endThrown(entry: CallTask, attempt: Attempt, thrown: unknown): void {
    if (!Interruption.isOne(thrown) || attempt.state !== 'running') {
      this.endAttempt(entry, attempt, undefined, errorText(thrown), thrown);
      return;
    }
    attempt.state = 'ended';
    attempt.cancelTimeout();
    entry.open = undefined;
    const at = this.recorder.now();
    this.recordEnd(attempt, at, 'cancelled', undefined, undefined, undefined);
    // A listener of `attemptEnded` may have settled the call.
    if (!entry.outcome) this.host.settle(entry, at, { kind: 'cancelled', reason: thrown.message, cause: 'interrupt' });
    this.releaseAndStart(entry, attempt);
  }

  private readonly onTimeout = (attempt: Attempt): void => {
    const { timeoutMs } = attempt;
    this.host.clock.fired(this.recorder.toClock(attempt.deadline));
    if (attempt.state !== 'running') return;
    const entry = this.host.entryOf(attempt.key);
    const at = this.recorder.now();
    const message = reasonText.timeout(timeoutMs);
    const error = { name: 'TimeoutError', message };
    const next = this.nextAttempt(entry, at, 'timedOut', error, undefined);
    // As in `endAttempt`.
    if (attempt.state !== 'running') return;
    // Keeps the slot until the next step is known: a fallback runs in the same slot.
    this.slots.hold(entry, attempt.tool);
    this.abandon(entry, attempt, 'timedOut', at, error, timeoutMs, next);
    this.afterAttempt(entry, { result: 'timedOut', at, error, timeoutMs }, next);
    this.slots.release(entry, attempt.tool);
    attempt.stop(timeoutError(message));
    this.startReady();
  };

  /** Ends the attempt for its call; the tool may still run in the background. */
  abandon(
    entry: CallTask,
    attempt: Attempt,
    result: AttemptResult,
    at: Ms,
    error?: ErrorText,
    timeoutMs?: Ms,
    next?: NextAttempt,
  ): void {
    // An attempt whose tool has not been invoked leaves no work running.
    const runsOn = attempt.state === 'running';
    attempt.state = runsOn ? 'abandoned' : 'ended';
    attempt.cancelTimeout();
    entry.open = undefined;
    if (runsOn) {
      this.abandoned++;
      entry.abandonedRunning++;
    }
    attempt.holds = runsOn && this.host.policy.slotOnTimeout === 'hold';
    if (!attempt.holds) this.slots.release(entry, attempt.tool);
    this.recordEnd(attempt, at, result, error, timeoutMs, next);
  }

  private recordLateEnd(entry: CallTask, attempt: Attempt, error: ErrorText | undefined): void {
    attempt.state = 'ended';
    this.abandoned--;
    entry.abandonedRunning--;
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
    if (attempt.holds) this.releaseAndStart(entry, attempt);
    if (this.abandoned === 0) this.host.drained();
  }

  private recordEnd(
    { key, attempt }: Attempt,
    at: Ms,
    result: AttemptResult,
    error: ErrorText | undefined,
    timeoutMs: Ms | undefined,
    next: NextAttempt,
  ): void {
    const event: RunEvent = { seq: this.recorder.seq, at, type: 'attemptEnded', key, attempt, result };
    if (error) event.error = error;
    if (timeoutMs !== undefined) event.timeoutMs = timeoutMs;
    if (typeof next === 'number') event.backoffMs = next;
    else if (next) event.notRetried = next;
    this.recorder.record(event);
  }

  private releaseAndStart(entry: CallTask, { tool }: Attempt): void {
    this.slots.release(entry, tool);
    this.startReady();
  }

  /**
   * Ends the wait for a pool, and drops the slots kept for the fallback: its attempt holds them now, or the call has
   * settled.
   */
  endClaims(entry: CallTask): void {
    endPoolWait(entry);
    if (!entry.fallbackClaimed) return;
    entry.fallbackClaimed = false;
    this.slots.unkeep(entry);
  }

  // ---- from an attempt to the next, or to the outcome

  private nextAttempt(
    entry: CallTask,
    at: Ms,
    result: AttemptResult,
    error: ErrorText | undefined,
    thrown: unknown,
  ): NextAttempt {
    return at >= this.deadline ? undefined : nextAttempt(entry, result, error, thrown, this.host);
  }

  private afterAttempt(entry: CallTask, end: AttemptEnd, next: NextAttempt): void {
    // A listener of `attemptEnded` may have settled the call.
    if (entry.outcome) return;
    if (typeof next === 'number') {
      entry.retriedError = end.error;
      entry.cancelBackoff = this.host.clock.after(next, () => {
        entry.cancelBackoff = undefined;
        this.host.admission.add([entry]);
        this.startReady();
      });
      return;
    }
    const step = followUp(entry, end, end.at < this.deadline, this.host);
    if ('kind' in step) this.host.settle(entry, end.at, step);
    else {
      entry.retriedError = undefined;
      entry.recovers = step.recovers;
      entry.tool = this.host.box.get(step.tool);
      entry.args = step.args;
      // The call keeps its slot until the fallback starts.
      entry.fallbackClaimed = true;
      this.slots.keep(entry);
      this.host.admission.add([entry]);
    }
  }
}
