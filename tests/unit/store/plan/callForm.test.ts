import { describe, expect, it } from 'vitest';
import type { Plan, ToolCall } from '../../../../src/run/types.ts';
import {
  callOf,
  type Draft,
  draftKind,
  draftOf,
  formattedDraft,
  kindChoices,
  toolNamesOf,
  withKind,
  withTool,
} from '../../../../src/store/plan/callForm.ts';
import { checkFields } from '../../../../src/tools/arguments.ts';
import { CATALOGUE } from '../../../../src/tools/catalogue.ts';
import { KINDS } from '../../../../src/tools/kinds.ts';

const slow: ToolCall = { id: 'slow_1', name: 'slow_tool', args: { query: 'task' } };
const plan: Plan = { calls: [slow, { id: 'fast_1', name: 'fast_tool', args: { query: 'task' } }] };
const draft = draftOf(slow);

const read = (change: Partial<Draft>, call: ToolCall = slow) =>
  callOf({ ...draftOf(call), ...change }, { calls: [call, ...plan.calls.slice(1)] }, 0);

function problemsOf(change: Partial<Draft>, call?: ToolCall): string[] {
  const answer = read(change, call);
  return 'problems' in answer ? Object.keys(answer.problems) : [];
}

const argsOf = (change: Partial<Draft>, call?: ToolCall) => {
  const answer = read(change, call);
  return 'call' in answer ? answer.call.args : answer.problems;
};

describe('a draft', () => {
  it.each<ToolCall>([
    slow,
    { id: 'a', name: 'fast_tool', args: { query: '', ms: 0 } },
    { id: 'a', name: 'slow_tool', args: { query: 'x', ms: 250.5, spread: 0.25 } },
    { id: 'a', name: 'slow_tool', args: { query: 'x', spread: 0.57 } },
    { id: 'a', name: 'slow_tool', args: { query: 'x', spread: 0.125 } },
    { id: 'a', name: 'flaky_tool', args: { query: 'x', failures: 3 } },
    { id: 'a', name: 'hanging_tool', args: { query: 'x', deaf: false } },
    { id: 'a', name: 'hanging_tool', args: { query: 'x' } },
    { id: 'a', name: 'slow_tool', args: { query: 'x' }, timeoutMs: 100, priority: 2 },
    { id: 'a', name: 'slow_tool', args: { query: 'x' }, expectedMs: 0, fallback: { value: 'x' } },
    { id: 'a', name: 'slow_tool', args: { query: 'x' }, fallback: { value: { a: [1] } } },
    { id: 'a', name: 'slow_tool', args: { query: 'x' }, fallback: { value: null } },
    { id: 'a', name: 'slow_tool', args: { query: 'x' }, fallback: { tool: 'fast_tool' } },
    { id: 'a', name: 'slow_tool', args: { query: 'x' }, fallback: { tool: 'other', args: { city: 'Paris' } } },
    { id: 'a', name: 'slow_tool', args: { query: 'x' }, fallback: { tool: 'fast_tool', args: { query: '', ms: 5 } } },
    { id: 'a', name: 'of_another_page', args: { query: 'x', city: 'Paris' } },
  ])('that is not touched means the very call it was made from: $name $args', (call) => {
    expect(callOf(draftOf(call), { calls: [call] }, 0)).toEqual({ call, settings: {} });
  });

  it.each(Array.from({ length: 101 }, (_, percent) => percent))(
    'shows a spread of %d %% as it was typed',
    (percent) => {
      const answer = read({ varies: String(percent) });
      expect('call' in answer && draftOf(answer.call).varies).toBe(String(percent));
    },
  );

  it('of a call without a query has an empty one', () => {
    expect(draftOf({ id: 'a', name: 'x', args: { query: 7 } }).query).toBe('');
  });
});

