import { checkPlanStrictly } from '../run/check/checkPlanStrictly.ts';
import { show } from '../run/check/planError.ts';
import { policyOf } from '../run/policy.ts';
import { reasonText } from '../run/text/reasonText.ts';
import type { Disturbance, ErrorText, Ms, Outcome, Plan, Policy, Run, RunEvent, Settlement } from '../run/types.ts';
import { Admission } from './admission/admission.ts';
import { Batches } from './admission/batches.ts';
import type { Attempt } from './attempts/attempt.ts';
import { byRank, type CallTask, newCallTask, rank } from './attempts/callTask.ts';
import { retryQuestion } from './attempts/retryQuestion.ts';
import {
  abortError,
  deadlinePassed,
  type Ending,
  endingAfter,
  NEVER_SETTLES,
  stoppedByCaller,
} from './attempts/runEnd.ts';
import { type WatchedClock, watchedClock } from './clocks/watchedClock.ts';
import { type ControllerState, controllerState, type RunController, type Steered } from './controller.ts';
import { Dispatcher } from './dispatcher.ts';
import { type IdWarning, namesOf } from './ids.ts';
import { Recorder } from './recorder.ts';
import { outcomeOf, settledEvent } from './settlement.ts';
import { checkFallbacks, checkTools, rejection, type ToolRegistry, toolRegistry } from './toolRegistry.ts';
import type { Cancel, Clock, Pool, RetryOnFunction, Tools } from './types.ts';

export interface ExecutionOptions {
  tools: Tools;
  clock: Clock;
  /** `predict`: calls a tool's `predict` in place of `invoke` where it has one. */
  mode: 'execute' | 'predict';
  signal?: AbortSignal | undefined;
  controller?: RunController | undefined;
  pool?: Pool | undefined;
  retryOn?: RetryOnFunction | undefined;
  onEvent?: ((event: RunEvent) => void) | undefined;
  /** Maximum length of the log. At it nothing is recorded and nothing starts (`isFull`). Infinity by default. */
  mostEvents?: number;
}

/**
 * One run in progress: its start, the end of each call and of the run, and its external controls. Every event goes
 * through the recorder. A call goes from its batch through the admission (pause, rate) to the dispatcher (queue, slots,
 * attempts), and from there to its outcome, or through a backoff or a fallback to the admission again.
 */
export class Execution implements Steered {
  /** Resolves in the tick of `runSettled`, with the log up to and including that event. */
  readonly settled: Promise<Run>;
  /** Resolves when no abandoned attempt is left; may never resolve. */
  readonly drained: Promise<void>;

  private readonly plan: Plan;
  private readonly policy: Policy;
  private readonly box: ToolRegistry;
  private readonly reins: ControllerState | undefined;
  private readonly entries: CallTask[];
  private readonly clock: WatchedClock;
  private readonly recorder: Recorder;
  private readonly gate: Admission;
  private readonly lanes: Dispatcher;
  private batches: Batches | undefined;

  private unsettled: number;
  private makespan: Ms = 0;
  private paused = false;
  private stalled = false;
  private ending = false;
  private finished = false;
  private cancelDeadline: Cancel | undefined;
  private onSettled = (_: Run) => {};
  private onDrained = () => {};

  /**
   * Throws PlanError, or TypeError for a controller that `createController` did not make or that controls another run, and
   * for a `retryOn` that is no function, before anything has started.
   */
  constructor(
    plan: Plan,
    private readonly options: ExecutionOptions,
  ) {
    checkPlanStrictly(plan);
    this.box = toolRegistry(options.tools);
    checkTools(this.box);
    checkFallbacks(plan, this.box);
    this.reins = controllerState(options.controller);
    const { retryOn } = options;
    if (retryOn !== undefined && typeof retryOn !== 'function')
      throw new TypeError(`retryOn: expected a function (error, attempt) => boolean, got ${show(retryOn)}`);
    this.policy = policyOf(plan);
    const ids = namesOf(plan.calls);
    this.plan = { ...plan, calls: plan.calls.map((call, key) => ({ ...call, id: ids.names[key] as string })) };
    this.entries = this.plan.calls.map((call, key) => newCallTask(key, call, this.box.get(call.name)));
    this.unsettled = this.entries.length;

    rank(this.entries, this.policy.order);
    this.recorder = new Recorder(options.clock, options.onEvent, options.mostEvents);
    this.clock = watchedClock(options.clock, {
      onFire: (now) => this.lanes.restartSlice(now),
      onLate: (durationMs) => this.disturbed('late-timer', durationMs),
    });
    this.gate = new Admission(this.policy.rate, this.clock, {
      letThrough: (entry, now) => this.letThrough(entry, now),
      opened: () => this.lanes.startReady(),
    });
    this.lanes = new Dispatcher({
      policy: this.policy,
      seed: plan.seed ?? 0,
      box: this.box,
      mode: options.mode,
      clock: this.clock,
      recorder: this.recorder,
      admission: this.gate,
      slotSources: { tools: this.box, pool: options.pool, clock: options.clock, mode: options.mode },
      retryQuestion: retryOn && retryQuestion(retryOn, this.warnOfRetryOn),
      entryOf: (key) => this.entries[key] as CallTask,
      isHalted: () => this.paused || this.isEnding || this.recorder.isFull,
      settle: (entry, at, settlement) => this.settle(entry, at, settlement),
      drained: () => {
        if (this.isOver) this.onDrained();
      },
    });
    this.settled = new Promise((resolve) => {
      this.onSettled = resolve;
    });
    this.drained = new Promise((resolve) => {
      this.onDrained = resolve;
    });
    this.reins?.claim(this);
    this.begin(ids.warnings);
  }

