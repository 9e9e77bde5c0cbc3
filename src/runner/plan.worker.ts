import { foldAll } from '../run/fold.ts';
import { createAsks } from './asks.ts';
import type { FromPlan, PredictedTotal, PredictRequest, ToPlan } from './messages.ts';
import { predictPlan } from './predictPlan.ts';

/** The `plan` Worker: predictions, off the page's thread and away from the run that is measured. */

const post = (message: FromPlan) => postMessage(message);
let latest = 0;
/** The newest answer that is being worked at: other questions wait until the page has its ghosts and totals. */
let urgent: Promise<void> = Promise.resolve();

addEventListener('message', ({ data }: MessageEvent<ToPlan>) => {
  if (data.type === 'ask') {
    void hear(data);
    return;
  }
  latest = data.id;
  urgent = answer(data);
});

const hear = createAsks({
  predict: predictPlan,
  post: (answers) => post({ type: 'answers', ...answers }),
  now: () => performance.now(),
  async turn() {
    await new Promise((turned) => setTimeout(turned));
    let awaited: Promise<void>;
    do {
      awaited = urgent;
      await awaited;
    } while (awaited !== urgent);
  },
});

async function answer({ id, plan, others }: PredictRequest): Promise<void> {
  const overtaken = () => latest !== id;
  try {
    const run = await predictPlan(plan);
    if (overtaken()) return;
    post({ type: 'predicted', id, state: foldAll(run.events) });
    const totals: Record<string, PredictedTotal> = {};
    for (const [name, policy] of Object.entries(others)) {
      const other = await predictPlan({ ...plan, policy });
      if (overtaken()) return;
      totals[name] = { makespan: other.makespan, stalled: other.stalled ?? false };
    }
    post({ type: 'totals', id, totals });
  } catch (thrown) {
    if (!overtaken()) post({ type: 'refused', id, message: thrown instanceof Error ? thrown.message : String(thrown) });
  }
}

post({ type: 'ready' });
