/** Graphs around the ToolNode, written without a cast: see consumer.ts, which is checked the same way. */
import { AIMessage, type ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { END, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { type ToolNode as LangGraphToolNode, toolsCondition } from '@langchain/langgraph/prebuilt';
import { policyMiddleware, ToolNode, type ToolNodeOptions } from 'fanout/langgraph';
import { z } from 'zod';

const double = tool(({ value }) => value * 2, {
  name: 'double',
  description: 'Twice a number',
  schema: z.object({ value: z.number() }),
});
const options: ToolNodeOptions = {
  policy: { limit: 2, timeoutMs: 1000 },
  toolSettings: { double: { limit: 1, fallback: { value: 0 } } },
  onRun: (run, config) => console.log(config.configurable?.thread_id, run.makespan),
};
const node = new ToolNode([double], options);
const inItsPlace: LangGraphToolNode = node;

const request = new AIMessage({ content: '', tool_calls: [{ id: 'a', name: 'double', args: { value: 21 } }] });
const graph = new StateGraph(MessagesAnnotation)
  .addNode('model', ({ messages }) => ({ messages: messages.length > 1 ? [new AIMessage('done')] : [request] }))
  .addNode('tools', node)
  .addEdge(START, 'model')
  .addConditionalEdges('model', toolsCondition, ['tools', END])
  .addEdge('tools', 'model')
  .compile();
const { messages } = await graph.invoke({ messages: ['twice 21?'] });
const answers: ToolMessage[] = await inItsPlace.invoke([request]);
if (messages.at(-2)?.content !== '42' || answers[0]?.content !== '42') throw new Error('42 is the answer');

policyMiddleware({ policy: { rate: { starts: 5, perMs: 1000 } }, onEvent: ({ type }) => console.log(type) });
