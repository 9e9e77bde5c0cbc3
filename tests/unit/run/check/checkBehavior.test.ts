import { describe, expect, it } from 'vitest';
import { admitPlan } from '../../../../src/run/check/admitPlan.ts';
import { MAX_JSON } from '../../../../src/run/check/bounds.ts';
import { clampedNumbersText } from '../../../../src/run/check/clampedNumbers.ts';

const call = (behavior: unknown, more: object = {}) => ({ id: 'a', name: 'get', args: {}, behavior, ...more });
const admitted = (one: object, saved = false) => admitPlan({ calls: [one] }, { saved }).calls[0];
const refusal = (one: object, saved = false) => {
  try {
    admitted(one, saved);
    return '';
  } catch (thrown) {
    return (thrown as Error).message;
  }
};

describe('a behavior at the door', () => {
  it('is let in with all that it can have', () => {
    const behavior = { kind: 'flaky', ms: 0, spread: 1, failures: 100, deaf: false, result: [{ a: null }], error: 7 };
    expect(admitted(call(behavior))).toEqual(call(behavior));
  });

  it.each([
    [null, 'calls[0].behavior: expected { kind'],
    ['slow', 'calls[0].behavior: expected { kind'],
    [
      {},
      'calls[0].behavior.kind: expected one of "fast", "slow", "failing", "flaky", "hanging", "blocking", got undefined',
    ],
    [{ kind: 'toString' }, 'calls[0].behavior.kind: expected one of'],
    [{ kind: 'fast', ms: -1 }, 'calls[0].behavior.ms: expected a number from 0 to 600000, got -1'],
    [{ kind: 'fast', ms: 600_001 }, 'calls[0].behavior.ms: expected a number from 0 to 600000, got 600001'],
    [{ kind: 'fast', ms: '1' }, 'calls[0].behavior.ms: expected a number'],
    [{ kind: 'fast', spread: 1.1 }, 'calls[0].behavior.spread: expected a number from 0 to 1, got 1.1'],
    [{ kind: 'flaky', failures: 1.5 }, 'calls[0].behavior.failures: expected a whole number from 0 to 100, got 1.5'],
    [{ kind: 'hanging', deaf: 1 }, 'calls[0].behavior.deaf: expected true or false, got 1'],
    [
      { kind: 'fast', result: 'x'.repeat(MAX_JSON + 1) },
      `calls[0].behavior.result: expected at most ${MAX_JSON} characters`,
    ],
    [{ kind: 'fast', result: Number.NaN }, 'calls[0].behavior.result: expected a value that JSON can hold'],
  ])('is refused: %.40j', (behavior, message) => {
    expect(refusal(call(behavior))).toContain(message);
  });

  it.each(['', '  ', 'x'.repeat(101)])('needs a name for its tool: %.10j', (name) => {
    expect(refusal(call({ kind: 'fast' }, { name }))).toContain(
      "calls[0].name: expected a tool's name of 1 to 100 characters",
    );
    expect(refusal({ id: 'a', name, args: {} })).toBe('');
  });

  it('that was saved beyond the bounds is clamped, and that is said', () => {
    const plan = admitPlan({ calls: [call({ kind: 'fast', ms: 1e9, failures: 500 })] }, { saved: true });
    expect(plan.calls[0]?.behavior).toEqual({ kind: 'fast', ms: 600_000, failures: 100 });
    expect(clampedNumbersText(plan)).toContain('calls[0].behavior.ms is 600000 instead of 1000000000');
  });

  it('keeps names in any script, lone surrogates and keys named __proto__', () => {
    const odd = call(
      { kind: 'fast', result: JSON.parse('{"__proto__": 1}') },
      { name: 'بحث\ud800', args: JSON.parse('{"__proto__": {"a": 1}}') },
    );
    const one = admitted(odd);
    expect(JSON.stringify(one)).toBe(JSON.stringify(odd));
    expect(Object.getPrototypeOf(one?.args)).toBe(Object.prototype);
  });

  it('makes ids distinct, and leaves those of other calls', () => {
    const plain = { id: 'a', name: 'fast_tool', args: {} };
    const { calls } = admitPlan({ calls: [plain, call({ kind: 'fast' }), call({ kind: 'slow' }), plain] });
    expect(calls.map(({ id }) => id)).toEqual(['a', 'a_2', 'a_3', 'a']);
  });
});
