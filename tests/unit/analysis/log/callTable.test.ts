import { describe, expect, it } from 'vitest';
import { outcomeWord, resultText, rowName } from '../../../../src/analysis/log/callTable.ts';
import { tableText } from '../../../../src/analysis/log/tableText.ts';
import { predict } from '../../../../src/engine/predict.ts';
import type { CallState } from '../../../../src/run/callState.ts';
import { foldAll } from '../../../../src/run/fold.ts';
import type { Settlement, ToolCall } from '../../../../src/run/types.ts';
import { simulatedTools } from '../../../../src/tools/simulated.ts';
import { drawEvents } from '../drawRun.ts';
import { fast, hanging, slow, stoppedAt, TUTORIAL, told, unknown } from '../runs.ts';

describe('the calls as a table', () => {
  it('has one line a call', async () => {
    const { state } = await told([...TUTORIAL, unknown('x')], { limit: 3 });
    const lines = tableText(state).split('\n');
    expect(lines.slice(0, 5)).toEqual([
      'id\ttool\toutcome\tstarted (s)\tduration (s)\tresult',
      'fast_1\tfast_tool\tsucceeded\t0.000\t0.100\tFast result for: task 1',
      'slow_1\tslow_tool\tsucceeded\t0.000\t1.000\tSlow result for: task 2',
      'fast_2\tfast_tool\tsucceeded\t0.000\t0.100\tFast result for: task 3',
      'error_1\tslow_tool\tfailed\t0.100\t1.000\tSimulated failure',
    ]);
    expect(lines[5]).toMatch(/^x\tno_such_tool\trejected\t\t\t.*no_such_tool/);
  });

  it('says where there is no end and no start', async () => {
    const { state } = await told([hanging('h'), fast('a')], { limit: 1 });
    expect(tableText(state).split('\n').slice(1)).toEqual([
      'h\thanging_tool\tcancelled\t0.000\tno end\tnever settles',
      'a\tfast_tool\tcancelled\t\t\tnever settles',
    ]);
  });

  it('has the arguments of calls of one’s own, whole and readable again', async () => {
    const { state } = await told(TUTORIAL.slice(0, 2));
    const args = { from: 'OSL\t', to: '\u202e\u2028', list: ['x'.repeat(300)], none: null };
    const own: ToolCall = { id: 'a', name: 'get', args, behavior: { kind: 'fast' } };
    const [head, first = '', second = ''] = tableText(state, [own, TUTORIAL[1] as ToolCall]).split('\n');
    expect(head).toBe('id\ttool\targuments\toutcome\tstarted (s)\tduration (s)\tresult');
    expect(first.split('\t')).toHaveLength(7);
    expect(JSON.parse(first.split('\t')[2] ?? '')).toEqual(args);
    expect(first).not.toMatch(/[\u202e\u2028]/);
    expect(second.split('\t')[2]).toBe('{"query":"task 2"}');
  });

  it('keeps every cell on its line', async () => {
    const { state } = await told([{ id: 'a\tb\nc', name: 'fast_tool', args: { query: 'x\ty\r\nz' } }]);
    expect(tableText(state).split('\n')[1]?.split('\t')).toEqual([
      'a b c',
      'fast_tool',
      'succeeded',
      '0.000',
      '0.100',
      'Fast result for: x y z',
    ]);
  });

  it('has no cell that a sheet would run', async () => {
    const ids = ['=1+1', '+cmd', '-1+2', '@SUM(A1)', ' \t=x', '＝1', '\u05d0', '-5', 'a=b'];
    const { state } = await told(ids.map((id) => fast(id)));
    const cells = tableText(state)
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t')[0]);
    expect(cells).toEqual(["'=1+1", "'+cmd", "'-1+2", "'@SUM(A1)", "'  =x", "'＝1", '\u2068\u05d0\u2069', '-5', 'a=b']);
  });

  it('names its rows', async () => {
    const { events } = await stoppedAt(600, { calls: TUTORIAL });
    expect(foldAll(events).calls.map((call) => rowName(call))).toEqual([
      'fast_1, fast_tool, succeeded, 0.10 s',
      'slow_1, slow_tool, cancelled, 0.60 s',
      'fast_2, fast_tool, succeeded, 0.10 s',
      'error_1, slow_tool, cancelled, 0.60 s',
    ]);
  });

  it('has a word for calls that are open', () => {
    const events = drawEvents('flaky_1 |..###~~###| succeeded');
    const words = [0, 2, 3, 5, 7, 10].map((tenths) => {
      const { calls } = foldAll(events.filter(({ at }) => at <= tenths * 100));
      return outcomeWord(calls[0] as CallState);
    });
    expect(words).toEqual(['waiting', 'running', 'running', 'backing off', 'running', 'succeeded']);
  });

  it.each<[Settlement, string]>([
    [{ kind: 'succeeded', value: { a: 1 } }, '{"a":1}'],
    [{ kind: 'succeeded', value: 'cached', recovered: 'a timeout' }, 'Recovered: cached'],
    [{ kind: 'timedOut', abandoned: true }, 'Timed out, still running'],
    [{ kind: 'timedOut' }, 'Timed out'],
    [{ kind: 'skipped', reason: 'the first failure' }, 'the first failure'],
  ])('%j reads %s', (settlement, text) => {
    const outcome = { key: 0, id: 'a', name: 't', attempts: 1, queuedAt: 0, settledAt: 0, ...settlement };
    const attempts = [{ attempt: 1, readyAt: 0, startedAt: 0, endedAt: 0, result: settlement.kind }];
    expect(resultText({ outcome, attempts } as unknown as CallState)).toBe(text);
  });

  it('says no more that it still runs when it has ended late', async () => {
    const plan = { calls: [{ ...slow('slow_1', 500), timeoutMs: 100 }, hanging('hang_1')], policy: { timeoutMs: 200 } };
    const { events } = await predict(plan, { tools: simulatedTools });
    expect(foldAll(events).calls.map(resultText)).toEqual(['Timed out', 'Timed out, still running']);
  });
});
