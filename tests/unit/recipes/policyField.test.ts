import { describe, expect, it } from 'vitest';
import { POLICY_WORDS } from '../../../src/analysis/format/policyWords.ts';
import { clausesOf } from '../../../src/analysis/verdict/policyPhrase.ts';
import { checkPolicy, POLICY_RULES } from '../../../src/run/check/checkPolicy.ts';
import { DEFAULT_POLICY } from '../../../src/run/policy.ts';
import type { Policy } from '../../../src/run/types.ts';
import { readPlanLink, writePlanLink } from '../../../src/store/link/planCodec.ts';
import { chipsOf, withPolicy } from '../../../src/store/plan/policyChips.ts';
import { POLICY_LINES } from '../../../src/store/plan/policyFields.ts';
import { groupsOf, numbersOf } from '../../../src/store/plan/policyForm.ts';
import type { Setting } from '../../../src/store/state.ts';

/** A setting that no engine knows, in each list of settings. */
const RULES = { ...POLICY_RULES, warmUpMs: 'delay' } as const;
const WORDS = {
  ...POLICY_WORDS,
  warmUpMs: { name: 'Warm-up', chip: (ms: number) => `Warm-up ${ms}`, clause: (ms: number) => `warm after ${ms}` },
};
const LINES = {
  ...POLICY_LINES,
  warmUpMs: {
    group: 'Time',
    help: 'Waits.',
    switchedOn: 5,
    numbers: { warmUpMs: { label: 'Warm-up', width: 'w-24' } },
  },
} as const;
const policy: Policy = { ...DEFAULT_POLICY, ...{ warmUpMs: 7 } };

describe('a setting that is in the lists', () => {
  it('is checked', () => {
    expect(() => checkPolicy({ warmUpMs: 0 }, 1, undefined, RULES)).toThrow('policy.warmUpMs');
    checkPolicy(policy, 1, undefined, RULES);
    checkPolicy({ warmUpMs: null }, 1, undefined, RULES);
  });

  it('has a chip, a clause in the question and a line in the panel', () => {
    expect(chipsOf(policy, WORDS)).toEqual([{ setting: 'warmUpMs', name: 'Warm-up', text: 'Warm-up 7' }]);
    expect(clausesOf(policy, WORDS)).toEqual(['warm after 7']);
    expect(groupsOf(policy, LINES)[0]).toEqual({
      title: 'Time',
      settings: ['timeoutMs', 'slotOnTimeout', 'deadlineMs', 'warmUpMs'],
    });
    expect(numbersOf('warmUpMs' as Setting, LINES)).toEqual(['warmUpMs']);
  });

  it('goes through a link', () => {
    const plan = withPolicy({ calls: [{ id: 'a', name: 'slow_tool', args: {} }] }, policy);
    const link = writePlanLink({ plan, preset: '', atMost: 3, batchesOf: 2 });
    if ('problem' in link) throw new Error(link.problem);
    expect(readPlanLink(link.text)).toMatchObject({ plan: { policy: { warmUpMs: 7 } } });
  });
});

describe('the lists of settings', () => {
  const settings = Object.keys(DEFAULT_POLICY) as Setting[];

  it.each([
    ['rules', POLICY_RULES],
    ['words', POLICY_WORDS],
    ['lines', POLICY_LINES],
  ])('have the same ones: %s', (_, list) => {
    expect(Object.keys(list).sort()).toEqual([...settings].sort());
  });

  it('show each of them in one group of the panel', () => {
    const shown = groupsOf({ ...DEFAULT_POLICY, limit: 2, batchSize: 1 }).flatMap((group) => group.settings);
    expect(shown.sort()).toEqual([...settings].sort());
  });

  it('give each typed number a name of its own, for it is found by its name', () => {
    const names = settings.flatMap((setting) => numbersOf(setting));
    expect(new Set(names).size).toBe(names.length);
  });
});
