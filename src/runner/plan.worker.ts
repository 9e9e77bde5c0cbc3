import { predict } from '../engine/predict.ts';
import { foldAll } from '../run/fold.ts';
import { simulatedTools } from '../tools/simulated.ts';
import type { FromPlan, PredictedTotal, ToPlan } from './messages.ts';

/** The `plan` Worker: predictions, off the page's thread and away from the run that is measured. */

const post = (message: FromPlan) => postMessage(message);
let latest = 0;

addEventListener('message', ({ data }: MessageEvent<ToPlan>) => {
  latest = data.id;
  void answer(data);
});

async function answer({ id, plan, others }: ToPlan): Promise<void> {
  const overtaken = () => latest !== id;
  try {
    const run = await predict(plan, { tools: simulatedTools });
    if (overtaken()) return;
    post({ type: 'predicted', id, state: foldAll(run.events) });
    const totals: Record<string, PredictedTotal> = {};
    for (const [name, policy] of Object.entries(others)) {
      const other = await predict({ ...plan, policy }, { tools: simulatedTools });
      if (overtaken()) return;
      totals[name] = { makespan: other.makespan, stalled: other.stalled ?? false };
    }
    post({ type: 'totals', id, totals });
  } catch (thrown) {
    if (!overtaken()) post({ type: 'refused', id, message: thrown instanceof Error ? thrown.message : String(thrown) });
  }
}

post({ type: 'ready' });