describe('a name', () => {
  it.each(['', ' ', '\t\n', '\u00a0'])('of nothing (%j) is refused', (id) => {
    expect(problemsOf({ id })).toEqual(['id']);
  });

  it('of another call is refused, also with spaces around it', () => {
    expect(problemsOf({ id: 'fast_1' })).toEqual(['id']);
    expect(problemsOf({ id: '  fast_1 ' })).toEqual(['id']);
    expect(argsOf({ id: 'fast_1' })).toMatchObject({ id: expect.stringContaining('fast_1') });
  });

  it('of its own is no other call', () => {
    expect(problemsOf({ id: ' slow_1 ' })).toEqual([]);
  });

  it('has at most 100 characters', () => {
    expect(problemsOf({ id: 'x'.repeat(100) })).toEqual([]);
    expect(problemsOf({ id: 'x'.repeat(101) })).toEqual(['id']);
    expect(argsOf({ id: 'x'.repeat(1_000_000) })).toMatchObject({ id: expect.stringContaining('1,000,000') });
  });

  it.each(['__proto__', 'constructor', '🙂', '<b>', '\u0000', '1'])('may be %j', (id) => {
    expect(read({ id })).toMatchObject({ call: { id } });
  });
});

describe('a time', () => {
  it.each([
    '-1',
    'NaN',
    'nothing',
    'Infinity',
    '-Infinity',
    '1e12',
    '600001',
    '1,5',
    '1 000',
    '1ms',
    '--1',
    '1e999',
    '-0.001',
  ])('of %j is refused, and what was typed is named', (takes) => {
    const answer = argsOf({ takes }) as Record<string, string>;
    expect(answer.takes).toContain('milliseconds from 0 to 600,000');
    expect(answer.takes).toContain(takes);
  });

  it.each([
    ['0', 0],
    ['1', 1],
    [' 250 ', 250],
    ['0.5', 0.5],
    ['1e3', 1000],
    ['600000', 600_000],
  ])('of %j is %d ms', (takes, ms) => expect(argsOf({ takes })).toEqual({ query: 'task', ms }));

  it('that is empty is the tool’s own', () => {
    expect(argsOf({ takes: ' ' }, { ...slow, args: { query: 'task', ms: 300 } })).toEqual({ query: 'task' });
  });

  it('of a hanging tool says nothing and is not asked for', () => {
    expect(argsOf({ tool: 'hanging_tool', takes: 'NaN' })).toEqual({ query: 'task' });
  });
});

describe('the other fields', () => {
  it.each(['-1', '101', 'NaN', '1e12'])('varies by %j is refused', (varies) => {
    expect(problemsOf({ varies })).toEqual(['varies']);
  });

  it.each(['-1', '0.5', '101', 'NaN', 'Infinity'])('fails %j times is refused', (failures) => {
    expect(problemsOf({ tool: 'flaky_tool', failures })).toEqual(['failures']);
  });

  it('fails k times is only asked of a flaky tool', () => {
    expect(problemsOf({ failures: '-1' })).toEqual([]);
  });

  it.each(['failing_tool', 'flaky_tool'])('the error of a %s has a code and a pause that it asks for', (tool) => {
    const args = { query: 'task', code: '429', retryAfterMs: 300 };
    expect(argsOf({ tool, code: ' 429 ', retryAfter: '300' })).toEqual(args);
    expect(argsOf({}, { id: 'a', name: tool, args })).toEqual(args);
    expect(argsOf({ code: ' ', retryAfter: '' }, { id: 'a', name: tool, args })).toEqual({ query: 'task' });
    expect(argsOf({ tool: 'slow_tool' }, { id: 'a', name: tool, args })).toEqual({ query: 'task' });
    expect(problemsOf({ tool, code: 'x'.repeat(61), retryAfter: '-1' }).sort()).toEqual(['code', 'retryAfter']);
    expect(problemsOf({ tool, retryAfter: '600001' })).toEqual(['retryAfter']);
  });

  it('the code of a tool that the page does not have is its own', () => {
    const own = { id: 'a', name: 'translate', args: { query: 'x', code: 'de', retryAfterMs: 5 } };
    expect(argsOf({}, own)).toEqual(own.args);
  });

  it('a query has at most 10,000 characters, whatever they are', () => {
    expect(problemsOf({ query: '\u0000🙂\ud800'.repeat(2500) })).toEqual([]);
    const answer = argsOf({ query: '\u0000'.repeat(1_048_576) });
    expect(answer).toMatchObject({ query: 'At most 10,000 characters; this text has 1,048,576.' });
  });

  it('every wrong field is named at once', () => {
    const wrong = { id: '', query: 'x'.repeat(10_001), takes: '-1', varies: 'x', failures: '-1', tool: 'flaky_tool' };
    expect(problemsOf(wrong).sort()).toEqual(['failures', 'id', 'query', 'takes', 'varies']);
  });

  it('a call that was removed meanwhile takes no edit', () => {
    expect(callOf(draft, { calls: [] }, 0)).toHaveProperty('problems.id');
  });

  it('arguments that the editor does not know are kept, those of another tool are not', () => {
    const flaky = { id: 'a', name: 'flaky_tool', args: { query: 'x', failures: 2, city: 'Paris' } };
    expect(argsOf({ tool: 'fast_tool' }, flaky)).toEqual({ query: 'x', city: 'Paris' });
  });
});

