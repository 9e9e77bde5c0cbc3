import type { PlainState } from '../run/plainState.ts';
import type { Plan } from '../run/types.ts';
import { parseState, pendingCallOf, type State } from './state.ts';

/**
 * The State after an earlier run, with calls of that run pending again under their ids. After `commit` each call still has
 * one tool message: the newer replaces the older.
 */
export function requeueCalls(earlier: PlainState, { calls }: Plan): State {
  // Plain messages have all fields of LangChain's messages that are read here.
  return parseState({ ...earlier, pending_tools: calls.map(pendingCallOf) });
}
