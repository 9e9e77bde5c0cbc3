import { hasOwnError, KIND_CODE, waitOf } from './kindCode.ts';
import { stateCall } from './langGraph.ts';
import { ABOUT, type CaseWords, caseLines, hasErrorFields, identifiersOf, type OwnTool, readsOf } from './ownTools.ts';
import type { CodeCall, PlanFeatures, UsedTool } from './planFeatures.ts';
import { distinct } from './planFeatures.ts';
import { helperLines } from './pythonHelpers.ts';
import { executorLines } from './pythonRun.ts';
import { blocks, type CodeLine, callLines, indented, isOneLinePerCall, lines, listLines } from './syntax/codeLines.ts';
import { literal, quote } from './syntax/literals.ts';
import { jsonSchemaLines } from './syntax/schemas.ts';
import { argumentsOf, defaultOf, seconds, takes } from './tools.ts';

/** A Python script to run with `python plan.py`. */
export function pythonScript(facts: PlanFeatures, gaps: readonly string[]): CodeLine[] {
  const { head, last, ...sections } = sectionsOf(facts, gaps, true);
  return blocks(
    [
      blocks(head),
      ...Object.values(sections).flat(),
      lines('async def main() -> None:', indented(last, '    ')),
      ['if __name__ == "__main__":', '    asyncio.run(main())'],
    ],
    2,
  );
}

/** Cells of a notebook, which already runs an event loop: `await` is used at the top level. */
export function pythonCells(facts: PlanFeatures, gaps: readonly string[]): CodeLine[][] {
  const { head, tools, state, helpers, executor, graph, calls, last } = sectionsOf(facts, gaps, false);
  return [
    blocks(head),
    blocks(tools, 2),
    blocks([...state, ...helpers, ...executor], 2),
    blocks(graph, 2),
    blocks(calls, 2),
    last,
  ].filter((cell) => cell.length > 0);
}

/** Whether a hanging call would ignore the cancellation at the end of `asyncio.run`. */
function ignoresCancellation({ deaf, tells }: PlanFeatures): boolean {
  return deaf && tells;
}

function needsToolError({ tools, ownTools }: PlanFeatures): boolean {
  return tools.some(({ uses }) => hasOwnError(uses)) || ownTools.some(({ cases }) => cases.some(hasErrorFields));
}

function sectionsOf(facts: PlanFeatures, gaps: readonly string[], script: boolean) {
  const calls = distinct(facts.calls);
  const names = identifiersOf(facts.ownTools, 'python');
  return {
    head: [
      lines(
        '# pip install langchain-core langgraph',
        gaps.length > 0 && ['#', ...gaps.map((gap) => `# Not quite as on the page: ${gap}`)],
        !script && '# A notebook runs a loop already: await, and neither asyncio.run nor nest_asyncio.',
      ),
      importLines(facts, script),
    ],
    tools: [
      ...(needsToolError(facts) ? [TOOL_ERROR] : []),
      ...facts.tools.map((tool) => toolLines(tool, facts)),
      ...facts.ownTools.map((tool) => ownToolLines(tool, names.get(tool.name) as string, facts)),
      listLines(
        'TOOLS = {one.name: one for one in [',
        [...facts.tools.map(({ tool }) => tool), ...names.values()],
        ']}',
        '    ',
      ),
    ],
    state: [STATE],
    helpers: helperLines(facts).filter((part): part is CodeLine[] => part !== false),
    executor: [executorLines(facts)],
    graph: [
      [
        'builder = StateGraph(State)',
        'builder.add_node("tools", parallel_executor)',
        'builder.add_edge(START, "tools")',
        'builder.add_edge("tools", END)',
        'graph = builder.compile()',
      ],
    ],
    calls: [
      lines(
        'CALLS: list[Call] = [',
        calls.flatMap((call) =>
          callLines(pythonCall(call), {
            key: call.key,
            many: isOneLinePerCall(calls.length),
            language: 'python',
            indent: '    ',
          }),
        ),
        ']',
      ),
    ],
    last: lines(
      'end = await graph.ainvoke({"messages": [], "pending_tools": CALLS, "results": {}, "errors": {}})',
      'print(end["results"])',
      'print(end["errors"])',
      script &&
        ignoresCancellation(facts) && [
          '# asyncio.run would cancel what still runs and wait for it; a deaf tool never hears that.',
          'sys.stdout.flush()',
          'os._exit(0)',
        ],
    ),
  };
}

