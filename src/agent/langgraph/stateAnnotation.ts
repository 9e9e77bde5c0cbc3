import type { BaseMessage } from '@langchain/core/messages';
import { Annotation, messagesStateReducer } from '@langchain/langgraph';
import type { PendingCall } from '../../run/plainState.ts';
import { mergeById, pendingAfter } from '../stateReducers.ts';

/**
 * The State of `createParallelExecutor` for a `StateGraph`, with reducers that merge what parallel branches return, such
 * as one `Send` per call. More fields: `Annotation.Root({ ...StateAnnotation.spec, topic: Annotation<string> })`.
 */
export const StateAnnotation = Annotation.Root({
  messages: Annotation<BaseMessage[]>({ reducer: messagesStateReducer, default: () => [] }),
  pending_tools: Annotation<PendingCall[]>({ reducer: pendingAfter, default: () => [] }),
  results: Annotation<Record<string, unknown>>({ reducer: mergeById, default: () => ({}) }),
  errors: Annotation<Record<string, string>>({ reducer: mergeById, default: () => ({}) }),
});