  /** The run so far: the whole log, and the outcomes of the calls that have settled. */
  run(): Run {
    const outcomes: Outcome[] = [];
    for (const { outcome } of this.entries) if (outcome) outcomes.push(outcome);
    return {
      plan: this.plan,
      events: this.recorder.takeLog(),
      outcomes,
      makespan: this.makespan,
      ...(this.stalled && { stalled: true }),
    };
  }

  /** Whether an event was dropped because the log has its maximum length; the result of the run is then unknown. */
  get isFull(): boolean {
    return this.recorder.isFull;
  }

  /** Discards the run: nothing starts any more, and the signals of running attempts are aborted. */
  abandon(reason: unknown): void {
    this.ending = true;
    this.gate.close();
    for (const { open } of this.entries) open?.stop(reason);
  }

  // ---- the beginning

  /** Arguments are checked before the clock starts, so that the run's time does not include the checks. */
  private begin(warnings: readonly IdWarning[]): void {
    for (const entry of this.entries) entry.rejection = rejection(entry.call, entry.tool, this.box);
    const able = this.entries.filter((entry) => !entry.rejection).sort(byRank);
    if (this.policy.batchSize !== null) this.batches = new Batches(able, this.policy.batchSize);

    this.lanes.restartSlice(this.recorder.begin());
    this.recordBeginning(warnings);
    for (const entry of this.entries) {
      const { rejection: error, outcome } = entry;
      if (error && !outcome) this.settle(entry, 0, { kind: 'rejected', error });
    }
    if (this.isOver) this.finish();
    else if (this.options.signal?.aborted) this.stoppedByCaller();
    if (this.finished) return;
    this.options.signal?.addEventListener('abort', this.stoppedByCaller, { once: true });
    this.reins?.attach(this);
    // Commands given before the start may have ended the run.
    if (this.finished) return;

    const { deadlineMs } = this.policy;
    if (deadlineMs !== null) {
      this.lanes.deadline = deadlineMs;
      this.cancelDeadline = this.clock.after(deadlineMs, () => this.end(deadlinePassed(deadlineMs)));
    }
    if (this.batches) this.openBatch(this.batches);
    else this.gate.add(able);
    this.lanes.startReady();
  }

  /** Every call is queued at the run's start by definition: `at` is 0 and not the time of the loop. */
  private recordBeginning(warnings: readonly IdWarning[]): void {
    const { recorder } = this;
    recorder.record({ seq: 0, at: 0, type: 'runStarted', calls: this.entries.length });
    for (const { key, call, batch } of this.entries) {
      const { id, name } = call;
      recorder.record(
        batch === 0
          ? { seq: recorder.seq, at: 0, type: 'queued', key, id, name }
          : { seq: recorder.seq, at: 0, type: 'queued', key, id, name, batch },
      );
    }
    for (const [key, code, message] of warnings)
      recorder.record({ seq: recorder.seq, at: 0, type: 'warning', code, message, key });
  }

  private openBatch(batches: Batches): void {
    for (let next = batches.next(); next; next = batches.next()) {
      const { batch, entries } = next;
      const keys = entries.map(({ key }) => key);
      this.recorder.record({ seq: this.recorder.seq, at: this.recorder.now(), type: 'batchOpened', batch, keys });
      this.gate.add(entries);
    }
  }

  private letThrough(entry: CallTask, now: number): void {
    const { recorder } = this;
    recorder.record({ seq: recorder.seq, at: recorder.since(now), type: 'ready', key: entry.key });
    // A listener of `ready` may have settled the call; the queue drops settled calls.
    this.lanes.add(entry);
  }

  // ---- the end, of a call and of the run

