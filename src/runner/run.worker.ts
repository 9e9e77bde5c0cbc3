import { simulatedLangChainTools, throughLangChain } from '../agent/adapter/simulatedTools.ts';
import { engineTools } from '../agent/adapter/tools.ts';
import { commit, stateOf, withUpdate } from '../agent/commit.ts';
import { plainState } from '../agent/plainState.ts';
import { requeueCalls } from '../agent/requeueCalls.ts';
import { realClock } from '../engine/clocks/realClock.ts';
import { createController, type RunController } from '../engine/controller.ts';
import { execute } from '../engine/execute.ts';
import type { Tool } from '../engine/types.ts';
import { withKnownSettings } from '../run/check/knownSettings.ts';
import type { PlainState } from '../run/plainState.ts';
import { errorLines } from '../run/text/errorLines.ts';
import type { Plan } from '../run/types.ts';
import { equipped } from '../tools/equipped.ts';
import { withExpected } from '../tools/expected.ts';
import { lessonTools } from '../tools/lessonTools.ts';
import { toolsOfPlan } from '../tools/ownTools.ts';
import { cloneable } from './cloneable.ts';
import { createEventBatcher } from './eventBatcher.ts';
import type { FromRun, PageCondition, SteerCommand, ToRun } from './messages.ts';
import { pageConditions } from './pageConditions.ts';
import { MOST_EVENTS } from './predict/budget.ts';

/** The `run` Worker: LangChain tools on the real clock, on their own thread. It can be terminated at any moment. */

const post = (message: FromRun) => postMessage(message);
const simulated = engineTools(simulatedLangChainTools) as readonly Tool[];
const clock = realClock();
const conditions = pageConditions(() => performance.now());
let current: { runId: number; stop: AbortController; controller: RunController } | undefined;

addEventListener('message', ({ data }: MessageEvent<ToRun>) => {
  if (data.type === 'run') void run(data.runId, data.plan, data.earlier);
  else if (data.type === 'pageCondition') recordPageCondition(data.condition);
  else if (current?.runId !== data.runId) return;
  else if (data.type === 'steer') steer(current.controller, data.command);
  else {
    post({ type: 'stopping', runId: data.runId });
    current.stop.abort(null);
  }
});

function steer(controller: RunController, command: SteerCommand): void {
  if (command.do === 'cancelCall') controller.cancelCall(command.key);
  else if (command.do === 'setLimit') controller.setLimit(command.limit);
  else controller[command.do]();
}

/** Converts the times of the page to this thread's clock. */
function recordPageCondition(condition: PageCondition): void {
  const { timeOrigin } = performance;
  if (condition.kind === 'visibility') conditions.visibility(condition.hidden, condition.epochMs - timeOrigin);
  else {
    const from = condition.fromEpochMs - timeOrigin;
    conditions.longTask(from, from + condition.durationMs);
  }
}

async function run(runId: number, plan: Plan, earlier: PlainState | undefined): Promise<void> {
  const stop = new AbortController();
  const controller = createController();
  current = { runId, stop, controller };
  const batcher = createEventBatcher((events) => post({ type: 'events', runId, events }));
  try {
    const before = earlier ? requeueCalls(earlier, plan) : stateOf(plan);
    const done = await execute(withExpected(withKnownSettings(plan)), {
      tools: equipped(toolsOfPlan(plan, [...simulated, ...lessonTools()], throughLangChain), plan),
      signal: stop.signal,
      controller,
      clock: {
        ...clock,
        block(duration) {
          batcher.flush();
          clock.block(duration);
        },
      },
      onEvent(event) {
        if (event.type === 'runStarted') {
          post({ type: 'started', runId, originEpochMs: performance.timeOrigin + performance.now() });
          conditions.onRunStart(event.calls, controller.disturbed);
        }
        batcher.add(event);
        // After `add`: events that this call records follow this one.
        conditions.onEvent(event);
        if (event.seq === MOST_EVENTS) stop.abort(`its log has ${MOST_EVENTS.toLocaleString('en')} events`);
      },
    });
    batcher.flush();
    const { results, ...state } = plainState(withUpdate(before, commit(before, done, new Map(), errorLines(done))));
    post({ type: 'committed', runId, state: { ...state, results: cloneable(results) } });
  } catch (thrown) {
    post({ type: 'refused', runId, message: thrown instanceof Error ? thrown.message : String(thrown) });
  }
}

/** Runs one call of 0 ms through the engine and the commit, so that the first run does not pay for compilation. */
void execute(
  { calls: [{ id: 'warm', name: 'fast_tool', args: { query: '', ms: 0 } }] },
  { tools: simulated, clock },
).then((warm) => {
  commit(stateOf(warm.plan), warm);
  post({ type: 'ready' });
});
