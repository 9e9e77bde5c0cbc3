import { turn } from '../engine/clocks/macrotask.ts';
import type { FromPlan, ToPlan } from './messages.ts';
import { createPredictions } from './predict/predictions.ts';
import { predictPlan } from './predict/predictPlan.ts';
import { createQueries } from './predict/queries.ts';

/** The `plan` Worker: computes predictions, apart from the page's thread and from the Worker whose run is measured. */

const post = (message: FromPlan) => postMessage(message);
/** The prediction in progress for the plan on the page; queries wait until it is done. */
let urgent: Promise<void> = Promise.resolve();

addEventListener('message', ({ data }: MessageEvent<ToPlan>) => {
  if (data.type === 'query') void answerQuery(data);
  else urgent = answerPrediction(data);
});

const answerPrediction = createPredictions({ predict: predictPlan, post, turn });

const answerQuery = createQueries({
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

post({ type: 'ready' });