function pythonCall(call: CodeCall): object {
  const { expectedMs: expected_ms, timeoutMs: timeout_ms, ...rest } = stateCall(call) as CodeCall;
  const { id, priority, fallback, args } = rest;
  const { tool_name } = rest as unknown as { tool_name: string };
  return { id, tool_name, args, priority, expected_ms, timeout_ms, fallback };
}

function importLines(facts: PlanFeatures, script: boolean): CodeLine[] {
  const { tools, ownTools, ranked } = facts;
  const exits = script && ignoresCancellation(facts);
  const readsConfig =
    tools.some((tool) => configNames(tool).length > 0) || ownTools.some((tool) => ownConfigNames(tool).length > 0);
  const callable = facts.random || facts.jitter || facts.holds;
  return lines(
    'import asyncio',
    ranked && 'import bisect',
    facts.retried && 'import errno',
    exits && 'import os',
    facts.retried && 'import re',
    exits && 'import sys',
    'import time',
    callable && 'from collections.abc import Callable',
    'from typing import Annotated, Any, TypedDict',
    '',
    'from langchain_core.messages import AnyMessage',
    readsConfig && 'from langchain_core.runnables import RunnableConfig',
    tools.length + ownTools.length > 0 && 'from langchain_core.tools import tool',
    'from langgraph.graph import END, START, StateGraph',
    'from langgraph.graph.message import add_messages',
  );
}

/** The names that a tool reads from its config. */
function configNames({ kind, uses }: UsedTool): string[] {
  return [...(KIND_CODE[kind].attempt ? ['attempt'] : []), ...(uses.has('spread') ? ['random'] : [])];
}

function toolLines(tool: UsedTool, facts: PlanFeatures): CodeLine[] {
  const names = argumentsOf(tool).filter((name) => name !== 'query');
  const configured = configNames(tool);
  const required = ['query: str', ...(configured.length > 0 ? ['config: RunnableConfig'] : [])];
  const params = [
    ...required,
    ...names.map((name) => {
      const type = PYTHON_TYPES[name] ?? 'float';
      return `${name}: ${type} = ${defaultOf(name, tool, 'python')}`;
    }),
  ];
  return lines(
    '@tool',
    `async def ${tool.tool}(${params.join(', ')}) -> str:`,
    `    """${KIND_CODE[tool.kind].about}"""`,
    configured.map((name) => `    ${name} = config["configurable"]["${name}"]`),
    body(tool, facts).map((line) => `    ${line}`),
  );
}

function oneOf(ids: readonly string[]): string {
  const texts = ids.map((id) => quote(id, 'python'));
  return texts.length === 1 ? `== ${texts[0]}` : `in (${texts.join(', ')})`;
}

/** The names that a tool of one's own reads from its config. */
function ownConfigNames(tool: OwnTool): string[] {
  const { id, attempt, random } = readsOf(tool, false);
  return [...(id ? ['id'] : []), ...(attempt ? ['attempt'] : []), ...(random ? ['random'] : [])];
}

