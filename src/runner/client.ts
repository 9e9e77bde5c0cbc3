import type { Baseline } from '../analysis/metrics/proof.ts';
import type { RunState } from '../run/fold.ts';
import type { PlainState } from '../run/plainState.ts';
import type { LossReason, Ms, Plan, RunEvent } from '../run/types.ts';
import type { FromPlan, FromRun, SteerCommand, ToPlan, ToRun } from './messages.ts';
import { observePage } from './observePage.ts';
import type { PredictRequest } from './predict/predictions.ts';
import type { Query, QueryAnswers } from './predict/queries.ts';

/** A Worker that has not answered `stop` after this long counts as blocked and is terminated. */
const ANSWER_MS = 300;

/** Callbacks for the messages of both Workers. */
export interface RunnerListener {
  engineReady(): void;
  /** `startedAt`: the run's time 0, as a `performance.now()` of this thread. */
  runStarted(runId: number, startedAt: Ms): void;
  eventsArrived(runId: number, events: RunEvent[]): void;
  stateCommitted(runId: number, state: PlainState): void;
  runRefused(runId: number, message: string): void;
  /** The Worker was terminated during the run. `at`: ms since the run's start. */
  runLost(runId: number, at: Ms, why: LossReason): void;
  predicted(id: number, state: RunState): void;
  totalsPredicted(id: number, totals: Record<string, Baseline>): void;
  /** `tooLarge`: the plan can be run but is too large to predict. */
  predictionRefused(id: number, message: string, tooLarge: boolean): void;
  answered(answers: QueryAnswers): void;
  /** The Workers cannot be created or loaded. */
  unavailable(why: string): void;
}

export interface Runner {
  /** Loads both Workers before their first use. */
  warm(): void;
  /** `earlier`: the State that the run continues, whose messages already request these calls. */
  run(runId: number, plan: Plan, earlier?: PlainState): void;
  /** Sends a command to the run; its effect arrives as events. */
  steer(runId: number, command: SteerCommand): void;
  stop(runId: number): void;
  predict(request: PredictRequest): void;
  /** Sends a query to the `plan` Worker; the prediction of the plan on the page takes precedence. */
  ask(ask: Query): void;
  dispose(): void;
}

