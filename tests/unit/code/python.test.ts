import { beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../../../src/code/codeOf.ts';
import { notebookOf } from '../../../src/code/notebook.ts';
import type { Plan } from '../../../src/run/types.ts';
import { property } from '../support/property.ts';
import { expectSame } from './observed.ts';
import { NAMES, numbered, pagePlans, planOf, predicted } from './plans.ts';
import { startPython } from './runPython.ts';

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
