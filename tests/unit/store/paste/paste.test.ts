import { describe, expect, it, test } from 'vitest';
import { admitPlan } from '../../../../src/run/check/admitPlan.ts';
import { MOST_CALLS } from '../../../../src/run/check/bounds.ts';
import { applyPaste, callsOver } from '../../../../src/store/paste/applyPaste.ts';
import { readPaste } from '../../../../src/store/paste/readPaste.ts';
import { selectDocument } from '../../../../src/store/plan/document.ts';
import { startStore } from '../startStore.ts';

const made = (text: string) =>
  readPaste(text).parts.map(({ call, note, problem }) => problem ?? { ...call, ...(note && { note }) });

describe('a pasted call', () => {
  it.each<[string, unknown]>([
    ['get 840', { id: '', name: 'get', args: {}, behavior: { kind: 'slow', ms: 840 } }],
    ['get 84', { id: '', name: 'get', args: {}, behavior: { kind: 'fast', ms: 84 } }],
    ['get', { id: '', name: 'get', args: {}, behavior: { kind: 'slow', ms: 1000 }, note: 'assumed' }],
    [
      'get 20 min',
      { id: '', name: 'get', args: {}, behavior: { kind: 'slow', ms: 600_000 }, note: 'cut from 20 min 00 s' },
    ],
    ['get no end', { id: '', name: 'get', args: {}, behavior: { kind: 'hanging' } }],
    ['slow_tool 250', { id: '', name: 'slow_tool', args: { query: 'task', ms: 250 } }],
    ['hanging_tool 250', { id: '', name: 'hanging_tool', args: { query: 'search' } }],
    [
      '[{"name":"get","ms":5,"error":{"code":429}}]',
      { id: '', name: 'get', args: {}, behavior: { kind: 'failing', ms: 5, error: { code: 429 } } },
    ],
    [
      '[{"name":"get","ms":5,"result":[1]}]',
      { id: '', name: 'get', args: {}, behavior: { kind: 'fast', ms: 5, result: [1] } },
    ],
    ['[{"name":"get","args":{},"behavior":{"kind":"odd"}}]', expect.stringContaining('behavior.kind: expected')],
    [`${'x'.repeat(100)} 5`, { id: '', name: 'x'.repeat(100), args: {}, behavior: { kind: 'fast', ms: 5 } }],
    [`tool,ms\n${'x '.repeat(60)},5`, 'A tool’s name has at most 100 characters; this one has 119.'],
  ])('%s', (text, expected) => expect(made(text)).toEqual([expected]));
});

describe('the calls of a text', () => {
  const texts = (started: ReturnType<typeof startStore>) =>
    selectDocument(started.store.getState()).plan.calls.map(({ id, name }) => `${id} ${name}`);

  it('replace those of the plan or stand behind them, each with an id of its own, and undo takes them back', () => {
    const started = startStore();
    const before = texts(started);
    const { calls } = readPaste('get 5\nget 6\nfast_1 7\n[x');
    applyPaste(started.store, calls, 'append');
    expect(texts(started)).toEqual([...before, 'get get', 'get_2 get', 'fast_1_2 fast_1']);
    started.actions.undo();
    expect(texts(started)).toEqual(before);
    applyPaste(
      started.store,
      readPaste('[{"id":"c","name":"a"},{"id":"c","name":"b"}]'.replaceAll('"}', '","args":{}}')).calls,
      'replace',
    );
    expect(texts(started)).toEqual(['c a', 'c_2 b']);
    started.actions.undo();
    expect(texts(started)).toEqual(before);
  });

  it('make a plan that every door takes', () => {
    const started = startStore();
    applyPaste(started.store, readPaste('a 1\nb {"__proto__": 1} 2\nبحث\nslow_tool 3').calls, 'replace');
    const { plan } = selectDocument(started.store.getState());
    expect(admitPlan(plan)).toEqual(plan);
  });

  it('fit the policy: no batch is larger than the plan', () => {
    const started = startStore();
    started.actions.changePolicy({ batchSize: 3 });
    applyPaste(started.store, readPaste('a 1\nb 2').calls, 'replace');
    expect(selectDocument(started.store.getState()).plan.policy?.batchSize).toBe(2);
  });
});

test('of a hundred thousand lines as many as a plan may have are taken, and the others are named', () => {
  const { parts, calls } = readPaste(Array.from({ length: 100_000 }, (_, i) => `t${i} 5`).join('\n'));
  expect([parts.length, calls.length]).toEqual([100_000, MOST_CALLS]);
  expect(parts.at(-1)?.problem).toBe('A plan has at most 20,000 calls.');
  expect(callsOver(startStore().store.getState(), calls, 'append')).toBe(4);
  expect(callsOver(startStore().store.getState(), calls, 'replace')).toBe(0);
});

test('a text that is too long is refused in words', () => {
  expect(readPaste('x'.repeat(10_000_000))).toMatchObject({
    calls: [],
    problem: expect.stringMatching(/^The text has 10,000,000 characters/),
  });
});

test('a class whose teacher has locked adding gets no dialog', () => {
  const { store, actions } = startStore({ hash: '#class=add%3D' });
  actions.openPaste('a 1');
  expect(store.getState().pasting).toBe(store.getState().restrictions ? undefined : 'a 1');
});

test.each([
  ['nothing', false],
  ['Dear all,\nthis is a letter\nof three lines', false],
  ['get 5\nnote\nput 6', true],
  ['[{"name":"get","args":{"a":1}}]', true],
  ['', false],
])('whether a file is a text of calls: %j', (text, isLikely) => expect(readPaste(text).isLikely).toBe(isLikely));
