import { type Code, codeOf } from '../src/code/generateCode.ts';
import type { Plan } from '../src/run/types.ts';
import { tokensOf } from '../src/views/inspector/code/highlight.ts';
import { interleaved, timed } from './statistics.ts';
import type { Row } from './table.ts';

const ROUNDS = 7;
/** Maximum ratio of the times at 10n and n: 10 for linear growth, and a margin for garbage collection. */
const MOST_TIMES = 15;

const plan = (calls: number, chars: number): Plan => ({
  calls: Array.from({ length: calls }, (_, i) => ({
    id: `call_${i + 1}`,
    name: 'fast_tool',
    args: { query: 'x'.repeat(chars) },
  })),
});

const highlighted = (code: Code) =>
  timed(async () => {
    for (const _ of tokensOf(code.text.split('\n').slice(0, 600), code.language));
  });

/** The Code tab at n and 10n: generating the code of n calls, and highlighting one query of n characters without spaces. */
export async function codeRows(): Promise<Row[]> {
  const small = codeOf(plan(100, 10_000), 'fanout');
  const large = codeOf(plan(100, 100_000), 'fanout');
  const medians = await interleaved(
    {
      written: timed(async () => codeOf(plan(1_000, 100), 'fanout')),
      writtenTen: timed(async () => codeOf(plan(10_000, 100), 'fanout')),
      highlighted: highlighted(small),
      highlightedTen: highlighted(large),
    },
    { rounds: ROUNDS, warmUps: 2 },
  );
  const row = (what: string, measured: number, name: string, baseline: number): Row => ({
    what,
    unit: 'ms',
    measured,
    baseline: { name, measured: baseline },
    budget: { kind: 'ratio', most: MOST_TIMES },
  });
  return [
    row('code of 10,000 calls, written', medians.writtenTen, 'of 1,000 calls', medians.written),
    row(
      'colours of 100 queries of 100,000 letters',
      medians.highlightedTen,
      'of 10,000 letters each',
      medians.highlighted,
    ),
  ];
}
