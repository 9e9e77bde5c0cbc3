import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf, TARGETS } from '../../../src/code/generateCode.ts';
import { literal, quote } from '../../../src/code/syntax/literals.ts';
import type { Plan } from '../../../src/run/types.ts';
import { property } from '../support/property.ts';
import { planOf } from './plans.ts';
import { evaluated, texts, values } from './values.ts';

describe('a literal of TypeScript', () => {
  property('is the value again', values, (value) => expect(evaluated(literal(value, 'typescript'))).toEqual(value));

  property('of a text is one visible line, and ends no script', texts, (text) => {
    for (const language of ['typescript', 'python'] as const) {
      expect(quote(text, language)).toMatch(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202e]*$/u);
      expect(quote(text, language)).not.toMatch(/<\/script|<!--/i);
    }
  });
});

describe('the lines of a call', () => {
  property(
    'are its own, whatever it is called',
    fc.array(texts, { minLength: 1, maxLength: 5 }),
    (ids) => {
      const plan: Plan = {
        calls: ids.map((id, key) => ({ id, name: key % 2 ? id : 'fast_tool', args: { query: id, [id]: key } })),
        policy: { timeoutMs: 500, recovery: 'fallback' },
      };
      for (const { name } of TARGETS) {
        const { text, lines } = codeOf(plan, name);
        const all = text.split('\n');
        expect([...lines.keys()]).toEqual(ids.map((_, key) => key));
        for (const [from, to] of lines.values()) {
          expect(to).toBeGreaterThanOrEqual(from);
          expect(all.slice(from - 1, to).join('\n')).toMatch(/^\s+\{[\s\S]*\},$/);
        }
      }
    },
    { runs: 100 },
  );

  it('are one each where there are many', () => {
    const { lines } = codeOf(planOf('stress-10000'), 'python');
    expect(lines.size).toBe(10_000);
    for (const [from, to] of lines.values()) expect(to).toBe(from);
  });
});

it('a program says nothing of policies that its plan does not have', () => {
  const plain = TARGETS.map(({ name }) => codeOf(planOf('tutorial'), name).text).join('\n');
  for (const word of ['retry', 'timed out', 'signal', 'semaphore', 'deadline', 'attempt', 'fallback', 'seed', 'policy'])
    expect(plain).not.toMatch(new RegExp(word, 'i'));
});
