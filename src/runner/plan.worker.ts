import { predict } from '../engine/predict.ts';
import { foldAll } from '../run/fold.ts';
import type { Plan } from '../run/types.ts';
import { equipped } from '../tools/equipped.ts';
import { withExpected } from '../tools/expected.ts';
import { lessonTools } from '../tools/lessonTools.ts';
import { simulatedTools } from '../tools/simulated.ts';
import { createAsks } from './asks.ts';
import type { FromPlan, PredictedTotal, PredictRequest, ToPlan } from './messages.ts';

/** The `plan` Worker: predictions, off the page's thread and away from the run that is measured. */

const post = (message: FromPlan) => postMessage(message);
const tools = [...simulatedTools, ...lessonTools];
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
  predict: foresee,
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

function foresee(plan: Plan) {
  return predict(withExpected(plan), { tools: equipped(tools, plan) });
}

async function answer({ id, plan, others }: PredictRequest): Promise<void> {
  const overtaken = () => latest !== id;
  try {
    const run = await foresee(plan);
    if (overtaken()) return;
    post({ type: 'predicted', id, state: foldAll(run.events) });
    const totals: Record<string, PredictedTotal> = {};
    for (const [name, policy] of Object.entries(others)) {
      const other = await foresee({ ...plan, policy });
      if (overtaken()) return;
      totals[name] = { makespan: other.makespan, stalled: other.stalled ?? false };
    }
    post({ type: 'totals', id, totals });
  } catch (thrown) {
    if (!overtaken()) post({ type: 'refused', id, message: thrown instanceof Error ? thrown.message : String(thrown) });
  }
}

post({ type: 'ready' });