describe('a behavior', () => {
  it.each([
    ['slow_tool', 'task', 'slow'],
    ['slow_tool', 'fail', 'failing'],
    ['fast_tool', 'fail', 'fast'],
    ['failing_tool', '', 'failing'],
    ['flaky_tool', '', 'flaky'],
    ['hanging_tool', '', 'hanging'],
    ['blocking_tool', '', 'blocking'],
    ['unknown', '', undefined],
  ])('of %s asked %j is %s', (tool, query, kind) => expect(draftKind({ ...draft, tool, query })).toBe(kind));

  it('keeps how long the call takes', () => {
    expect(withKind(draft, 'failing')).toMatchObject({ tool: 'failing_tool', takes: '1000' });
    expect(withKind({ ...draft, takes: '70' }, 'blocking')).toMatchObject({ tool: 'blocking_tool', takes: '70' });
    expect(withKind(draft, 'slow')).toBe(draft);
  });

  it('that can be chosen is the one that it then has, from any tool', () => {
    for (const tool of [...CATALOGUE.map((entry) => entry.tool), 'unknown'])
      for (const query of ['task', 'fail']) {
        const one = { ...draft, tool, query };
        for (const kind of kindChoices(one)) expect(draftKind(withKind(one, kind))).toBe(kind);
        expect(kindChoices(one)).toHaveLength(query === 'fail' && tool !== 'unknown' ? 5 : 6);
      }
  });

  it('of a hanging call that ends again takes its tool’s time', () => {
    expect(withKind({ ...draft, tool: 'hanging_tool' }, 'fast').takes).toBe('');
  });

  it('makes a tool that the page does not have the person’s own', () => {
    const recorded: ToolCall = { id: 'a', name: 'search', args: { city: 'Oslo' } };
    expect(callOf(withKind(draftOf(recorded), 'flaky'), { calls: [recorded] }, 0)).toMatchObject({
      call: { name: 'search', args: { city: 'Oslo' }, behavior: { kind: 'flaky' } },
    });
  });
});