export function createRunner(listener: RunnerListener): Runner {
  let runWorker: Worker | undefined;
  let planWorker: Worker | undefined;
  let ready = false;
  /** The newest run. `done`: it has settled; its `late` events may still arrive. */
  let current: { runId: number; startedAt: Ms | undefined; done: boolean } | undefined;
  /** A requested run that has not been sent: the Worker is not loaded, or the page has not painted yet. */
  let queued: ToRun | undefined;
  /** Commands for the queued run. */
  let unsentCommands: ToRun[] = [];
  /** Messages for a `plan` Worker that is not ready; `undefined` once it is. */
  let unsentQueries: ToPlan[] | undefined = [];
  let killTimer: ReturnType<typeof setTimeout> | undefined;

  function ensureRunWorker(): Worker | undefined {
    if (runWorker) return runWorker;
    ready = false;
    runWorker = startWorker(
      () => new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module', name: 'run' }),
      onRunMessage,
      (message) => {
        if (ready) endRunWorker('crashed');
        else reportUnavailable(message);
      },
    );
    return runWorker;
  }

  function ensurePlanWorker(): Worker | undefined {
    planWorker ??= startWorker(
      () => new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module', name: 'plan' }),
      onPlanMessage,
      reportUnavailable,
    );
    return planWorker;
  }

  /** Posts in order; messages wait until the Worker is ready. */
  function postToPlan(message: ToPlan): void {
    const worker = ensurePlanWorker();
    if (unsentQueries) unsentQueries.push(message);
    else worker?.postMessage(message);
  }

  function startWorker<M>(make: () => Worker, onMessage: (message: M) => void, onError: (message: string) => void) {
    try {
      const worker = make();
      worker.onmessage = ({ data }: MessageEvent<M>) => onMessage(data);
      worker.onerror = (event) => {
        event.preventDefault();
        onError(event.message || 'its code could not be loaded');
      };
      return worker;
    } catch (thrown) {
      reportUnavailable(thrown instanceof Error ? thrown.message : String(thrown));
      return undefined;
    }
  }

  function reportUnavailable(why: string): void {
    current = undefined;
    listener.unavailable(why);
  }

  function sendQueued(): void {
    if (!ready || !queued) return;
    runWorker?.postMessage(queued);
    for (const message of unsentCommands) runWorker?.postMessage(message);
    queued = undefined;
    unsentCommands = [];
  }

  const pageObserver = observePage((condition) =>
    runWorker?.postMessage({ type: 'pageCondition', condition } satisfies ToRun),
  );

  function onRunMessage(message: FromRun): void {
    if (message.type === 'ready') {
      ready = true;
      listener.engineReady();
      pageObserver.reportVisibility();
      sendQueued();
      return;
    }
    if (message.runId !== current?.runId) return;
    const { runId } = message;
    switch (message.type) {
      case 'started':
        current.startedAt = message.originEpochMs - performance.timeOrigin;
        listener.runStarted(runId, current.startedAt);
        return;
      case 'events':
        listener.eventsArrived(runId, message.events);
        return;
      case 'stopping':
        clearTimeout(killTimer);
        return;
      case 'committed':
        clearTimeout(killTimer);
        current.done = true;
        listener.stateCommitted(runId, message.state);
        return;
      case 'refused':
        current = undefined;
        clearTimeout(killTimer);
        listener.runRefused(runId, message.message);
        return;
      default:
        message satisfies never;
    }
  }

  function onPlanMessage(message: FromPlan): void {
    switch (message.type) {
      case 'ready':
        for (const question of unsentQueries ?? []) planWorker?.postMessage(question);
        unsentQueries = undefined;
        return;
      case 'predicted':
        listener.predicted(message.id, message.state);
        return;
      case 'totals':
        listener.totalsPredicted(message.id, message.totals);
        return;
      case 'answers':
        listener.answered(message);
        return;
      case 'refused':
        listener.predictionRefused(message.id, message.message, message.tooLarge);
        return;
      default:
        message satisfies never;
    }
  }

  /** Terminates the Worker and loads a new one for the next run. */
  function endRunWorker(why: LossReason): void {
    const lostRun = current;
    runWorker?.terminate();
    runWorker = undefined;
    current = undefined;
    if (lostRun && !lostRun.done) {
      const at = lostRun.startedAt === undefined ? 0 : performance.now() - lostRun.startedAt;
      listener.runLost(lostRun.runId, at, why);
    }
    ensureRunWorker();
  }

  return {
    warm() {
      ensurePlanWorker();
      ensureRunWorker();
    },
    run(runId, plan, earlier) {
      current = { runId, startedAt: undefined, done: false };
      queued = { type: 'run', runId, plan, earlier };
      unsentCommands = [];
      ensureRunWorker();
      // After the paint: on two cores, painting while the Worker starts its calls would make their timers late.
      if (ready) afterPaint(sendQueued);
    },
    stop(runId) {
      if (runId !== current?.runId) return;
      if (queued) {
        queued = current = undefined;
        listener.runLost(runId, 0, 'not loaded');
        return;
      }
      runWorker?.postMessage({ type: 'stop', runId } satisfies ToRun);
      clearTimeout(killTimer);
      killTimer = setTimeout(endRunWorker, ANSWER_MS, 'no answer');
    },
    steer(runId, command) {
      if (runId !== current?.runId) return;
      const message: ToRun = { type: 'steer', runId, command };
      if (queued) unsentCommands.push(message);
      else runWorker?.postMessage(message);
    },
    predict(request) {
      postToPlan({ type: 'predict', ...request });
    },
    ask(ask) {
      postToPlan({ type: 'query', ...ask });
    },
    dispose() {
      clearTimeout(killTimer);
      pageObserver.stop();
      runWorker?.terminate();
      planWorker?.terminate();
      runWorker = planWorker = undefined;
    },
  };
}

/**
 * Calls `act` when the current state is on the screen. Three frames, because the first two may only have been handed to
 * the compositor. A hidden page paints no frames, so `act` is called at once.
 */
function afterPaint(act: () => void): void {
  if (document.hidden) act();
  else requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(act))));
}
