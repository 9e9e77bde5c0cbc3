import { AIMessage, HumanMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import {
  Command,
  END,
  interrupt,
  MemorySaver,
  MessagesAnnotation,
  Send,
  START,
  StateGraph,
} from '@langchain/langgraph';
import { foldAll, narrate } from 'fanout';
import { ToolNode } from 'fanout/langgraph';
import { z } from 'zod';

const schema = z.object({ city: z.string() });
let isDown = true;
const weather = tool(
  ({ city }) => {
    if (isDown) {
      isDown = false;
      throw new Error('the weather service is down');
    }
    return `${city}: 9 degrees`;
  },
  { name: 'weather', description: 'The weather in a city', schema },
);
const traffic = tool(() => new Promise(() => {}), { name: 'traffic', description: 'The traffic in a city', schema }); // hangs
const museums = tool(({ city }) => Promise.reject(new Error(`${city} is not in the guide`)), {
  name: 'museums',
  description: 'The museums of a city',
  schema,
});
const book = tool(({ city }) => (interrupt(`Book a train to ${city}?`) === 'yes' ? `booked: ${city}` : 'not booked'), {
  name: 'book',
  description: 'Books a train',
  schema,
});

const tools = new ToolNode([weather, traffic, museums, book], {
  policy: { limit: 4, retry: { attempts: 2, baseMs: 50, factor: 2, maxMs: 1000, jitter: 0 } },
  toolSettings: { traffic: { timeoutMs: 200 }, book: { limit: 1 } },
  onRun({ events }) {
    const { calls } = foldAll(events);
    for (const event of events)
      if (event.type === 'attemptEnded' || event.type === 'settled') console.log(`  ${narrate(event, calls)}`);
  },
});

const calls = ['weather', 'traffic', 'museums', 'book'].map((name) => ({
  id: `${name}_1`,
  name,
  args: { city: 'Oslo' },
}));
const script = [new AIMessage({ content: '', tool_calls: calls }), new AIMessage('Pack a jumper.')]; // a model in real life
const graph = new StateGraph(MessagesAnnotation)
  .addNode('model', ({ messages }) => ({ messages: [script[messages.filter(({ type }) => type === 'ai').length]] }))
  .addNode('tools', tools)
  .addEdge(START, 'model')
  // One Send per call: while a person is asked, the other results are kept, and their tools do not run again.
  .addConditionalEdges(
    'model',
    (state) => {
      const requested = state.messages.at(-1).tool_calls ?? [];
      return requested.length === 0
        ? END
        : requested.map((call) => new Send('tools', { ...state, lg_tool_call: call }));
    },
    ['tools', END],
  )
  .addEdge('tools', 'model')
  .compile({ checkpointer: new MemorySaver() });

const config = { configurable: { thread_id: 'trip' } };
const asked = await graph.invoke({ messages: [new HumanMessage('A day in Oslo?')] }, config);
console.log(asked.__interrupt__[0].value);
const { messages } = await graph.invoke(new Command({ resume: 'yes' }), config);
for (const { type, content } of messages) if (content) console.log(`${type}: ${content}`);
process.exit(0); // the traffic tool is still running
