import type { AttemptResult, ErrorText, Ms, Policy, RunEvent, Settlement } from '../run/types.ts';
import { Attempt } from './attempt.ts';
import { backoff } from './backoff.ts';
import { timeoutError } from './endings.ts';
import type { Entry } from './entry.ts';
import { errorText } from './errorText.ts';
import type { Gate } from './gate.ts';
import { ReadyQueue } from './readyQueue.ts';
import type { Recorder } from './recorder.ts';
import { Slots } from './slots.ts';
import { rejection, type Toolbox } from './toolbox.ts';
import type { Cancel, Clock, Tool } from './types.ts';

/** While it starts calls the engine gives the thread back this often, so that timers and messages are heard. */
const SLICE_MS = 4;

/** What the lanes need of the run. */
export interface LanesOf {
  readonly policy: Policy;
  readonly seed: number;
  readonly box: Toolbox;
  readonly mode: 'execute' | 'predict';
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly gate: Gate;
  readonly order: (a: Entry, b: Entry) => number;
  /** Nothing starts: paused, ending or over. */
  isHalted(): boolean;
  settle(entry: Entry, at: Ms, settlement: Settlement): void;
  /** The last abandoned work has ended. */
  drained(): void;
}

/**
 * From the queue with a slot into an attempt, and from an attempt to the next, to the fallback or to the outcome.
 *
 * Listeners and tools may call back at any `record`, `stop` or `invoke` (abort, cancel, pause): behind each of them
 * what was true before is looked at anew.
 */
export class Lanes {
  /** Abandoned attempts that still run. */
  abandoned = 0;
  /** No attempt starts at it or after it; Infinity without one. */
  deadline: Ms = Number.POSITIVE_INFINITY;
  private readonly slots: Slots;
  private readonly queue: ReadyQueue;
  private readonly recorder: Recorder;
  private sliceStart: Ms = 0;
  private starting = false;
  private cancelYield: Cancel | undefined;

  constructor(private readonly run: LanesOf) {
    this.recorder = run.recorder;
    this.slots = new Slots(run.policy.limit);
    this.queue = new ReadyQueue(run.order, this.slots, (entry) => run.gate.forget(entry));
  }

  set limit(limit: number | null) {
    this.slots.limit = limit ?? Number.POSITIVE_INFINITY;
  }

