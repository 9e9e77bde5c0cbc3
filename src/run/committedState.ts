import { distinctIds } from './distinctIds.ts';
import { errorLines } from './errorLines.ts';
import { textOf } from './messageText.ts';
import type { PlainMessage, PlainState } from './plainState.ts';
import type { Run } from './types.ts';

/**
 * State as a run of the whole plan leaves it, told from its log alone: for a run that comes from a file, where no
 * LangChain is. tests/unit/run/committedState.test.ts holds it against what the engine's own commit makes.
 */
export function stateAfter({ plan, events, outcomes }: Pick<Run, 'plan' | 'events' | 'outcomes'>): PlainState {
  const ids = distinctIds(plan.calls.map(({ id }) => id));
  const idOf = (key: number) => ids[key] as string;
  const failures = errorLines({ outcomes, events });
  const asks = plan.calls.map(({ name, args }, key) => ({ id: idOf(key), name, args }));
  const answers = outcomes.map(
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
    messages: [{ type: 'ai', content: '', ...(asks.length > 0 && { tool_calls: asks }) }, ...answers],
    pending_tools: [],
    results: Object.fromEntries(outcomes.filter((one) => !failed(one)).map(({ key, value }) => [idOf(key), value])),
    errors: Object.fromEntries(outcomes.filter(failed).map(({ key }) => [idOf(key), failures[key] as string])),
  };
}
