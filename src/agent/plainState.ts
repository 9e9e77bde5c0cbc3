import type { BaseMessage } from '@langchain/core/messages';
import type { PlainMessage, PlainState } from '../run/plainState.ts';
import type { State } from './state.ts';

/** State as plain data, without LangChain's classes. */
export function plainState(state: State): PlainState {
  const { pending_tools, results, errors } = state;
  return { messages: state.messages.map(plainMessage), pending_tools, results, errors };
}

/** The fields of the message classes that are shown; `BaseMessage` declares only some of them. */
type Shown = BaseMessage & {
  tool_calls?: { id?: string; name: string; args: Record<string, unknown> }[];
  tool_call_id?: string;
  status?: 'success' | 'error';
};

function plainMessage(message: BaseMessage): PlainMessage {
  const { content, name, tool_calls, tool_call_id, status } = message as Shown;
  return {
    type: message.type,
    content: typeof content === 'string' ? content : JSON.stringify(content),
    ...(tool_calls?.length && { tool_calls: tool_calls.map(({ id = '', name, args }) => ({ id, name, args })) }),
    ...(tool_call_id !== undefined && { tool_call_id }),
    ...(name !== undefined && { name }),
    ...(status !== undefined && { status }),
  };
}
