import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../../../src/code/generateCode.ts';
import { notebookOf } from '../../../src/code/notebook.ts';
import { literal } from '../../../src/code/syntax/literals.ts';
import type { Plan } from '../../../src/run/types.ts';
import { property } from '../support/property.ts';
import { expectSame } from './observed.ts';
import { NAMES, numbered, pagePlans, planOf, predicted } from './plans.ts';
import { startPython } from './runPython.ts';
import { evaluated, values } from './values.ts';

/** One for all tests of this file, which therefore has all that need one: to start it costs seconds. */
let python: Awaited<ReturnType<typeof startPython>>;

beforeAll(async () => {
  python = await startPython();
}, 60_000);

async function same(plan: Plan, isNotebook = false): Promise<void> {
  const { text, gaps } = codeOf(plan, 'python');
  const run = await predicted(plan);
  const observed = python.run(isNotebook ? notebookOf(plan) : text, isNotebook);
  expect(observed.end === 'never').toBe(run.stalled === true);
  if (run.stalled || gaps.length > 0) return;
  expectSame(observed, run);
  expect(observed.complaints).toEqual([]);
}

describe('a Python script', () => {
  it.each(NAMES)('does what was predicted: %s', (name) => same(numbered(planOf(name))));

  property('does what was predicted', pagePlans(), (plan) => same(plan), { runs: 60 });

  it('ends its process where a deaf tool would keep it', () => {
    expect(python.run(codeOf(planOf('deaf-tool'), 'python').text).end).toBe('exit');
    expect(python.run(codeOf(planOf('tutorial'), 'python').text).end).toBe('own');
  });
});

describe('Python cells', () => {
  it.each(NAMES)('do what was predicted: %s', (name) => same(numbered(planOf(name)), true));
});

it('a literal of Python is the value again', () => {
  const samples = fc.sample(values, { seed: 5, numRuns: 400 });
  const sources = samples.map((value) => literal(value, 'python')).join(',\n');
  const written = python.evaluate(`__import__("json").dumps([${sources}])`) as string;
  // Python's JSON has names for what JSON cannot write; 1.0 and 1 are the same number here.
  const read = evaluated(written.replaceAll('"__proto__":', '["__proto__"]:'));
  expect(read).toEqual(samples);
});
