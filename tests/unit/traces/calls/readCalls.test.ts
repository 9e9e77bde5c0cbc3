import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { tableText } from '../../../../src/analysis/log/tableText.ts';
import { foldAll } from '../../../../src/run/fold.ts';
import { predictPlan } from '../../../../src/runner/predict/predictPlan.ts';
import { durationOf } from '../../../../src/traces/calls/duration.ts';
import { literalOf } from '../../../../src/traces/calls/literal.ts';
import { readCalls } from '../../../../src/traces/calls/readCalls.ts';

const INF = Number.POSITIVE_INFINITY;
const callsOf = (text: string) => readCalls(text).parts.map(({ call, problem }) => call ?? problem);
const call = (name: string, args: object = {}, rest: object = {}) => ({ name, args, ...rest });

describe('lines', () => {
  it.each<[string, unknown]>([
    ['search_flights 840 ms', call('search_flights', {}, { ms: 840 })],
    ['get_weather 310', call('get_weather', {}, { ms: 310 })],
    ['  - a.b-c: 1.2s', call('a.b-c', {}, { ms: 1200 })],
    ['12. fetch took 0,5 s', call('fetch', {}, { ms: 500 })],
    ['fetch → 2 min', call('fetch', {}, { ms: 120_000 })],
    ['get {"city": "Oslo", "n": [1, 2]} 90ms', call('get', { city: 'Oslo', n: [1, 2] }, { ms: 90 })],
    ["get {city: 'Oslo'}", call('get', { city: 'Oslo' })],
    ['get({"q": "a) b"}) 5', call('get', { q: 'a) b' }, { ms: 5 })],
    ['get(city="Oslo", days=2, ok=True) 5 ms', call('get', { city: 'Oslo', days: 2, ok: true }, { ms: 5 })],
    ['get()', call('get')],
    ['بحث 12 ms', call('بحث', {}, { ms: 12 })],
    ['Hello to all of you', expect.stringMatching(/^Expected a tool/)],
    ['<b>bold</b>', expect.stringMatching(/^Expected a tool/)],
    ['=cmd|calc', expect.stringMatching(/^Expected a tool/)],
    ['get {"city": 12 ms', 'A bracket is not closed.'],
    ['get([1]) 5', 'Arguments are an object, such as {"city": "Oslo"}.'],
    ['840 ms', expect.stringMatching(/^Expected a tool/)],
  ])('%s', (line, expected) => expect(callsOf(line)).toEqual([expected]));

  it('each is a part with its number; empty ones are none', () => {
    const { parts } = readCalls('a 1\r\n\n  \nnot a call\nb 2');
    expect(parts.map(({ number, text, problem }) => [number, text, problem !== undefined])).toEqual([
      [1, 'a 1', false],
      [4, 'not a call', true],
      [5, 'b 2', false],
    ]);
  });
});

describe('tables', () => {
  it.each<[string, string, unknown[]]>([
    [
      'tabs, without a head',
      'search\t840 ms\nget\t0.3 s',
      [call('search', {}, { ms: 840 }), call('get', {}, { ms: 300 })],
    ],
    [
      'commas, and JSON in quotes',
      'tool,ms,args\nget,84,"{""a"": 1, ""b"": ""x,y""}"',
      [call('get', { a: 1, b: 'x,y' }, { ms: 84 })],
    ],
    ['commas, and JSON without quotes', 'get,{"a":1,"b":2},84', [call('get', { a: 1, b: 2 }, { ms: 84 })]],
    ['a semicolon in JSON', 'get,{"a":"x;y"},84', [call('get', { a: 'x;y' }, { ms: 84 })]],
    ['semicolons, seconds in the head', 'Name;Duration (s)\nget;0,84', [call('get', {}, { ms: 840 })]],
    [
      'columns in any order, and others',
      'started,latency_ms,function,id\n5,84,get,x',
      [call('get', {}, { id: 'x', ms: 84 })],
    ],
    [
      'outcomes',
      'tool\tstatus\tduration (s)\tresult\na\tsucceeded\t1\tok\nb\tfailed\t2\tError: no\nc\ttimed out\t3\t',
      [call('a', {}, { ms: 1000, result: 'ok' }), call('b', {}, { ms: 2000, error: 'no' }), call('c', {}, { ms: INF })],
    ],
    ['a cell that is not understood', 'get,84,what', [expect.stringContaining('“what” is neither')]],
    ['a time that is none', 'tool,ms\nget,soon', ['“soon” is no duration.']],
    ['an empty tool', 'tool,ms\n,5', ['The cell of the tool is empty.']],
  ])('%s', (_what, text, expected) => expect(callsOf(text)).toEqual(expected));
});

