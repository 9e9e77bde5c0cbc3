import { checkPlan } from '../run/checkPlan.ts';
import { policyOf } from '../run/policy.ts';
import type { ErrorText, Ms, Outcome, Plan, Policy, Run, RunEvent, Settlement, ToolCall } from '../run/types.ts';
import { Attempt } from './attempt.ts';
import { errorText } from './errorText.ts';
import { namesOf } from './ids.ts';
import { rejection, type Toolbox, toolbox } from './toolbox.ts';
import type { Cancel, Clock, Tool, Tools } from './types.ts';
import { refuseUnbuilt } from './unbuilt.ts';

/** While it starts calls the engine gives the thread back this often, so that timers and messages are heard. */
const SLICE_MS = 4;

/** What the engine knows of one call. `outcome` is set once and ends it. */
interface Entry {
  readonly key: number;
  readonly call: ToolCall;
  readonly tool: Tool | undefined;
  attempts: number;
  startedAt: Ms | undefined;
  open: Attempt | undefined;
  outcome: Outcome | undefined;
}

export interface ExecutionOptions {
  tools: Tools;
  clock: Clock;
  /** `predict` prefers a tool's `predict` to its `invoke`. */
  mode: 'execute' | 'predict';
  signal?: AbortSignal | undefined;
  onEvent?: ((event: RunEvent) => void) | undefined;
}

/**
 * One run in progress. All state is here; all facts go through `record`. Calls move from `queue` (behind a
 * batch's barrier) to `ready` (waiting for a slot) to `open` (running) to `outcome`.
 */
export class Execution {
  /** Resolves in the tick of `runSettled`. */
  readonly settled: Promise<void>;
  /** Resolves when no abandoned work is left; perhaps never. */
  readonly drained: Promise<void>;

  private readonly plan: Plan;
  private readonly policy: Policy;
  private readonly box: Toolbox;
  private readonly entries: Entry[];
  private readonly log: RunEvent[] = [];
  private readonly seed: number;
  private origin: Ms = 0;

  private batches: Entry[][] = [];
  private batchesOpened = 0;
  private openInBatch = 0;
  /** First in, first out; `readyHead` is the next to start, so that taking one costs nothing. */
  private ready: Entry[] = [];
  private readyHead = 0;
  private running = 0;
  private unsettled: number;
  private abandoned = 0;
  private makespan: Ms = 0;
  private stalled = false;
  private finished = false;

  private sliceStart: Ms = 0;
  private starting = false;
  private cancelYield: Cancel | undefined;
  private listenerThrew = false;
  private onSettled = () => {};
  private onDrained = () => {};

  /** Throws PlanError; then nothing has started. */
  constructor(
    plan: Plan,
    private readonly options: ExecutionOptions,
  ) {
    checkPlan(plan);
    this.box = toolbox(options.tools);
    this.policy = policyOf(plan);
    refuseUnbuilt(plan, this.policy, this.box);
    this.seed = plan.seed ?? 0;
    const ids = namesOf(plan.calls);
    this.plan = { ...plan, calls: plan.calls.map((call, key) => ({ ...call, id: ids.names[key] as string })) };
    this.entries = this.plan.calls.map((call, key) => ({
      key,
      call,
      tool: this.box.get(call.name),
      attempts: 0,
      startedAt: undefined,
      open: undefined,
      outcome: undefined,
    }));
    this.unsettled = this.entries.length;
    this.settled = new Promise((resolve) => {
      this.onSettled = resolve;
    });
    this.drained = new Promise((resolve) => {
      this.onDrained = resolve;
    });
    this.begin(ids.warnings);
  }

  /** The run so far: its whole log, and the outcomes once it has settled. */
  run(): Run {
    return {
      plan: this.plan,
      events: this.log.slice(),
      outcomes: this.entries.flatMap(({ outcome }) => outcome ?? []),
      makespan: this.makespan,
      ...(this.stalled && { stalled: true }),
    };
  }

  /** Ends what nothing else can end. No signal is aborted: in the world that is predicted, nobody would. */
  stall(): void {
    this.stalled = true;
    this.cancelOpen('never settles');
  }

