import type { ToolCall } from './types.ts';

/** The tutorial's State as plain data: what can be shown, posted and stored without LangChain's classes. */

/** A call that State asks for: the tutorial's `{ id, tool_name, args }`, and what a plan may say of a call besides. */
export interface PendingCall extends Pick<ToolCall, 'priority' | 'timeoutMs' | 'expectedMs' | 'fallback'> {
  /** Missing = one is made when the calls run. */
  id?: string;
  tool_name: string;
  args: Record<string, unknown>;
}

export interface PlainToolCall {
  id: string;
  name: string;
  args: Record<string, unknown>;
}

export interface PlainMessage {
  type: 'human' | 'ai' | 'system' | 'tool' | (string & {});
  content: string;
  /** What an AI message asks for. */
  tool_calls?: PlainToolCall[];
  /** Which call a tool message answers. */
  tool_call_id?: string;
  /** The tool's name. */
  name?: string;
  status?: 'success' | 'error';
}

/** State without LangChain's classes, for showing and posting. Values are the tools' own, whatever they are. */
export interface PlainState {
  messages: PlainMessage[];
  pending_tools: PendingCall[];
  results: Record<string, unknown>;
  errors: Record<string, string>;
}