function ownToolLines(tool: OwnTool, name: string, { tells }: PlanFeatures): CodeLine[] {
  const configured = ownConfigNames(tool);
  const words: CaseWords = {
    language: 'python',
    sleep: (ms) => [`await asyncio.sleep(${seconds(ms)})`],
    block: (ms) => [`time.sleep(${seconds(ms)})  # holds the thread: nothing else can start or finish meanwhile`],
    never: (deaf) =>
      deaf && tells
        ? [
            'while True:',
            '    try:',
            '        await asyncio.Event().wait()  # never ends',
            '    except asyncio.CancelledError:',
            '        pass  # and does not listen when it is told to stop',
          ]
        : ['await asyncio.Event().wait()  # never ends'],
    random: 'random()',
    fail(one, numbered) {
      const { error, code, retryAfterMs } = one;
      const message =
        numbered && error === undefined
          ? 'f"Simulated failure on attempt {attempt}"'
          : quote(error ?? 'Simulated failure', 'python');
      if (!hasErrorFields(one)) return `raise ValueError(${message})`;
      const fields = [
        ...(code ? [`code=${quote(code, 'python')}`] : []),
        ...(retryAfterMs === undefined ? [] : [`retry_after_ms=${literal(retryAfterMs, 'python')}`]),
      ];
      return `raise ToolError(${[message, ...fields].join(', ')})`;
    },
    failFirst: (failures, fail) => [`if attempt <= ${failures}:`, `    ${fail}`],
  };
  const [first, ...others] = tool.cases;
  return lines(
    '@tool(',
    `    ${quote(tool.name, 'python')},`,
    jsonSchemaLines(tool.args).map(
      (line, i, { length }) => `    ${i === 0 ? 'args_schema=' : ''}${line}${i === length - 1 ? ',' : ''}`,
    ),
    ')',
    `async def ${name}(${[...(configured.length > 0 ? ['config: RunnableConfig'] : []), '**args: Any'].join(', ')}) -> Any:`,
    `    """${ABOUT}"""`,
    configured.map((field) => `    ${field === 'id' ? 'call_id' : field} = config["configurable"]["${field}"]`),
    others.flatMap((one) => [
      `    if call_id ${oneOf(one.ids)}:`,
      ...caseLines(one, words).map((line) => `        ${line}`),
    ]),
    caseLines(first, words).map((line) => `    ${line}`),
  );
}

function body(tool: UsedTool, { tells }: PlanFeatures): string[] {
  const length = seconds(takes(tool, 'random()'));
  const after = KIND_CODE[tool.kind].python(tool.uses);
  switch (waitOf(tool)) {
    case 'sleep':
      return [`await asyncio.sleep(${length})`, ...after];
    case 'never':
      if (!tells) return ['await asyncio.Event().wait()  # never ends'];
      return [
        'while True:',
        '    try:',
        '        await asyncio.Event().wait()  # never ends',
        '    except asyncio.CancelledError:',
        ...(tool.uses.has('deaf')
          ? ['        if not deaf:', '            raise']
          : ['        pass  # and does not listen when it is told to stop']),
      ];
    case 'block':
      return [`time.sleep(${length})  # holds the thread: nothing else can start or finish meanwhile`, ...after];
  }
}

const PYTHON_TYPES: Readonly<Record<string, string>> = {
  deaf: 'bool',
  failures: 'int',
  code: 'str | None',
  retryAfterMs: 'float | None',
};

const TOOL_ERROR: CodeLine[] = [
  'class ToolError(Exception):',
  '    """An error with what decides whether, and when, it is tried again."""',
  '',
  '    def __init__(self, message: str, code: str | None = None, retry_after_ms: float | None = None) -> None:',
  '        super().__init__(" ".join(part for part in (message, f"({code})" if code else "") if part))',
  '        self.code = code',
  '        self.retry_after_ms = retry_after_ms',
];

const STATE: CodeLine[] = [
  'Call = dict[str, Any]',
  '',
  '',
  'class State(TypedDict):',
  '    messages: Annotated[list[AnyMessage], add_messages]',
  '    pending_tools: list[Call]',
  '    results: dict[str, Any]',
  '    errors: dict[str, str]',
];
