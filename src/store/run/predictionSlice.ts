import { policyOf } from '../../run/policy.ts';
import { applyStrategy } from '../../run/strategies.ts';
import type { Plan } from '../../run/types.ts';
import type { Runner } from '../../runner/client.ts';
import { strategiesOf } from '../plan/strategies.ts';
import type { PlanDocument } from '../state.ts';

/** A ghost that takes longer is given up when there is a newer question: the Worker drops it at once. */
const PATIENCE_MS = 250;

/** Between two questions of one gesture, as each of its steps is an edit: a drag would ask in every frame. */
const SPACING_MS = 50;

/**
 * Asks the `plan` Worker about the newest plan. One ghost is under way at a time unless it takes long, and one question waits: a drag over
 * 10,000 calls must not queue up a copy of them for each frame. A newer question may overtake the totals of an older one.
 */
export function predictor(runner: Pick<Runner, 'predict'>, newest: () => PlanDocument) {
  let id = 0;
  let asked: { plan: Plan; ghost: 'awaited' | 'here' } | undefined;
  let again = false;
  /** Runs out when a gesture may ask again. */
  let spacing: ReturnType<typeof setTimeout> | undefined;
  /** Runs out when the ghost under way has taken long. */
  let patience: ReturnType<typeof setTimeout> | undefined;

  function send(): void {
    again = false;
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
    asked = { plan: doc.plan, ghost: 'awaited' };
    runner.predict({ id: ++id, plan: doc.plan, others });
  }

  function sendWaiting(): void {
    if (again && spacing === undefined && (asked?.ghost !== 'awaited' || patience === undefined)) send();
  }

  const isAwaited = (answer: number) => asked !== undefined && answer === id;

  return {
    /** `steps`: this edit is one of a gesture. */
    ask(steps = false): void {
      if (!steps) {
        clearTimeout(spacing);
        spacing = undefined;
      }
      again = true;
      sendWaiting();
    },
    /** The plan that this answer is about; `undefined` for an answer that nobody waits for. */
    planOf: (answer: number): Plan | undefined => (isAwaited(answer) ? asked?.plan : undefined),
    ghostCame(answer: number): void {
      if (!asked || !isAwaited(answer)) return;
      asked.ghost = 'here';
      sendWaiting();
    },
    allCame(answer: number): void {
      if (!isAwaited(answer)) return;
      asked = undefined;
      sendWaiting();
    },
    pending: (): boolean => asked !== undefined || again,
  };
}
