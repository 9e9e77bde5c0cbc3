import { policyOf } from '../../run/policy.ts';
import { applyStrategy } from '../../run/strategies.ts';
import type { Plan } from '../../run/types.ts';
import type { Runner } from '../../runner/client.ts';
import { strategiesOf } from '../plan/strategies.ts';
import type { PlanDocument } from '../state.ts';

/** A ghost that takes longer is given up when a newer request waits: the Worker drops it at once. */
const PATIENCE_MS = 250;

/** Between two requests of one gesture, as each of its steps is an edit: a drag would send one in every frame. */
const SPACING_MS = 50;

/**
 * Requests predictions of the newest plan from the `plan` Worker. One ghost is under way at a time unless it takes long,
 * and one request waits: a drag over 10,000 calls must not queue up a copy of them for each frame. A newer request may
 * overtake the totals of an older one.
 */
export function createPredictor(runner: () => Pick<Runner, 'predict'>, newest: () => PlanDocument) {
  let id = 0;
  let open: { plan: Plan; ghost: 'awaited' | 'here' } | undefined;
  /** A request waits. */
  let waiting = false;
  /** Runs out when a gesture may send its next request. */
  let spacing: ReturnType<typeof setTimeout> | undefined;
  /** Runs out when the ghost under way has taken long. */
  let patience: ReturnType<typeof setTimeout> | undefined;

  function send(): void {
    waiting = false;
    clearTimeout(spacing);
    spacing = setTimeout(() => {
      spacing = undefined;
      sendWaiting();
    }, SPACING_MS);
    clearTimeout(patience);
    patience = setTimeout(() => {
      patience = undefined;
      sendWaiting();
    }, PATIENCE_MS);
    const doc = newest();
    const policy = policyOf(doc.plan);
    const others = Object.fromEntries(
      Object.entries(strategiesOf(doc)).map(([name, strategy]) => [name, applyStrategy(policy, strategy)]),
    );
    open = { plan: doc.plan, ghost: 'awaited' };
    runner().predict({ id: ++id, plan: doc.plan, others });
  }

  function sendWaiting(): void {
    if (waiting && spacing === undefined && (open?.ghost !== 'awaited' || patience === undefined)) send();
  }

  const isAwaited = (answer: number) => open !== undefined && answer === id;

  return {
    /** `isStep`: this edit is one of a gesture. */
    request(isStep = false): void {
      if (!isStep) {
        clearTimeout(spacing);
        spacing = undefined;
      }
      waiting = true;
      sendWaiting();
    },
    /** The plan that this answer is about; `undefined` for an answer that is not awaited. */
    planOf: (answer: number): Plan | undefined => (isAwaited(answer) ? open?.plan : undefined),
    onGhost(answer: number): void {
      if (!open || !isAwaited(answer)) return;
      open.ghost = 'here';
      sendWaiting();
    },
    /** The totals are there, or there will be none. */
    onTotals(answer: number): void {
      if (!isAwaited(answer)) return;
      open = undefined;
      sendWaiting();
    },
    isPending: (): boolean => open !== undefined || waiting,
  };
}