describe('a call of one’s own', () => {
  const own: ToolCall = {
    id: 'call_1',
    name: 'search_flights',
    args: { from: 'OSL', ms: 7 },
    behavior: { kind: 'slow', ms: 840, spread: 0.1, result: { price: 120 } },
  };
  const made = (change: Partial<Draft>, call = own) => {
    const answer = callOf({ ...draftOf(call), ...change }, { calls: [call] }, 0);
    return 'call' in answer ? answer.call : answer.problems;
  };

  it.each<ToolCall['behavior']>([
    own.behavior,
    { kind: 'fast' },
    { kind: 'failing', error: '429 Too Many Requests' },
    { kind: 'failing', error: { code: 429 } },
    { kind: 'flaky', failures: 2, result: null, error: '' },
    { kind: 'hanging', deaf: false },
    ...['', ' ', '42', 'true', '[ok] done', '{', '"', 'a\nb', 'a\r\nb', '\ud800', '\u202eabc'].map(
      (result) => ({ kind: 'blocking', result }) as const,
    ),
  ])('that is not touched means the very call it was made from: %j', (behavior) => {
    const call = { ...own, behavior } as ToolCall;
    expect(made({}, call)).toEqual(call);
    for (const field of ['args', 'result', 'error'] as const) {
      const formatted = formattedDraft(draftOf(call), field);
      expect(formatted).toEqual(draftOf(call));
    }
  });

  it('is begun by the name of its tool, with the behavior and the arguments that the call had', () => {
    const begun = withTool({ ...draft, query: 'again', takes: '50', varies: '20' }, 'search_flights');
    expect(callOf(begun, plan, 0)).toEqual({
      call: {
        id: 'slow_1',
        name: 'search_flights',
        args: { query: 'again' },
        behavior: { kind: 'slow', ms: 50, spread: 0.2 },
      },
      settings: {},
    });
  });

  it('is of the page again by the name of a tool of it, and what was typed is still there', () => {
    const through = withTool(withTool({ ...draftOf(own), args: '{"query": "x"}' }, 'fast_tool'), 'fast_tool2');
    expect(through).toMatchObject({
      tool: 'fast_tool2',
      kind: 'fast',
      args: '{"query": "x"}',
      result: '{"price": 120}',
    });
    expect(callOf(withTool(draftOf(own), 'fast_tool'), { calls: [own] }, 0)).toMatchObject({
      call: { name: 'fast_tool', args: { query: '', ms: 840, spread: 0.1 } },
    });
    expect(callOf(withTool(draftOf(own), 'fast_tool'), { calls: [own] }, 0)).not.toHaveProperty('call.behavior');
  });

  it.each([
    ['{"from": "OSL"}', { from: 'OSL' }],
    ['{from: "OSL", to: {$city: ["a:b", "{c: 1}"]}}', { from: 'OSL', to: { $city: ['a:b', '{c: 1}'] } }],
    ['', {}],
    ['{"__proto__": 1}', JSON.parse('{"__proto__": 1}')],
  ])('takes the arguments %s', (args, value) => expect(made({ args })).toMatchObject({ args: value }));

  it.each([
    ['{"from": ', /^This is not JSON: /],
    ['{from: OSL}', /^This is not JSON: /],
    ['[1]', /^Expected an object such as \{"city": "Oslo"\}, got \[1\]\.$/],
    ['null', /^Expected an object such as /],
    ['7', /^Expected an object such as /],
    [`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, /^Expected at most 100 levels of JSON\.$/],
    [`{"a":"${'x'.repeat(6_000_000)}"}`, /^Expected at most 6,000,000 characters; this text has 6,000,008\.$/],
    ['<html>\u202e', /^This is not JSON: [^\u202e]*$/],
    ['x'.repeat(20_000_000), /^Expected at most 6,000,000 characters; this text has 20,000,000\.$/],
  ])('says what is wrong with the arguments: %.20s', (args, problem) => {
    expect(made({ args })).toEqual({ args: expect.stringMatching(problem) });
  });

  it.each([
    ['31 degrees', '31 degrees'],
    ['42', 42],
    ['"42"', '42'],
    [' {price: 1} ', { price: 1 }],
    ['null', null],
    ['=cmd', '=cmd'],
  ])('gives the result %s', (result, value) => expect(made({ result })).toMatchObject({ behavior: { result: value } }));

  it('takes a text that begins like JSON only in quotes, and says so', () => {
    expect(made({ result: '[ok] done' })).toEqual({
      result: expect.stringMatching(/^This is not JSON: .* To give it as a text, put it in quotes\.$/),
    });
    expect(made({ result: '"[ok] done"' })).toMatchObject({ behavior: { result: '[ok] done' } });
  });

  it('has no result that its behavior does not give', () => {
    expect(made({ kind: 'failing', error: 'no' })).toMatchObject({ behavior: { kind: 'failing', error: 'no' } });
    expect(made({ kind: 'failing' })).not.toHaveProperty('behavior.result');
    expect(made({ kind: 'hanging' })).toMatchObject({ behavior: { kind: 'hanging' } });
  });

  it.each(['', ' ', 'x'.repeat(101)])('needs a name for its tool: %.5j', (tool) => {
    expect(made({ tool })).toHaveProperty('tool');
  });

  it.each([
    [{ takes: '-1' }, 'takes'],
    [{ varies: '101' }, 'varies'],
    [{ kind: 'flaky', failures: 'x' } as const, 'failures'],
  ])('has the same bounds as any call: %j', (change, field) => expect(made(change)).toHaveProperty(field));

  it('is offered to fallbacks, beside the tools of the page', () => {
    expect(toolNamesOf({ calls: [own, { ...own, id: 'b' }, slow] })).toEqual([
      ...CATALOGUE.map(({ tool }) => tool),
      'search_flights',
    ]);
  });
});

it('what the form lets through, the tools take', () => {
  for (const { kind, tool } of CATALOGUE)
    for (const takes of ['', '0', '600000', '0.1'])
      for (const varies of ['', '0', '100'])
        for (const failures of ['', '0', '100']) {
          const answer = read({ tool, takes, varies, failures, query: 'x'.repeat(10_000) });
          expect('call' in answer && checkFields(KINDS[kind].fields, answer.call.args)).toEqual([]);
        }
});

describe('a setting of its own', () => {
  const own: ToolCall = { ...slow, timeoutMs: 100, priority: 2, expectedMs: 50, fallback: { value: 'none' } };
  const callIn = (change: Partial<Draft>, call?: ToolCall) => {
    const answer = read(change, call);
    return 'call' in answer ? answer.call : answer.problems;
  };

  it('is taken as typed', () => {
    expect(callIn({ timeout: '0.5 s', priority: '-1.5', expected: '1 s' })).toEqual({
      ...slow,
      timeoutMs: 500,
      priority: -1.5,
      expectedMs: 1000,
    });
  });

  it('is gone when its field is emptied', () => {
    expect(callIn({ timeout: '', priority: ' ', expected: '', fallback: 'none' }, own)).toEqual(slow);
  });

  it.each([
    [{ timeout: '0' }, 'Expected milliseconds from 0.001 to 2,147,483,647, got "0".'],
    [{ timeout: 'soon' }, 'Expected milliseconds from 0.001 to 2,147,483,647, got "soon".'],
    [{ priority: 'high' }, 'Expected a number from -1,000,000,000 to 1,000,000,000, got "high".'],
    [{ priority: 'Infinity' }, 'Expected a number from -1,000,000,000 to 1,000,000,000, got "Infinity".'],
    [{ expected: '-1' }, 'Expected a number from 0 to 1,000,000,000, got "-1".'],
  ])('is refused at its field with what was expected: %j', (change, problem) => {
    expect(callIn(change)).toEqual({ [Object.keys(change)[0] as string]: problem });
  });

  it('is refused beside other fields that are wrong', () => {
    expect(problemsOf({ id: '', timeout: '0', expected: 'x' })).toEqual(['id', 'timeout', 'expected']);
  });

  it('may be a fallback: a value, another tool, and back', () => {
    expect(callIn({ fallback: 'value', fallbackValue: 'nothing found' })).toEqual({
      ...slow,
      fallback: { value: 'nothing found' },
    });
    const tool = { fallback: 'tool', fallbackTool: 'fast_tool' } as const;
    expect(callIn(tool)).toEqual({ ...slow, fallback: { tool: 'fast_tool' } });
    expect(callIn({ ...tool, fallbackQuery: 'again' }, own)).toMatchObject({
      fallback: { tool: 'fast_tool', args: { query: 'again' } },
    });
    const known: ToolCall = { ...slow, fallback: { tool: 'fast_tool', args: { query: 'q', ms: 5 } } };
    expect(callIn({ fallbackTool: 'slow_tool' }, known)).toMatchObject({
      fallback: { tool: 'slow_tool', args: { query: 'q', ms: 5 } },
    });
    expect(callIn({ fallbackQuery: 'other' }, known)).toMatchObject({ fallback: { args: { query: 'other', ms: 5 } } });
    expect(callIn({ fallbackQuery: '' }, known)).toEqual({ ...slow, fallback: { tool: 'fast_tool' } });
  });

  it('of a fallback has at most 10,000 characters', () => {
    expect(problemsOf({ fallback: 'value', fallbackValue: 'x'.repeat(10_001) })).toEqual(['fallbackValue']);
    expect(problemsOf({ fallback: 'tool', fallbackQuery: 'x'.repeat(10_001) })).toEqual(['fallbackQuery']);
  });
});