const OPENAI = {
  id: 'call_1',
  type: 'function',
  function: { name: 'get_weather', arguments: '{"city":"Oslo"}' },
};
const WEATHER = call('get_weather', { city: 'Oslo' }, { id: 'call_1' });

describe('JSON of providers and frameworks', () => {
  it.each<[string, unknown, unknown[]]>([
    [
      'a list of calls',
      [
        { name: 'a', ms: 5 },
        { tool: 'b', duration_s: 0.3, error: 'boom' },
      ],
      [call('a', {}, { ms: 5 }), call('b', {}, { ms: 300, error: 'boom' })],
    ],
    [
      'LangChain’s message',
      {
        type: 'ai',
        content: '',
        tool_calls: [{ name: 'get_weather', args: { city: 'Oslo' }, id: 'call_1', type: 'tool_call' }],
      },
      [WEATHER],
    ],
    [
      'LangChain’s message, serialised',
      {
        lc: 1,
        type: 'constructor',
        id: ['langchain_core', 'messages', 'AIMessage'],
        kwargs: { content: '', tool_calls: [{ name: 'get_weather', args: { city: 'Oslo' }, id: 'call_1' }] },
      },
      [WEATHER],
    ],
    ['OpenAI’s message', { role: 'assistant', content: null, tool_calls: [OPENAI] }, [WEATHER]],
    [
      'OpenAI’s completion',
      { id: 'x', choices: [{ index: 0, message: { role: 'assistant', tool_calls: [OPENAI] } }], usage: {} },
      [WEATHER],
    ],
    [
      'OpenAI’s response',
      {
        output: [
          { type: 'reasoning' },
          { type: 'function_call', call_id: 'call_1', name: 'get_weather', arguments: '{"city":"Oslo"}' },
        ],
      },
      [expect.stringContaining('no call'), WEATHER],
    ],
    [
      'Anthropic’s message',
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'hm' },
          { type: 'tool_use', id: 'call_1', name: 'get_weather', input: { city: 'Oslo' } },
        ],
      },
      [expect.stringContaining('no call'), WEATHER],
    ],
    ['bare blocks', [{ type: 'tool_use', id: 'call_1', name: 'get_weather', input: { city: 'Oslo' } }], [WEATHER]],
    [
      'Gemini’s candidate',
      { candidates: [{ content: { parts: [{ functionCall: { name: 'get_weather', args: { city: 'Oslo' } } }] } }] },
      [call('get_weather', { city: 'Oslo' })],
    ],
    [
      'the tutorial’s State',
      { pending_tools: [{ id: 'call_1', tool_name: 'get_weather', args: { city: 'Oslo' } }] },
      [WEATHER],
    ],
    [
      'a plan of the page',
      { calls: [{ id: 'a', name: 'own', args: {}, behavior: { kind: 'slow', ms: 5 } }], policy: {} },
      [call('own', {}, { id: 'a', settings: { behavior: { kind: 'slow', ms: 5 } } })],
    ],
    [
      'arguments that are no object',
      [
        { name: 'a', args: [1] },
        { name: 'b', arguments: '{"a' },
      ],
      [expect.stringContaining('an object'), expect.stringContaining('ends too early')],
    ],
    [
      'what is no call',
      [7, { x: 1 }, { type: 'tool_use' }],
      [expect.any(String), expect.any(String), 'The tool has no name.'],
    ],
  ])('%s', (_what, value, expected) => {
    expect(callsOf(JSON.stringify(value))).toEqual(expected);
    expect(callsOf(JSON.stringify(value, null, 2))).toEqual(expected);
    expect(callsOf(`\`\`\`json\n${JSON.stringify(value)}\n\`\`\``)).toEqual(expected);
  });

  test('a message as Python prints it, and a list in Python', () => {
    const printed =
      "[{'name': 'get_weather', 'args': {'city': 'Oslo', 'ok': True, 'to': None}, 'id': 'call_1', 'type': 'tool_call'}]";
    const expected = [call('get_weather', { city: 'Oslo', ok: true, to: null }, { id: 'call_1' })];
    expect(callsOf(`AIMessage(content='', id='run-1', tool_calls=${printed}, usage_metadata={})`)).toEqual(expected);
    expect(callsOf(printed)).toEqual(expected);
  });

  test('JSON lines', () => {
    expect(callsOf('{"name":"a","ms":1}\n{"name":"b","ms":2}\n')).toEqual([
      call('a', {}, { ms: 1 }),
      call('b', {}, { ms: 2 }),
    ]);
  });

  test('results beside the calls are named, and not taken', () => {
    const { parts, hasAnswers } = readCalls(
      JSON.stringify({
        messages: [
          { role: 'assistant', tool_calls: [OPENAI] },
          { role: 'tool', tool_call_id: 'call_1', content: '9' },
        ],
      }),
    );
    expect(hasAnswers).toBe(true);
    expect(parts.map(({ call: one, problem }) => one?.name ?? problem)).toEqual([
      'get_weather',
      'It answers a call: results are not taken.',
    ]);
  });

  test('a field named __proto__ is a field', () => {
    const [one] = readCalls('[{"name":"a","args":{"__proto__":{"x":1}}}]').parts;
    expect(JSON.stringify(one?.call?.args)).toBe('{"__proto__":{"x":1}}');
    expect(({} as { x?: number }).x).toBeUndefined();
  });
});

