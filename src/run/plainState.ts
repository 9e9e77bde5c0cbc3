import type { ToolCall } from './types.ts';

/** A pending call of State: the tutorial's `{ id, tool_name, args }` and the optional fields of a plan's call. */
export interface PendingCall extends Pick<ToolCall, 'priority' | 'timeoutMs' | 'expectedMs' | 'fallback'> {
  /** Generated when the calls run if it is missing. */
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
  /** The tool calls that an AI message requests. */
  tool_calls?: PlainToolCall[];
  /** Id of the call that a tool message answers. */
  tool_call_id?: string;
  /** The tool's name. */
  name?: string;
  status?: 'success' | 'error';
}

/** The tutorial's State as plain data, which can be shown, posted and stored without LangChain's classes. The values in `results` are unchanged. */
export interface PlainState {
  messages: PlainMessage[];
  pending_tools: PendingCall[];
  results: Record<string, unknown>;
  errors: Record<string, string>;
}
