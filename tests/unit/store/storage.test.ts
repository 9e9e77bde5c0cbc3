import { afterEach, describe, expect, it, vi } from 'vitest';
import { presetOf } from '../../../src/lessons/allPresets.ts';
import { browserStorage, formatPlan, memoryStorage } from '../../../src/store/storage.ts';
import { readPlan } from '../../../src/store/yourPlans/readPlan.ts';

const plan = { calls: [{ id: 'a', name: 'fast_tool', args: { query: 'x' } }], seed: 1, policy: { limit: 2 } };
const stored = { plan, preset: 'tutorial', atMost: 4, batchesOf: 1 };
const text = (change: object) => JSON.stringify({ version: 1, ...stored, ...change });

describe('the plan that is kept', () => {
  it('is read as it was written', () => {
    expect(readPlan(formatPlan(stored))).toEqual(stored);
  });

  it('may hold any characters', () => {
    const odd = {
      ...plan,
      calls: [{ id: '__proto__', name: 'fast_tool', args: { query: '\u0000\ud800"\\\u2028🙂' } }],
    };
    expect(readPlan(formatPlan({ ...stored, plan: odd }))).toEqual({ ...stored, plan: odd });
  });

  it('may be the largest preset', () => {
    const { plan: large } = presetOf('stress-10000') as NonNullable<ReturnType<typeof presetOf>>;
    expect(readPlan(formatPlan({ ...stored, plan: large }))).toMatchObject({ plan: { seed: 1 } });
  });

  it.each([
    ['', 'JSON'],
    ['{"version":1,"plan"', 'JSON'],
    ['null', 'it is not a plan'],
    ['"a text"', 'it is not a plan'],
    ['[]', 'version undefined'],
    ['{}', 'version undefined'],
    [text({ version: 2 }), 'it has version 2, and this page reads version 1'],
    [text({ version: '1' }), 'version 1'],
    [text({ plan: undefined }), 'expected a plan'],
    [text({ plan: [] }), 'expected a plan'],
    [text({ plan: { calls: {} } }), 'calls'],
    [text({ plan: { calls: [null] } }), 'calls[0]'],
    [text({ plan: { calls: [{ id: 1, name: 'x', args: {} }] } }), 'calls[0].id'],
    [text({ plan: { calls: [{ id: 'a', name: 'x' }] } }), 'calls[0].args'],
    [text({ plan: { ...plan, policy: { limit: 0 } } }), 'policy.limit'],
    [text({ plan: { ...plan, policy: { batchSize: 1.5 } } }), 'policy.batchSize'],
    [text({ plan: { ...plan, seed: 0.5 } }), 'seed'],
    [text({ plan: { calls: Array(20_001).fill(plan.calls[0]) } }), 'at most 20000 calls'],
    ['\u0000\ufffd not a plan', 'JSON'],
  ])('%.40s is refused in words', (damaged, why) => {
    const read = readPlan(damaged);
    expect('problem' in read && read.problem).toContain(why);
  });

  it.each([
    [{ preset: 7 }, { preset: '' }],
    [{ preset: undefined }, { preset: '' }],
    [{ atMost: '3' }, { atMost: 3 }],
    [{ atMost: 1 }, { atMost: 3 }],
    [{ atMost: 1e300 }, { atMost: 3 }],
    [{ batchesOf: 0 }, { batchesOf: 2 }],
    [{ batchesOf: null }, { batchesOf: 2 }],
    [
      { atMost: undefined, batchesOf: undefined },
      { atMost: 3, batchesOf: 2 },
    ],
  ])('%j beside a good plan is mended', (damage, mended) => {
    expect(readPlan(text(damage))).toEqual({ ...stored, ...mended });
  });
});

describe('local storage', () => {
  afterEach(() => void vi.unstubAllGlobals());

  it('is used under names of our own', () => {
    const kept = new Map<string, string>();
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
      removeItem: (key: string) => kept.delete(key),
    });
    const storage = browserStorage();
    storage.write('plan', 'x');
    storage.write('theme', 'dark');
    storage.write('theme', null);
    expect(storage.read('plan')).toBe('x');
    expect(storage.read('theme')).toBeNull();
    expect([...kept.keys()]).toEqual(['fanout.plan']);
  });

  it.each([
    ['not there', undefined],
    [
      'full or forbidden',
      {
        getItem() {
          throw new Error('SecurityError');
        },
        setItem() {
          throw new Error('QuotaExceededError');
        },
      },
    ],
  ])('that is %s breaks nothing', (_, refusing) => {
    vi.stubGlobal('localStorage', refusing);
    const storage = browserStorage();
    expect(() => storage.write('plan', 'x')).not.toThrow();
    expect(() => storage.write('plan', null)).not.toThrow();
    expect(storage.read('plan')).toBeNull();
  });
});

it('a storage in memory forgets only what it is told to', () => {
  const storage = memoryStorage({ plan: 'a' });
  storage.write('theme', 'dark');
  storage.write('plan', null);
  expect([storage.read('plan'), storage.read('theme')]).toEqual([null, 'dark']);
});
