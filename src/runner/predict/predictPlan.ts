import { predict } from '../../engine/predict.ts';
import { withKnownSettings } from '../../run/check/knownSettings.ts';
import type { Plan, Run } from '../../run/types.ts';
import { equipped } from '../../tools/equipped.ts';
import { withExpected } from '../../tools/expected.ts';
import { lessonTools } from '../../tools/lessonTools.ts';
import { toolsOfPlan } from '../../tools/ownTools.ts';
import { isRecorded, RECORDED } from '../../tools/recorded.ts';
import { simulatedTools } from '../../tools/simulated.ts';
import { cloneable } from '../cloneable.ts';
import { MOST_EVENTS, MOST_MOMENTS } from './budget.ts';

const BUDGET = { moments: MOST_MOMENTS, events: MOST_EVENTS };

/**
 * Predicts a plan with the page's tools. The log can be posted: values that cannot be cloned are text, as in a real run.
 * Rejects with PredictionTooLarge, with the reason for a recorded plan, or with the signal's reason.
 */
export async function predictPlan(plan: Plan, signal?: AbortSignal): Promise<Run> {
  if (isRecorded(plan)) throw new Error(RECORDED);
  const options = {
    tools: equipped(toolsOfPlan(plan, [...simulatedTools, ...lessonTools()]), plan),
    budget: BUDGET,
    ...(signal && { signal }),
  };
  const run = await predict(withExpected(withKnownSettings(plan)), options);
  // Only objects can fail to be cloned, and most values are strings: testing each of 10,000 would take longer than predicting them.
  const events = run.events.map((event) =>
    'value' in event && typeof event.value === 'object' ? cloneable(event) : event,
  );
  return { ...run, events };
}
