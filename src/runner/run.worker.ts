import { commit, stateOf, withUpdate } from '../agent/commit.ts';
import { plainState } from '../agent/plainState.ts';
import { engineTools } from '../agent/tools.ts';
import { execute } from '../engine/execute.ts';
import { realClock } from '../engine/realClock.ts';
import type { Plan } from '../run/types.ts';
import { cloneable } from './cloneable.ts';
import type { FromRun, ToRun } from './messages.ts';
import { createOutbox } from './outbox.ts';

/** The `run` Worker: LangChain tools on the real clock, alone on their thread. It can be killed at any moment. */

const post = (message: FromRun) => postMessage(message);
const tools = engineTools();
const clock = realClock();
let current: { runId: number; controller: AbortController } | undefined;

addEventListener('message', ({ data }: MessageEvent<ToRun>) => {
  if (data.type === 'run') void run(data.runId, data.plan);
  else if (current?.runId === data.runId) {
    post({ type: 'stopping', runId: data.runId });
    current.controller.abort(data.reason);
  }
});

async function run(runId: number, plan: Plan): Promise<void> {
  const controller = new AbortController();
  current = { runId, controller };
  const outbox = createOutbox((events) => post({ type: 'events', runId, events }));
  const before = stateOf(plan);
  try {
    const done = await execute(plan, {
      tools,
      signal: controller.signal,
      clock: {
        ...clock,
        block(duration) {
          outbox.flush();
          clock.block(duration);
        },
      },
      onEvent(event) {
        if (event.type === 'runStarted')
          post({ type: 'started', runId, originEpochMs: performance.timeOrigin + performance.now() });
        outbox.add(event);
      },
    });
    outbox.flush();
    const { results, ...state } = plainState(withUpdate(before, commit(before, done)));
    post({ type: 'committed', runId, state: { ...state, results: cloneable(results) } });
  } catch (thrown) {
    post({ type: 'refused', runId, message: thrown instanceof Error ? thrown.message : String(thrown) });
  }
}

/** One call of no length through everything: the first run must not pay for code that has never run before. */
void execute({ calls: [{ id: 'warm', name: 'fast_tool', args: { query: '', ms: 0 } }] }, { tools, clock }).then(
  (warm) => {
    commit(stateOf(warm.plan), warm);
    post({ type: 'ready' });
  },
);