  /** Checks come before the clock starts: they are the caller's cost, not the run's. */
  private begin(
    warnings: readonly (readonly [key: number, code: 'missing-id' | 'duplicate-id', text: string])[],
  ): void {
    const rejections = this.entries.map(({ call, tool }) => rejection(call, tool, this.box));
    const able = this.entries.filter(({ key }) => !rejections[key]);
    const { batchSize } = this.policy;
    if (batchSize !== null)
      for (let i = 0; i < able.length; i += batchSize) this.batches.push(able.slice(i, i + batchSize));

    this.origin = this.options.clock.now();
    this.sliceStart = this.origin;
    this.record({ seq: 0, at: 0, type: 'runStarted', calls: this.entries.length });
    const batchOf = new Map(this.batches.flatMap((batch, i) => batch.map(({ key }) => [key, i + 1] as const)));
    for (const { key, call } of this.entries) {
      const batch = batchOf.get(key);
      const { id, name } = call;
      // All are queued at the run's start by definition; `at` is that moment and not the loop's own time.
      this.record(
        batch === undefined
          ? { seq: this.log.length, at: 0, type: 'queued', key, id, name }
          : { seq: this.log.length, at: 0, type: 'queued', key, id, name, batch },
      );
    }
    for (const [key, code, message] of warnings)
      this.record({ seq: this.log.length, at: 0, type: 'warning', code, message, key });
    for (const entry of this.entries) {
      const error = rejections[entry.key];
      if (error) this.settle(entry, 0, { kind: 'rejected', error });
    }

    const { signal } = this.options;
    if (signal?.aborted) this.cancelByCaller();
    else signal?.addEventListener('abort', this.cancelByCaller, { once: true });

    if (this.unsettled === 0) this.finish();
    else if (this.batches.length > 0) this.openBatch();
    else this.letThrough(able);
    this.startReady();
  }

  private readonly now = (): Ms => this.options.clock.now() - this.origin;

  private get over(): boolean {
    return this.unsettled === 0;
  }

  private get lastAt(): Ms {
    return this.log.at(-1)?.at ?? 0;
  }

  private record(event: RunEvent): void {
    // A listener may have recorded something later meanwhile (a tool's report): the log's time never falls.
    event.at = Math.max(event.at, this.lastAt);
    this.log.push(event);
    const { onEvent } = this.options;
    if (!onEvent) return;
    try {
      onEvent(event);
    } catch (thrown) {
      if (this.listenerThrew) return;
      this.listenerThrew = true;
      const message = `A listener threw: ${errorText(thrown).message}`;
      this.record({ seq: this.log.length, at: event.at, type: 'warning', code: 'listener-threw', message });
    }
  }

  private openBatch(): void {
    const batch = this.batches[this.batchesOpened++];
    if (!batch) return;
    this.openInBatch = batch.length;
    const keys = batch.map(({ key }) => key);
    this.record({ seq: this.log.length, at: this.now(), type: 'batchOpened', batch: this.batchesOpened, keys });
    this.letThrough(batch);
  }

  private letThrough(entries: readonly Entry[]): void {
    const at = this.now();
    for (const entry of entries) {
      if (entry.outcome) continue;
      this.record({ seq: this.log.length, at, type: 'ready', key: entry.key });
      this.ready.push(entry);
    }
  }

  /** Keeps min(limit, ready) calls running; called whenever a slot or a call has come free. */
  private startReady(): void {
    if (this.starting || this.cancelYield) return;
    this.starting = true;
    const limit = this.policy.limit ?? Number.POSITIVE_INFINITY;
    while (!this.over && this.running < limit && this.readyHead < this.ready.length) {
      if (this.options.clock.now() - this.sliceStart > SLICE_MS) {
        this.cancelYield = this.options.clock.after(0, this.goOn);
        break;
      }
      const entry = this.ready[this.readyHead++] as Entry;
      if (!entry.outcome) this.start(entry);
    }
    this.starting = false;
  }

  private readonly goOn = (): void => {
    this.cancelYield = undefined;
    this.sliceStart = this.options.clock.now();
    this.startReady();
  };

  private start(entry: Entry): void {
    const { key, call } = entry;
    const tool = entry.tool as Tool;
    const at = this.now();
    const attempt = new Attempt(key, ++entry.attempts, at, this.options.clock, this.seed, this.partial);
    entry.open = attempt;
    entry.startedAt ??= at;
    this.running++;
    this.record({ seq: this.log.length, at, type: 'started', key, attempt: attempt.attempt });
    // A listener may have cancelled the run just now.
    if (attempt.state !== 'new') return;
    attempt.state = 'running';

    let result: Promise<unknown>;
    try {
      // Its own shallow copy: a tool that changes its arguments changes nobody else's.
      const args = { ...call.args };
      const { predict } = tool;
      result = Promise.resolve(
        predict && this.options.mode === 'predict' ? predict.call(tool, args, attempt) : tool.invoke(args, attempt),
      );
    } catch (thrown) {
      result = Promise.reject(thrown);
    }
    result.then(
      (value) => this.ended(entry, attempt, value),
      (thrown) => this.ended(entry, attempt, undefined, errorText(thrown)),
    );
  }

