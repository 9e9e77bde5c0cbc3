import { throwing, variable } from './fanout.ts';
import { KIND_CODE, listens, waitOf } from './kindCode.ts';
import { helperLines } from './langGraphHelpers.ts';
import { executorLines, needsListenerLimit } from './langGraphRun.ts';
import { ABOUT, type CaseWords, identifiersOf, type OwnTool, readsOf, switchLines } from './ownTools.ts';
import type { CodeCall, PlanFeatures, UsedTool } from './planFeatures.ts';
import { distinct } from './planFeatures.ts';
import { blocks, type CodeLine, callLines, isOneLinePerCall, lines, listLines } from './syntax/codeLines.ts';
import { quote } from './syntax/literals.ts';
import { type Shape, zodFields, zodOf } from './syntax/schemas.ts';
import { argumentsOf, argumentType, parameter, takes } from './tools.ts';

/** TypeScript code with LangChain and LangGraph only: the tutorial's graph, and the policy implemented in its node. */
export function langGraphCode(facts: PlanFeatures, gaps: readonly string[]): CodeLine[] {
  const calls = distinct(facts.calls);
  const names = identifiersOf(facts.ownTools, 'typescript');
  const tools = [...facts.tools.map(variable), ...names.values()];
  return blocks([
    [
      '// npm install @langchain/core @langchain/langgraph zod',
      ...(gaps.length > 0 ? ['//', ...gaps.map((gap) => `// Not quite as on the page: ${gap}`)] : []),
    ],
    importLines(facts),
    contextLines(facts),
    ...facts.tools.map((tool) => toolLines(tool, facts)),
    ...facts.ownTools.map((tool) => ownToolLines(tool, names.get(tool.name) as string, facts)),
    tools.length === 0
      ? ['const tools = new Map<string, StructuredToolInterface>();']
      : [
          'const tools = new Map<string, StructuredToolInterface>(',
          ...listLines('  [', tools, '].map((one) => [one.name, one]),'),
          ');',
        ],
    callType(facts, calls),
    STATE,
    ...helperLines(facts),
    executorLines(facts),
    [
      'const graph = new StateGraph(State)',
      "  .addNode('tools', parallelExecutor)",
      "  .addEdge(START, 'tools')",
      "  .addEdge('tools', END)",
      '  .compile();',
    ],
    lines(
      'const calls: Call[] = [',
      calls.flatMap((call) =>
        callLines(stateCall(call), {
          key: call.key,
          many: isOneLinePerCall(calls.length),
          language: 'typescript',
          indent: '  ',
        }),
      ),
      '];',
    ),
    ['const end = await graph.invoke({ pending_tools: calls });', 'console.log(end.results, end.errors);'],
  ]);
}

export function stateCall({ id, name, args, priority, expectedMs, timeoutMs, fallback }: CodeCall): object {
  const instead = fallback && 'tool' in fallback ? { tool_name: fallback.tool, args: fallback.args } : fallback;
  return { id, tool_name: name, args, priority, expectedMs, timeoutMs, fallback: instead };
}

/** Whether the code needs `sleep`, for a tool or for a backoff. */
const needsSleep = ({ sleeps, retries }: PlanFeatures) => retries || sleeps;
const hasTools = ({ tools, ownTools }: PlanFeatures) => tools.length + ownTools.length > 0;

function importLines(facts: PlanFeatures): CodeLine[] {
  return lines(
    needsListenerLimit(facts) && "import { setMaxListeners } from 'node:events';",
    needsSleep(facts) && "import { setTimeout as sleep } from 'node:timers/promises';",
    "import type { BaseMessage } from '@langchain/core/messages';",
    hasTools(facts)
      ? "import { type StructuredToolInterface, tool } from '@langchain/core/tools';"
      : "import type { StructuredToolInterface } from '@langchain/core/tools';",
    "import { Annotation, END, messagesStateReducer, START, StateGraph } from '@langchain/langgraph';",
    hasTools(facts) && "import { z } from 'zod';",
  );
}

/** The fields of the context that tools get besides their arguments. */
function contextFields({ byCall, flaky, random, signals }: PlanFeatures): string[] {
  return [
    ...(byCall ? ['id: string'] : []),
    ...(flaky ? ['attempt: number'] : []),
    ...(random ? ['random: () => number'] : []),
    ...(signals ? ['signal: AbortSignal'] : []),
  ];
}

function contextLines(facts: PlanFeatures): CodeLine[] {
  const fields = contextFields(facts);
  if (fields.length === 0) return [];
  return lines(
    '/** What a tool is told besides its arguments. */',
    'interface Context {',
    fields.map((field) => `  ${field};`),
    '}',
    '',
    facts.signals && [
      "// Not in the config's own `signal`: LangChain would let go of a tool that does not listen, as if it had ended.",
    ],
    'const contextOf = (config: { configurable?: Record<string, unknown> }) => config.configurable as unknown as Context;',
  );
}

