/**
 * Graphs around the library's nodes, written without a cast: see consumer.ts, which is checked and run the same way, but
 * where LangGraph is not installed.
 */
import { ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { Annotation, END, MessagesZodMeta, messagesStateReducer, Send, START, StateGraph } from '@langchain/langgraph';
import { registry } from '@langchain/langgraph/zod';
import {
  createFailedRunner,
  createParallelExecutor,
  executedLine,
  parallelExecutor,
  type State,
  stateOf,
  stateSchema,
} from 'fanout/langchain';
import { StateAnnotation } from 'fanout/langgraph';
import { z } from 'zod';

const double = tool(({ value }) => value * 2, {
  name: 'double',
  description: 'Twice a number',
  schema: z.object({ value: z.number() }),
});

const Annotated = Annotation.Root({
  messages: Annotation<State['messages']>({ reducer: messagesStateReducer, default: () => [] }),
  pending_tools: Annotation<State['pending_tools']>({ reducer: (_, next) => next, default: () => [] }),
  results: Annotation<State['results']>({ reducer: (_, next) => next, default: () => ({}) }),
  errors: Annotation<State['errors']>({ reducer: (_, next) => next, default: () => ({}) }),
});
const annotated = new StateGraph(Annotated)
  .addNode('tools', createParallelExecutor({ tools: [double], onDone: (run) => console.log(executedLine(run)) }))
  .addNode('again', createFailedRunner({ tools: [double] }))
  .addEdge(START, 'tools')
  .addConditionalEdges('tools', ({ errors }) => (Object.keys(errors).length > 0 ? 'again' : END))
  .addEdge('again', END)
  .compile();

// LangGraph declares MessagesZodMeta as an interface, which is not assignable to the registry's type; its copy is.
const messages = stateSchema.shape.messages.register(registry, { ...MessagesZodMeta });
const withSchema = new StateGraph(z.object({ ...stateSchema.shape, messages }))
  .addNode('tools', parallelExecutor)
  .addEdge(START, 'tools')
  .addEdge('tools', END)
  .compile();

const merging = new StateGraph(StateAnnotation)
  .addNode('tools', createParallelExecutor({ tools: [double] }))
  .addConditionalEdges(START, (state) =>
    state.pending_tools.map((call) => new Send('tools', { ...state, pending_tools: [call] })),
  )
  .addEdge('tools', END)
  .compile();

const calls = [{ id: 'a', name: 'double', args: { value: 21 } }];
const { messages: history, results } = await annotated.invoke(stateOf({ calls }));
const answers: ToolMessage[] = history.filter((message) => ToolMessage.isInstance(message));
if (answers[0]?.content !== '42' || results.a !== 42) throw new Error(`42 is in State and in the answer: ${results.a}`);

const first = stateOf({ calls: [{ id: 'b', name: 'fast_tool', args: { query: 'x', ms: 1 } }] });
const second: Record<string, unknown> = (await withSchema.invoke(first)).results;
if (typeof second.b !== 'string') throw new Error(`fast_tool gives a text: ${second.b}`);

const third = await merging.invoke(stateOf({ calls: [...calls, { id: 'c', name: 'double', args: { value: 4 } }] }));
if (third.results.a !== 42 || third.results.c !== 8) throw new Error('no branch loses a result');
