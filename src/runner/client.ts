import type { RunState } from '../run/fold.ts';
import type { PlainState } from '../run/plainState.ts';
import type { Ms, Plan, RunEvent } from '../run/types.ts';
import type { FromPlan, FromRun, SteerCommand, ToPlan, ToRun } from './messages.ts';
import { observePage } from './observePage.ts';
import type { PredictedTotal, PredictRequest } from './predict/predictions.ts';
import type { Query, QueryAnswers } from './predict/queries.ts';

/** A Worker that has not answered `stop` after this long is taken for blocked, and ended. */
const ANSWER_MS = 300;

/** `not loaded`: it was stopped before the engine was there to start it. */
export type LossReason = 'no answer' | 'crashed' | 'not loaded';

/** What the two Workers tell the one who made the runner. */
export interface RunnerListener {
  engineReady(): void;
  /** `startedAt`: the run's time 0 on this thread's `performance.now()`. */
  runStarted(runId: number, startedAt: Ms): void;
  eventsArrived(runId: number, events: RunEvent[]): void;
  stateCommitted(runId: number, state: PlainState): void;
  runRefused(runId: number, message: string): void;
  /** The Worker was ended with the run in it. `at`: ms since the run's start. */
  runLost(runId: number, at: Ms, why: LossReason): void;
  predicted(id: number, state: RunState): void;
  totalsPredicted(id: number, totals: Record<string, PredictedTotal>): void;
  /** `tooLarge`: only to predict; it can be run. */
  predictionRefused(id: number, message: string, tooLarge: boolean): void;
  answered(answers: QueryAnswers): void;
  /** Workers are not to be had here. */
  unavailable(why: string): void;
}

export interface Runner {
  /** Loads both Workers ahead of their first use. */
  warm(): void;
  /** `earlier`: State to go on from, which asked for these calls already. */
  run(runId: number, plan: Plan, earlier?: PlainState): void;
  /** What comes of it comes as events. */
  steer(runId: number, command: SteerCommand): void;
  stop(runId: number, reason: string): void;
  predict(request: PredictRequest): void;
  /** What else the person wants predicted, after the plan on the page. */
  ask(ask: Query): void;
  dispose(): void;
}

export function createRunner(listener: RunnerListener): Runner {
  let runWorker: Worker | undefined;
  let planWorker: Worker | undefined;
  let ready = false;
  /** The newest run; `done` once it has settled, though late events of it may still come. */
  let current: { runId: number; startedAt: Ms | undefined; done: boolean } | undefined;
  /** A run that was asked for and has not been sent: the Worker's code is not loaded, or the page has yet to draw. */
  let queued: ToRun | undefined;
  /** Said of it meanwhile. */
  let steering: ToRun[] = [];
  /** Questions to a `plan` Worker that does not listen yet; `undefined` when it does. */
  let untold: ToPlan[] | undefined = [];
  let killTimer: ReturnType<typeof setTimeout> | undefined;

  function ensureRunWorker(): Worker | undefined {
    if (runWorker) return runWorker;
    ready = false;
    runWorker = start(
      () => new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module', name: 'run' }),
      hearRun,
      (message) => {
        if (ready) lose('crashed');
        else fail(message);
      },
    );
    return runWorker;
  }

  function ensurePlanWorker(): Worker | undefined {
    planWorker ??= start(
      () => new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module', name: 'plan' }),
      hearPlan,
      fail,
    );
    return planWorker;
  }

  /** In the order they were said; until the Worker listens they wait. */
  function tellPlan(message: ToPlan): void {
    const worker = ensurePlanWorker();
    if (untold) untold.push(message);
    else worker?.postMessage(message);
  }

  function start<M>(make: () => Worker, hear: (message: M) => void, onError: (message: string) => void) {
    try {
      const worker = make();
      worker.onmessage = ({ data }: MessageEvent<M>) => hear(data);
      worker.onerror = (event) => {
        event.preventDefault();
        onError(event.message || 'its code could not be loaded');
      };
      return worker;
    } catch (thrown) {
      fail(thrown instanceof Error ? thrown.message : String(thrown));
      return undefined;
    }
  }

  function fail(why: string): void {
    current = undefined;
    listener.unavailable(why);
  }

  function sendQueued(): void {
    if (!ready || !queued) return;
    runWorker?.postMessage(queued);
    for (const message of steering) runWorker?.postMessage(message);
    queued = undefined;
    steering = [];
  }

  const eyes = observePage((sight) => runWorker?.postMessage({ type: 'sight', sight } satisfies ToRun));

  function hearRun(message: FromRun): void {
    if (message.type === 'ready') {
      ready = true;
      listener.engineReady();
      eyes.look();
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

  function hearPlan(message: FromPlan): void {
    switch (message.type) {
      case 'ready':
        for (const question of untold ?? []) planWorker?.postMessage(question);
        untold = undefined;
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

  /** Ends the Worker with whatever it was doing, and loads a new one for the next run. */
  function lose(why: LossReason): void {
    const lost = current;
    runWorker?.terminate();
    runWorker = undefined;
    current = undefined;
    if (lost && !lost.done) {
      const at = lost.startedAt === undefined ? 0 : performance.now() - lost.startedAt;
      listener.runLost(lost.runId, at, why);
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
      steering = [];
      ensureRunWorker();
      // Else the page would draw that it runs while the Worker starts its calls, and on two cores make them late.
      if (ready) afterPaint(sendQueued);
    },
    stop(runId, reason) {
      if (runId !== current?.runId) return;
      if (queued) {
        queued = current = undefined;
        listener.runLost(runId, 0, 'not loaded');
        return;
      }
      runWorker?.postMessage({ type: 'stop', runId, reason } satisfies ToRun);
      clearTimeout(killTimer);
      killTimer = setTimeout(lose, ANSWER_MS, 'no answer');
    },
    steer(runId, command) {
      if (runId !== current?.runId) return;
      const message: ToRun = { type: 'steer', runId, command };
      if (queued) steering.push(message);
      else runWorker?.postMessage(message);
    },
    predict(request) {
      tellPlan({ type: 'predict', ...request });
    },
    ask(ask) {
      tellPlan({ type: 'ask', ...ask });
    },
    dispose() {
      clearTimeout(killTimer);
      eyes.stop();
      runWorker?.terminate();
      planWorker?.terminate();
      runWorker = planWorker = undefined;
    },
  };
}

/**
 * The frame after next comes when the first is on the screen, and not only handed to the threads that paint it.
 * A page that is hidden draws no frames.
 */
function afterPaint(act: () => void): void {
  if (document.hidden) act();
  else requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(act))));
}
