import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { tool } from '@langchain/core/tools';
import { END, START, StateGraph } from '@langchain/langgraph';
import { createFailedRunner, createParallelExecutor, executedLine, stateOf } from 'fanout/langchain';
import { StateAnnotation } from 'fanout/langgraph';
import { z } from 'zod';

const path = z.object({ path: z.string() });
const countLines = tool(async (file) => (await readFile(file.path, 'utf8')).split('\n').length, {
  name: 'count_lines',
  description: 'How many lines a file has',
  schema: path,
});
const fingerprint = tool(
  async (file) =>
    createHash('sha256')
      .update(await readFile(file.path))
      .digest('hex'),
  {
    name: 'fingerprint',
    description: 'The SHA-256 of a file',
    schema: path,
  },
);

const policy = { limit: 2, timeoutMs: 2000, retry: { attempts: 3, baseMs: 20, factor: 2, maxMs: 200, jitter: 0.5 } };
const tools = [countLines, fingerprint];
const graph = new StateGraph(StateAnnotation)
  .addNode('tools', createParallelExecutor({ tools, policy, onDone: (run) => console.log(executedLine(run)) }))
  .addNode('again', createFailedRunner({ tools, policy }))
  .addEdge(START, 'tools')
  .addConditionalEdges('tools', ({ errors }) => (Object.keys(errors).length > 0 ? 'again' : END))
  .addEdge('again', END)
  .compile();

const calls = [
  { id: 'lines', name: 'count_lines', args: { path: 'package.json' } },
  { id: 'sha', name: 'fingerprint', args: { path: 'package.json' } },
  { id: 'none', name: 'count_lines', args: { path: 'no-such-file' } },
];
const end = await graph.invoke(stateOf({ calls }));
console.log(end.results, end.errors);