test.each<[string, number | undefined]>([
  ['840', 840],
  ['1.5 s', 1500],
  ['1,200 ms', 1200],
  ['0,25s', 250],
  ['3 µs', 0.003],
  ['no end', INF],
  ['-5', undefined],
  ['5 apples', undefined],
  ['', undefined],
])('the duration %s', (text, ms) => expect(durationOf(text)).toBe(ms));

test('JSON is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(literalOf(text)).toEqual({ value: JSON.parse(text) });
    }),
    { seed: 7, numRuns: 300 },
  );
});

test('whatever is pasted, nothing is thrown and no line is lost', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom(
      '{',
      '[',
      '"',
      "'",
      ')',
      ',',
      '\t',
      '\n',
      'a 5',
      '{"name":',
      'tool_calls=[',
      '\ud800',
      '```',
      '=1+1',
      '<script>',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join('');
      const { parts } = readCalls(text);
      for (const { call: one, problem } of parts) expect(one === undefined ? problem : one.name).toMatch(/\S/);
      if (/^[^[{(`]/.test(text.trim()) && !text.includes('tool_calls')) {
        const lines = text
          .replace(/^\uFEFF/, '')
          .split(/\r\n|\r|\n/)
          .filter((line) => line.trim() !== '');
        // A line of heads is no part.
        expect([lines.length, lines.length - 1]).toContain(parts.length);
      }
    }),
    { seed: 8, numRuns: 1000 },
  );
});

test('what `Copy as table` has written is read again: tools, times and arguments', async () => {
  const calls = [
    {
      id: 'a',
      name: 'search_flights',
      args: { from: 'OSL', note: 'a\tb, "c"\n' },
      behavior: { kind: 'slow', ms: 340 } as const,
    },
    { id: 'b', name: '=1+1', args: {}, behavior: { kind: 'failing', ms: 20, error: 'no, thanks' } as const },
    { id: 'c', name: 'get', args: { '"': [1] }, behavior: { kind: 'fast', ms: 5, result: 'ok' } as const },
  ];
  const run = await predictPlan({ calls });
  const state = foldAll(run.events);
  expect(callsOf(tableText(state, calls))).toEqual([
    call('search_flights', calls[0]?.args, { id: 'a', ms: 340, result: 'Result of search_flights' }),
    call('=1+1', {}, { id: 'b', ms: 20, error: 'no, thanks' }),
    call('get', { '"': [1] }, { id: 'c', ms: 5, result: 'ok' }),
  ]);
});
