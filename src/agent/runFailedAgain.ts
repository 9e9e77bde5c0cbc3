import type { BaseMessage } from '@langchain/core/messages';
import type { ToolMessage } from '@langchain/core/messages/tool';
import type { PendingCall } from '../run/plainState.ts';
import { createParallelExecutor, type ParallelExecutor, type ParallelExecutorOptions } from './parallelExecutor.ts';
import { parseState, type State } from './state.ts';

/**
 * The calls whose ids are in `errors`, as the messages request them, in the order of `errors`. Settings that only the plan
 * has (timeouts, priorities, fallbacks) are not in messages and are missing here. An id that no message requests is left
 * out.
 */
export function failedCalls({ messages, results, errors }: State): PendingCall[] {
  const callsById = new Map<string, PendingCall>();
  for (const message of messages) {
    const { tool_calls = [] } = message as { tool_calls?: { id?: string; name: string; args: PendingCall['args'] }[] };
    for (const { id, name, args } of tool_calls) if (id) callsById.set(id, { id, tool_name: name, args });
  }
  // An update of parallel branches that was stored and read again may leave the error of a call that has succeeded since.
  return Object.keys(errors).flatMap((id) => (Object.hasOwn(results, id) ? [] : (callsById.get(id) ?? [])));
}

/**
 * A node that runs only the failed calls again and resolves with one update: a call that succeeds moves from `errors` to
 * `results`; other results are kept. Its ToolMessage replaces the earlier one by message id, which LangGraph's reducer
 * assigns (without a graph use `withUpdate`), so each call still has one tool message. Without failed calls resolves with
 * `{}`. Pending calls stay pending.
 *
 * Rejects with PlanError as `createParallelExecutor` does.
 */
export function createFailedRunner(options: ParallelExecutorOptions = {}): ParallelExecutor {
  const runAll = createParallelExecutor(options);
  return async (given, config) => {
    const state = parseState(given);
    const calls = failedCalls(state);
    if (calls.length === 0) return {};
    // Their ids are free: these calls have them again.
    const again = new Set(calls.map(({ id }) => id));
    const errors = Object.fromEntries(Object.entries(state.errors).filter(([id]) => !again.has(id)));
    const {
      messages = [],
      pending_tools: _,
      ...update
    } = await runAll({ ...state, errors, pending_tools: calls }, config);
    return { ...update, messages: withEarlierMessageIds(state.messages, messages) };
  };
}

function withEarlierMessageIds(before: readonly BaseMessage[], answers: readonly BaseMessage[]): BaseMessage[] {
  const ids = new Map<string, string | undefined>();
  for (const message of before) if (message.type === 'tool') ids.set((message as ToolMessage).tool_call_id, message.id);
  for (const answer of answers) {
    const id = ids.get((answer as ToolMessage).tool_call_id);
    if (id !== undefined) answer.id = id;
  }
  return [...answers];
}
