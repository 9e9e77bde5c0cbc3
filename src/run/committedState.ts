import { distinctIds } from './distinctIds.ts';
import { textOf } from './messageText.ts';
import type { PlainMessage, PlainState } from './plainState.ts';
import { errorLines } from './text/errorLines.ts';
import type { Run } from './types.ts';

/**
 * State after a run of the whole plan, derived from its log: for a run read from a file, since the page does not load
 * LangChain. tests/unit/run/committedState.test.ts compares it with the result of src/agent/commit.ts.
 */
export function stateAfter({ plan, events, outcomes }: Pick<Run, 'plan' | 'events' | 'outcomes'>): PlainState {
  const ids = distinctIds(plan.calls.map(({ id }) => id));
  const idOf = (key: number) => ids[key] as string;
  const failures = errorLines({ outcomes, events });
  const toolCalls = plan.calls.map(({ name, args }, key) => ({ id: idOf(key), name, args }));
  const toolMessages = outcomes.map(
    ({ key, name, value }): PlainMessage => ({
      type: 'tool',
      tool_call_id: idOf(key),
      name,
      status: failures[key] === undefined ? 'success' : 'error',
      content: failures[key] ?? textOf(value),
    }),
  );
  const failed = ({ key }: { key: number }) => failures[key] !== undefined;
  // fromEntries, not assignment: an id may be "__proto__".
  return {
    messages: [{ type: 'ai', content: '', ...(toolCalls.length > 0 && { tool_calls: toolCalls }) }, ...toolMessages],
    pending_tools: [],
    results: Object.fromEntries(outcomes.filter((one) => !failed(one)).map(({ key, value }) => [idOf(key), value])),
    errors: Object.fromEntries(outcomes.filter(failed).map(({ key }) => [idOf(key), failures[key] as string])),
  };
}
