import type { PlainState } from '../run/plainState.ts';
import type { Plan } from '../run/types.ts';
import { parseState, type State } from './state.ts';

/**
 * State as an earlier run left it, with calls that it asked for pending once more, under the ids that they have in
 * it. What `commit` then makes of it holds one answer for each call: the newer one takes the place of the older.
 */
export function requeueCalls(earlier: PlainState, { calls }: Plan): State {
  const pending_tools = calls.map(({ name, ...call }) => ({ ...call, tool_name: name }));
  // Plain messages have the fields that are read of LangChain's own.
  return parseState({ ...earlier, pending_tools });
}