function toolLines(tool: UsedTool, facts: PlanFeatures): CodeLine[] {
  const names = argumentsOf(tool);
  const given = names.map((name) => parameter(name, tool));
  const contextNames = contextOf(tool, facts);
  const params = [
    ...(given.length > 0 ? [`{ ${given.join(', ')} }`] : contextNames.length > 0 ? ['_args'] : []),
    ...(contextNames.length > 0 ? ['config'] : []),
  ];
  const rest = [...new Set(['query', ...names])].map((name) =>
    name === 'query' ? 'query: z.string()' : `${name}: z.${argumentType(name)}().optional()`,
  );
  return [
    `const ${variable(tool)} = tool(`,
    `  async (${params.join(', ')}) => {`,
    ...(contextNames.length > 0 ? [`    const { ${contextNames.join(', ')} } = contextOf(config);`] : []),
    ...body(tool, facts).map((line) => `    ${line}`),
    '  },',
    '  {',
    `    name: '${tool.tool}',`,
    `    description: '${KIND_CODE[tool.kind].about}',`,
    `    schema: z.object({ ${rest.join(', ')} }),`,
    '  },',
    ');',
  ];
}

function ownToolLines(tool: OwnTool, name: string, { tells }: PlanFeatures): CodeLine[] {
  const reads = Object.entries(readsOf(tool, tells)).flatMap(([field, isRead]) => (isRead ? [field] : []));
  const words: CaseWords = {
    language: 'typescript',
    sleep: (ms) => [`await sleep(${tells ? `${ms}, undefined, { signal }` : ms});`],
    block: (ms) => [
      '// Holds the thread: nothing else can start or finish meanwhile.',
      `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${ms});`,
    ],
    never: (deaf) =>
      deaf || !tells
        ? ['return new Promise<never>(() => {}); // never ends']
        : [
            '// Never ends, and stops when it is told to.',
            "return new Promise<never>((_, stop) => signal.addEventListener('abort', () => stop(signal.reason)));",
          ],
    random: 'random()',
    ...throwing('attempt'),
  };
  return [
    `const ${name} = tool(`,
    `  async (${reads.length > 0 ? '_args, config' : ''}): Promise<unknown> => {`,
    ...(reads.length > 0 ? [`    const { ${reads.join(', ')} } = contextOf(config);`] : []),
    ...switchLines(tool, 'id', words).map((line) => `    ${line}`),
    '  },',
    '  {',
    `    name: ${quote(tool.name, 'typescript')},`,
    `    description: '${ABOUT}',`,
    ...zodLines(tool.args).map((line) => `    ${line}`),
    '  },',
    ');',
  ];
}

function zodLines(args: Shape): string[] {
  if (args.type !== 'object' || args.fields.size === 0) return [`schema: ${zodOf(args)},`];
  return listLines('schema: z.object({ ', zodFields(args), ' }),').map((line) => line.trimEnd());
}

/** The fields of the context that this tool reads. */
function contextOf(tool: UsedTool, { tells }: PlanFeatures): string[] {
  return [
    ...(KIND_CODE[tool.kind].attempt ? ['attempt'] : []),
    ...(tool.uses.has('spread') ? ['random'] : []),
    ...(tells && listens(tool) ? ['signal'] : []),
  ];
}

function body(tool: UsedTool, { tells }: PlanFeatures): string[] {
  const ms = takes(tool, 'random()');
  const after = KIND_CODE[tool.kind].typescript('attempt', tool.uses);
  switch (waitOf(tool)) {
    case 'never':
      if (!tool.uses.has('deaf'))
        return [`await new Promise(() => {}); // never ends${tells ? ', and does not listen to its signal' : ''}`];
      return [
        '// Never ends; one that is not deaf stops when it is told to.',
        'await new Promise((_, stop) => {',
        "  if (!deaf) signal.addEventListener('abort', () => stop(signal.reason));",
        '});',
      ];
    case 'block':
      return [
        '// Holds the thread: nothing else can start or finish meanwhile.',
        `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${ms});`,
        ...after,
      ];
    case 'sleep':
      return [`await sleep(${tells ? `${ms}, undefined, { signal }` : ms});`, ...after];
  }
}

function callType({ fallbackValues, fallbackTools }: PlanFeatures, calls: readonly CodeCall[]): CodeLine[] {
  const some = (has: (call: CodeCall) => unknown) => calls.some((call) => has(call) !== undefined);
  const instead = [
    ...(fallbackValues ? ['{ value: unknown }'] : []),
    ...(fallbackTools ? ['{ tool_name: string; args: Record<string, unknown> }'] : []),
  ];
  return lines(
    'interface Call {',
    '  id: string;',
    '  tool_name: string;',
    '  args: Record<string, unknown>;',
    some(({ priority }) => priority) && '  priority?: number; // higher goes first',
    some(({ expectedMs }) => expectedMs) && '  expectedMs?: number; // what the order sorts by',
    some(({ timeoutMs }) => timeoutMs) && '  timeoutMs?: number;',
    instead.length > 0 && `  fallback?: ${instead.join(' | ')};`,
    '}',
  );
}

const STATE: CodeLine[] = [
  'const State = Annotation.Root({',
  '  messages: Annotation<BaseMessage[]>({ reducer: messagesStateReducer, default: () => [] }),',
  '  pending_tools: Annotation<Call[]>({ reducer: (_, next) => next, default: () => [] }),',
  '  results: Annotation<Record<string, unknown>>({ reducer: (_, next) => next, default: () => ({}) }),',
  '  errors: Annotation<Record<string, string>>({ reducer: (_, next) => next, default: () => ({}) }),',
  '});',
];
