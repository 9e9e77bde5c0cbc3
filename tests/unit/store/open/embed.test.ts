import { describe, expect, it } from 'vitest';
import { exchangeHostMessages, type HostMessage, handleHostMessage } from '../../../../src/store/open/embed.ts';
import { selectDocument } from '../../../../src/store/plan/document.ts';
import { answerPrediction, ids, runThrough, startStore } from '../startStore.ts';

const PLAN = { calls: [{ id: 'one', name: 'fast_tool', args: { query: 'x' } }] };

describe('messages from the page around', () => {
  it('that are not ours are left alone', () => {
    const { store } = startStore();
    for (const message of [undefined, null, 7, 'load', {}, { type: 'load', plan: PLAN }, []])
      expect(handleHostMessage(store, message)).toBeUndefined();
  });

  it('load a plan, and run nothing', () => {
    const started = startStore({ hash: '#embed' });
    expect(handleHostMessage(started.store, { fanout: 1, type: 'load', plan: PLAN })).toEqual({
      fanout: 1,
      type: 'loaded',
      calls: 1,
    });
    expect(ids(started)).toEqual(['one']);
    expect(started.runner.runs).toEqual([]);
    started.actions.undo();
    expect(ids(started)).toHaveLength(4);
  });

  it('load calls of one’s own', () => {
    const started = startStore({ hash: '#embed' });
    const call = {
      id: 'one',
      name: 'search_flights',
      args: { from: 'OSL' },
      behavior: { kind: 'slow', ms: 840, result: {} },
    };
    handleHostMessage(started.store, { fanout: 1, type: 'load', plan: { calls: [call] } });
    expect(selectDocument(started.store.getState()).plan.calls).toEqual([call]);
  });

  it('load a preset', () => {
    const started = startStore({ hash: '#embed' });
    expect(handleHostMessage(started.store, { fanout: 1, type: 'load', preset: 'tutorial' })?.type).toBe('loaded');
    expect(handleHostMessage(started.store, { fanout: 1, type: 'load', preset: 'no such' })).toEqual({
      fanout: 1,
      type: 'refused',
      why: 'There is no preset named "no such".',
    });
  });

  it.each([
    [{ fanout: 2, type: 'load', plan: PLAN }, /version 1 .* version "2"/],
    [{ fanout: 1, type: 'run' }, /Expected the type "load", got "run"/],
    [{ fanout: 1, type: 'load' }, /cannot be loaded/],
    [{ fanout: 1, type: 'load', plan: { calls: 3 } }, /calls/],
    [{ fanout: 1, type: 'load', plan: { calls: [{ id: 'a' }] } }, /name/],
    [{ fanout: 1, type: 'load', plan: { ...PLAN, policy: { limit: -1 } } }, /limit/],
    [{ fanout: 1, type: 'load', plan: { calls: [{ ...PLAN.calls[0], behavior: { kind: 'odd' } }] } }, /behavior\.kind/],
    [
      { fanout: 1, type: 'load', plan: { calls: Array.from({ length: 20_001 }, () => PLAN.calls[0]) } },
      /at most 20000 calls, got 20001/,
    ],
  ])('that are wrong are refused with what was expected: %j', (message, why) => {
    const started = startStore({ hash: '#embed' });
    const before = selectDocument(started.store.getState());
    const answer = handleHostMessage(started.store, message) as Extract<HostMessage, { type: 'refused' }>;
    expect(answer.type).toBe('refused');
    expect(answer.why).toMatch(why);
    expect(selectDocument(started.store.getState())).toBe(before);
  });
});

describe('every message that is for this page is answered', () => {
  const thrower = {
    get type(): never {
      throw new Error('on purpose');
    },
  };
  const circle: Record<string, unknown> = { fanout: 1 };
  circle.type = circle;

  it.each<[what: string, message: object]>([
    ['no type', { fanout: 1 }],
    ['a type that has no text', { fanout: 1, type: { toString: 1, valueOf: 2 } }],
    ['a type without a prototype', { fanout: 1, type: Object.create(null) }],
    ['a type that is itself', circle],
    ['a type that is a symbol', { fanout: 1, type: Symbol('load') }],
    ['a list of lists as its type', { fanout: 1, type: JSON.parse('['.repeat(9000) + ']'.repeat(9000)) }],
    ['a version that is an object', { fanout: { toString: null }, type: 'load' }],
    ['a version that is no number', { fanout: 1n, type: 'load' }],
    ['a type that throws', Object.defineProperties({ fanout: 1 }, Object.getOwnPropertyDescriptors(thrower))],
    ['a version that throws', Object.defineProperty({}, 'fanout', { get: () => thrower.type })],
    ['a preset that is no text', { fanout: 1, type: 'load', preset: {} }],
    ['a plan that cannot be copied', { fanout: 1, type: 'load', plan: { calls: [], go: () => 1 } }],
    [
      'a plan with big integers',
      { fanout: 1, type: 'load', plan: { calls: [{ id: 'a', name: 'b', args: { n: 1n } }] } },
    ],
  ])('%s', (_, message) => {
    const { store } = startStore({ hash: '#embed' });
    const before = store.getState();
    const answer = handleHostMessage(store, message);
    expect(answer).toEqual({ fanout: 1, type: 'refused', why: expect.stringMatching(/\w{4}/) });
    expect(() => structuredClone(answer)).not.toThrow();
    expect(store.getState()).toBe(before);
  });

  it('a call without an id has one, and takes every action', () => {
    const started = startStore({ hash: '#embed' });
    const plan = { calls: [{ name: 'slow_tool', args: { query: 'x' } }] };
    expect(handleHostMessage(started.store, { fanout: 1, type: 'load', plan })?.type).toBe('loaded');
    started.actions.duplicateCall(0);
    expect(ids(started)).toEqual(['call_1', 'call_2']);
  });
});

describe('what the page around hears', () => {
  it('that the page is there, and each run that settles, once', async () => {
    const started = startStore({ hash: '#embed' });
    const posted: HostMessage[] = [];
    let hear: (message: unknown) => void = () => {};
    const end = exchangeHostMessages(started.store, {
      post: (message) => posted.push(message),
      listen(heard) {
        hear = heard;
        return () => {};
      },
    });
    expect(posted).toEqual([{ fanout: 1, type: 'ready' }]);
    await answerPrediction(started);
    await runThrough(started);
    expect(posted).toHaveLength(2);
    expect(posted[1]).toMatchObject({ type: 'settled', total: 1000, slowest: { id: 'slow_1', duration: 1000 } });
    expect((posted[1] as Extract<HostMessage, { type: 'settled' }>).outcomes.map(({ id, kind }) => [id, kind])).toEqual(
      [
        ['fast_1', 'succeeded'],
        ['slow_1', 'succeeded'],
        ['fast_2', 'succeeded'],
        ['error_1', 'failed'],
      ],
    );
    hear({ fanout: 1, type: 'load', plan: 5 });
    expect(posted[2]?.type).toBe('refused');
    expect(started.store.getState().notice?.text).toMatch(/page around/);
    end();
  });
});
