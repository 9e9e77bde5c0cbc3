import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../../src/run/types.ts';
import { duplicateOf, newCall, withCall, withCallReplaced, withoutCall } from '../../../../src/store/plan/callEdits.ts';
import { CATALOGUE } from '../../../../src/tools/catalogue.ts';

const call = (id: string, args = {}) => ({ id, name: 'fast_tool', args: { query: 'task', ...args } });
const planOf = (...ids: string[]): Plan => ({ calls: ids.map((id) => call(id)), seed: 7, policy: { limit: 2 } });
const idsOf = ({ calls }: Plan) => calls.map(({ id }) => id);

describe('edits of a plan', () => {
  it('add, remove and replace, and leave policy and seed as they are', () => {
    const plan = planOf('a', 'b', 'c');
    const { policy, seed } = plan;
    expect(idsOf(withCall(plan, call('x')))).toEqual(['a', 'b', 'c', 'x']);
    expect(idsOf(withCall(plan, call('x'), 1))).toEqual(['a', 'x', 'b', 'c']);
    expect(idsOf(withoutCall(plan, 1))).toEqual(['a', 'c']);
    expect(idsOf(withCallReplaced(plan, 2, call('x')))).toEqual(['a', 'b', 'x']);
    for (const edited of [withCall(plan, call('x')), withoutCall(plan, 1), withCallReplaced(plan, 2, call('x'))])
      expect(edited).toMatchObject({ policy, seed });
    expect(idsOf(plan)).toEqual(['a', 'b', 'c']);
  });

  it('share the calls that they did not change', () => {
    const plan = planOf('a', 'b', 'c');
    const edited = withCallReplaced(plan, 1, call('x'));
    expect(edited.calls[0]).toBe(plan.calls[0]);
    expect(edited.calls[2]).toBe(plan.calls[2]);
  });
});

describe('a new call', () => {
  it.each(CATALOGUE)('of kind $kind is named $idPrefix and has the tool $tool', ({ kind, tool, idPrefix }) => {
    expect(newCall(planOf(), kind)).toMatchObject({ id: `${idPrefix}_1`, name: tool });
  });

  it('takes the first free name', () => {
    expect(newCall(planOf('slow_1', 'slow_3'), 'slow').id).toBe('slow_2');
    expect(newCall(planOf('slow_1', 'slow_2'), 'slow').id).toBe('slow_3');
    expect(newCall(planOf('slow_2'), 'slow').id).toBe('slow_1');
  });

  it('asks for the next task', () => {
    expect(newCall(planOf('a', 'b'), 'fast').args).toEqual({ query: 'task 3' });
  });

  it('is found in time among 10,000 that have its name', () => {
    const plan = planOf(...Array.from({ length: 10_000 }, (_, i) => `slow_${i + 1}`));
    expect(newCall(plan, 'slow').id).toBe('slow_10001');
  });
});

describe('a duplicate', () => {
  it('is the same call under the next free name, and shares no arguments', () => {
    const plan: Plan = { calls: [{ ...call('slow_1', { ms: 300 }), timeoutMs: 50 }, call('slow_2')] };
    const copy = duplicateOf(plan, 0);
    expect(copy).toEqual({ ...plan.calls[0], id: 'slow_3' });
    expect(copy?.args).not.toBe(plan.calls[0]?.args);
  });

  it('gets a number when the name had none', () => {
    expect(duplicateOf(planOf('search'), 0)?.id).toBe('search_1');
    expect(duplicateOf(planOf('a_b_7', 'a_b_1'), 0)?.id).toBe('a_b_2');
  });

  it('of a call that is not there is none', () => {
    expect(duplicateOf(planOf('a'), 1)).toBeUndefined();
    expect(duplicateOf(planOf('a'), -1)).toBeUndefined();
  });
});

describe('removing a call', () => {
  it('leaves no batch that is larger than the plan', () => {
    const call = (id: string) => ({ id, name: 'fast_tool', args: { query: id } });
    const plan = { calls: [call('a'), call('b')], policy: { batchSize: 2, limit: null } };
    expect(withoutCall(plan, 0)).toEqual({ calls: [call('b')], policy: { batchSize: 1, limit: null } });
    expect(withoutCall(withoutCall(plan, 0), 0).policy?.batchSize).toBe(1);
  });
});