  private readonly partial = (attempt: Attempt, value: unknown): void => {
    const { key } = attempt;
    this.record({ seq: this.log.length, at: this.now(), type: 'partial', key, attempt: attempt.attempt, value });
  };

  private ended(entry: Entry, attempt: Attempt, value: unknown, error?: ErrorText): void {
    if (attempt.state === 'abandoned') {
      this.late(attempt, error);
      return;
    }
    attempt.state = 'ended';
    const at = this.now();
    const { key } = entry;
    const result = error ? 'failed' : 'succeeded';
    this.running--;
    entry.open = undefined;
    this.record(
      error
        ? { seq: this.log.length, at, type: 'attemptEnded', key, attempt: attempt.attempt, result, error }
        : { seq: this.log.length, at, type: 'attemptEnded', key, attempt: attempt.attempt, result },
    );
    // A listener may have cancelled the run just now.
    if (!entry.outcome) this.settle(entry, at, error ? { kind: 'failed', error } : { kind: 'succeeded', value });
    if (this.over) this.finish();
    else this.startReady();
  }

  private late(attempt: Attempt, error: ErrorText | undefined): void {
    attempt.state = 'ended';
    const { key } = attempt;
    const result = error ? 'failed' : 'succeeded';
    const at = this.now();
    this.record({
      seq: this.log.length,
      at,
      type: 'late',
      key,
      attempt: attempt.attempt,
      result,
      ...(error && { error }),
    });
    this.forget();
  }

  /** One piece of abandoned work less. */
  private forget(): void {
    this.abandoned--;
    if (this.over && this.abandoned === 0) this.onDrained();
  }

  private settle(entry: Entry, endedAt: Ms, settlement: Settlement): void {
    const { key, call, attempts, startedAt } = entry;
    const at = Math.max(endedAt, this.lastAt);
    this.unsettled--;
    this.makespan = at;
    const { id, name } = call;
    const seq = this.log.length;
    const { kind, value, recovered } = settlement;
    if (kind === 'succeeded' && recovered === undefined && startedAt !== undefined) {
      // The plain success, written out: the spreads below cost a fifth of a run of calls that do nothing.
      entry.outcome = { key, id, name, kind, value, attempts, queuedAt: 0, settledAt: at, startedAt };
      this.record({ seq, at, type: 'settled', key, kind, value });
    } else {
      const outcome: Outcome = { key, id, name, ...settlement, attempts, queuedAt: 0, settledAt: at };
      if (startedAt !== undefined) outcome.startedAt = startedAt;
      entry.outcome = outcome;
      this.record({ seq, at, type: 'settled', key, ...settlement });
    }
    if (settlement.kind === 'rejected' || this.batches.length === 0) return;
    if (--this.openInBatch === 0 && !this.over) this.openBatch();
  }

  private readonly cancelByCaller = (): void => {
    const reason: unknown = this.options.signal?.reason;
    const open = this.cancelOpen(errorText(reason).message);
    // After the records: a tool that answers its signal at once finds the run already settled.
    for (const attempt of open) attempt.stop(reason);
  };

  /** Settles every open call in this tick; answers with the attempts that still run. */
  private cancelOpen(reason: string): Attempt[] {
    const at = this.now();
    const running: Attempt[] = [];
    this.batches = [];
    for (const entry of this.entries) {
      if (entry.outcome) continue;
      const attempt = entry.open;
      if (attempt) {
        // One that its tool has not seen yet leaves nothing behind.
        const runsOn = attempt.state === 'running';
        attempt.state = runsOn ? 'abandoned' : 'ended';
        entry.open = undefined;
        this.running--;
        if (runsOn) running.push(attempt);
        if (runsOn) this.abandoned++;
        const { key } = entry;
        this.record({
          seq: this.log.length,
          at,
          type: 'attemptEnded',
          key,
          attempt: attempt.attempt,
          result: 'cancelled',
        });
      }
      this.settle(entry, at, { kind: 'cancelled', reason, ...(attempt?.state === 'abandoned' && { abandoned: true }) });
    }
    this.finish();
    return running;
  }

  /** Once: a listener may have cancelled what was just about to end by itself. */
  private finish(): void {
    if (this.finished) return;
    this.finished = true;
    this.cancelYield?.();
    this.cancelYield = undefined;
    this.options.signal?.removeEventListener('abort', this.cancelByCaller);
    this.record({
      seq: this.log.length,
      at: this.makespan,
      type: 'runSettled',
      makespan: this.makespan,
      ...(this.stalled && { stalled: true }),
    });
    this.onSettled();
    if (this.abandoned === 0) this.onDrained();
  }
}
