import { expect, test, vi } from 'vitest';
import { distinctIds } from '../../../src/run/distinctIds.ts';

test('given ids that differ are kept, a second one gets a number, a missing one is made', () => {
  expect(distinctIds(['a', 'a', undefined, 'b', 'a'])).toEqual(['a', 'a_2', 'call_3', 'b', 'a_3']);
  expect(distinctIds(['a', 'a', 'a_2', 'a_2', 'a'])).toEqual(['a', 'a_3', 'a_2', 'a_2_2', 'a_4']);
  expect(distinctIds([undefined, 'call_1', ''], new Set(['call_3']))).toEqual(['call_1_', 'call_1', 'call_3_']);
});

const N = 2000;
test.each([
  ['equal', Array.from({ length: N }, () => 'a')],
  ['numbered on purpose', Array.from({ length: N }, (_, i) => (i % 2 ? 'a' : `a#${i / 2 + 2}`))],
  ['numbered twice', Array.from({ length: N }, (_, i) => ['a', 'a_2', 'a_3', 'a_2_2'][i % 4])],
  ['missing, with the made ones taken', Array.from({ length: N }, (_, i) => (i % 2 ? '' : `call_${i + 2}`))],
])('%i ids that are %s take a few look-ups each', (_, given) => {
  const has = vi.spyOn(Set.prototype, 'has');
  const ids = distinctIds(given);
  const looked = has.mock.calls.length;
  has.mockRestore();
  expect(new Set(ids).size).toBe(N);
  expect(looked).toBeLessThan(8 * N);
});