  add(entry: Entry): void {
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
      this.start(entry, at);
    }
    this.starting = false;
  }

  private readonly goOn = (): void => {
    this.cancelYield = undefined;
    this.startReady();
  };

  private start(entry: Entry, at: Ms): void {
    const { run } = this;
    const { key, call } = entry;
    const tool = entry.tool as Tool;
    const timeoutMs = call.timeoutMs ?? tool.timeoutMs ?? run.policy.timeoutMs ?? Number.POSITIVE_INFINITY;
    const number = ++entry.attempts;
    const attempt = new Attempt(key, number, tool, at + timeoutMs, run.clock, run.seed, this.partial);
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
      attempt.cancelTimeout = run.clock.after(timeoutMs, () => this.timedOut(entry, attempt, timeoutMs));
    this.invoke(entry, attempt).then(
      (value) => this.ended(entry, attempt, value),
      (thrown) => this.ended(entry, attempt, undefined, errorText(thrown)),
    );
  }

  private invoke({ args }: Entry, attempt: Attempt): Promise<unknown> {
    const { tool } = attempt;
    try {
      // Its own shallow copy: a tool that changes its arguments changes nobody else's.
      const own = { ...args };
      const { predict } = tool;
      return Promise.resolve(
        predict && this.run.mode === 'predict' ? predict.call(tool, own, attempt) : tool.invoke(own, attempt),
      );
    } catch (thrown) {
      return Promise.reject(thrown);
    }
  }

  private readonly partial = ({ key, attempt }: Attempt, value: unknown): void => {
    this.recorder.record({ seq: this.recorder.seq, at: this.recorder.now(), type: 'partial', key, attempt, value });
  };

  // ---- how an attempt ends

  private ended(entry: Entry, attempt: Attempt, value: unknown, error?: ErrorText): void {
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
    this.goOnFrom(entry, at, result, value, why, backoffMs);
    this.giveBack(entry, attempt);
  }

  private timedOut(entry: Entry, attempt: Attempt, timeoutMs: Ms): void {
    if (attempt.state !== 'running') return;
    const at = this.recorder.now();
    const message = `timed out after ${timeoutMs} ms`;
    const error = { name: 'TimeoutError', message };
    const backoffMs = this.backoffAfter(entry, at, 'timedOut');
    // Claimed until it is known what follows: its fallback goes on in the same slot.
    this.slots.claim(entry);
    this.abandon(entry, attempt, 'timedOut', at, error, backoffMs);
    this.goOnFrom(entry, at, 'timedOut', undefined, error, backoffMs);
    this.slots.unclaim(entry);
    attempt.stop(timeoutError(message));
    this.startReady();
  }

  /** The call goes on without this attempt, which may run on unseen. */
  abandon(entry: Entry, attempt: Attempt, result: AttemptResult, at: Ms, error?: ErrorText, backoffMs?: Ms): void {
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

  private late(entry: Entry, attempt: Attempt, error: ErrorText | undefined): void {
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

  private giveBack(entry: Entry, attempt: Attempt): void {
    this.release(entry, attempt);
    this.startReady();
  }

  private release(entry: Entry, { tool }: Attempt): void {
    this.slots.giveBack(entry, tool);
    if (tool.limit !== undefined) this.queue.roomFor(tool);
  }

  /** The claim that led a call to its fallback has done its work: the attempt itself holds the slot, or nobody does. */
  arrive(entry: Entry): void {
    if (!entry.onTheWay) return;
    entry.onTheWay = false;
    this.slots.unclaim(entry);
  }

  // ---- from an attempt to the next, or to the outcome

  /** The delay before the next attempt; `undefined` when there is none. */
  private backoffAfter(entry: Entry, at: Ms, result: AttemptResult): Ms | undefined {
    if (result === 'succeeded' || entry.recovers !== undefined || at >= this.deadline) return undefined;
    const { policy, seed } = this.run;
    return entry.attempts < policy.retry.attempts ? backoff(policy.retry, seed, entry.key, entry.attempts) : undefined;
  }

  private goOnFrom(
    entry: Entry,
    at: Ms,
    result: 'succeeded' | 'failed' | 'timedOut',
    value: unknown,
    error: ErrorText | undefined,
    backoffMs: Ms | undefined,
  ): void {
    // A listener may have ended the call just now.
    if (entry.outcome) return;
    if (result === 'succeeded') this.succeed(entry, at, value);
    else if (backoffMs !== undefined)
      entry.cancelBackoff = this.run.clock.after(backoffMs, () => {
        entry.cancelBackoff = undefined;
        this.run.gate.add([entry]);
        this.startReady();
      });
    else if (!this.fallBack(entry, at, result, error)) this.run.settle(entry, at, withError(result, error));
  }

  private succeed(entry: Entry, at: Ms, value: unknown): void {
    const settlement: Settlement = { kind: 'succeeded', value };
    if (entry.recovers !== undefined) settlement.recovered = entry.recovers;
    this.run.settle(entry, at, settlement);
  }

  /** True when the call's fallback takes over: its value at once, or its tool in the same slot. */
  private fallBack(entry: Entry, at: Ms, result: 'failed' | 'timedOut', error: ErrorText | undefined): boolean {
    const { policy, box, gate } = this.run;
    const { fallback } = entry.call;
    if (policy.recovery !== 'fallback' || !fallback || entry.recovers !== undefined || at >= this.deadline)
      return false;
    entry.recovers = result === 'timedOut' ? (error?.message ?? 'timed out') : `failed: ${error?.message}`;
    if ('value' in fallback) {
      this.succeed(entry, at, fallback.value);
      return true;
    }
    entry.args = fallback.args ?? entry.call.args;
    entry.tool = box.get(fallback.tool);
    const refused = rejection({ ...entry.call, name: fallback.tool, args: entry.args }, entry.tool, box);
    if (refused) {
      this.run.settle(entry, at, withError('failed', { ...refused, message: `Fallback: ${refused.message}` }));
      return true;
    }
    entry.onTheWay = true;
    this.slots.claim(entry);
    gate.add([entry]);
    return true;
  }
}

function withError(kind: 'failed' | 'timedOut', error: ErrorText | undefined): Settlement {
  return error ? { kind, error } : { kind };
}
