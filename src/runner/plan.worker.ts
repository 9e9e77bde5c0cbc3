import { turn } from '../engine/clocks/macrotask.ts';
import type { FromPlan, ToPlan } from './messages.ts';
import { createPredictions } from './predict/predictions.ts';
import { predictPlan } from './predict/predictPlan.ts';
import { createQueries } from './predict/queries.ts';

/** The `plan` Worker: predictions, off the page's thread and away from the run that is measured. */

const post = (message: FromPlan) => postMessage(message);
/** The newest answer that is being worked at: other questions wait until the page has its ghosts and totals. */
let urgent: Promise<void> = Promise.resolve();

addEventListener('message', ({ data }: MessageEvent<ToPlan>) => {
  if (data.type === 'ask') void hear(data);
  else urgent = answer(data);
});

const answer = createPredictions({ predict: predictPlan, post, turn });

const hear = createQueries({
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