  private settle(entry: CallTask, endedAt: Ms, settlement: Settlement): void {
    const { recorder } = this;
    const at = Math.max(endedAt, recorder.lastAt);
    const said = entry.abandonedRunning > 0 ? { ...settlement, abandoned: true } : settlement;
    entry.cancelBackoff?.();
    this.lanes.endClaims(entry);
    this.gate.cancelReservation(entry);
    this.unsettled--;
    this.makespan = at;
    const outcome = outcomeOf(entry, at, said);
    entry.outcome = outcome;
    recorder.record(settledEvent(recorder.seq, at, entry.key, said));
    if (this.ending) return;
    const ending = endingAfter(this.policy.onError, outcome);
    if (ending && !this.isOver) this.end(ending);
    else if (this.isOver) this.finish();
    else if (this.batches) {
      this.batches.settled(entry);
      this.openBatch(this.batches);
    }
  }

  private readonly stoppedByCaller = (): void => {
    this.end(stoppedByCaller(this.options.signal?.reason));
  };

  /** Ends a run in which nothing is left that could settle the open calls. */
  stall(): void {
    this.stalled = true;
    this.end(NEVER_SETTLES);
  }

  /** Settles every open call in this tick. */
  private end({ started, waiting, reason, cause, by, abort }: Ending): void {
    if (this.ending) return;
    this.ending = true;
    this.gate.close();
    const at = this.recorder.now();
    const left: Attempt[] = [];
    for (const entry of this.entries) {
      if (entry.outcome) continue;
      if (entry.rejection) {
        this.settle(entry, at, { kind: 'rejected', error: entry.rejection });
        continue;
      }
      const kind = entry.attempts > 0 ? started : waiting;
      const error: ErrorText | undefined = kind === 'timedOut' ? { name: 'TimeoutError', message: reason } : undefined;
      const attempt = entry.open;
      if (attempt) {
        this.lanes.abandon(entry, attempt, started, at, error);
        left.push(attempt);
      }
      const settlement: Settlement = error ? { kind, error, reason, cause } : { kind, reason, cause };
      if (error && entry.retriedError) settlement.error = { ...error, cause: entry.retriedError };
      if (by !== undefined) settlement.by = by;
      this.settle(entry, at, settlement);
    }
    this.finish();
    // After the events, so that a tool that reacts to its signal synchronously finds the run settled.
    if (abort) for (const attempt of left) attempt.stop(abort.reason);
  }

  /** Runs once: a listener may already have ended a run that was about to end. */
  private finish(): void {
    if (this.finished) return;
    this.finished = true;
    this.cancelDeadline?.();
    this.lanes.close();
    this.gate.close();
    this.reins?.detach();
    this.options.signal?.removeEventListener('abort', this.stoppedByCaller);
    const { recorder, makespan } = this;
    const event: RunEvent = { seq: recorder.seq, at: makespan, type: 'runSettled', makespan };
    if (this.stalled) event.stalled = true;
    recorder.record(event);
    this.onSettled(this.run());
    if (this.lanes.abandoned === 0) this.onDrained();
  }

  private readonly warnOfRetryOn = (message: string, key: number): void => {
    const { recorder } = this;
    recorder.record({ seq: recorder.seq, at: recorder.now(), type: 'warning', code: 'retry-on', message, key });
  };

  /** Every call has settled. */
  private get isOver(): boolean {
    return this.unsettled === 0;
  }

  private get isEnding(): boolean {
    return this.ending || this.unsettled === 0;
  }

  // ---- external controls

  disturbed(cause: Disturbance, durationMs: Ms): void {
    if (this.finished) return;
    const { recorder } = this;
    // Called by a listener of the last `settled`: the run ended at that time, and so does its log.
    const at = this.isOver ? this.makespan : recorder.now();
    recorder.record({ seq: recorder.seq, at, type: 'disturbed', cause, durationMs });
  }

  cancelCall(key: number): void {
    const entry = this.entries[key];
    if (!entry || entry.outcome || this.isEnding) return;
    const at = this.recorder.now();
    const attempt = entry.open;
    const reason = reasonText.user();
    if (attempt) this.lanes.abandon(entry, attempt, 'cancelled', at);
    if (!entry.outcome) this.settle(entry, at, { kind: 'cancelled', reason, cause: 'user' });
    attempt?.stop(abortError(reason));
    this.lanes.startReady();
  }

  setLimit(limit: number | null): void {
    if (this.isEnding) return;
    this.lanes.limit = limit;
    this.recorder.record({ seq: this.recorder.seq, at: this.recorder.now(), type: 'limitChanged', limit });
    this.lanes.startReady();
  }

  pause(): void {
    if (this.paused || this.isEnding) return;
    this.paused = true;
    this.gate.pause();
    this.recorder.record({ seq: this.recorder.seq, at: this.recorder.now(), type: 'paused' });
  }

  resume(): void {
    if (!this.paused || this.isEnding) return;
    this.paused = false;
    this.recorder.record({ seq: this.recorder.seq, at: this.recorder.now(), type: 'resumed' });
    // A listener of `resumed` may have paused the run again.
    if (this.paused) return;
    this.gate.resume();
    this.lanes.startReady();
  }
}
