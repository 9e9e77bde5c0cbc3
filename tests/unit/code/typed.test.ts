import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { codeOf } from '../../../src/code/generateCode.ts';
import { NAMES, pagePlans, planOf } from './plans.ts';

const FOLDER = '.fanout/code';
/** Strict, and as much as this project asks of itself where a program has no say in it. */
const OPTIONS = {
  target: 'ES2023',
  lib: ['ES2023', 'DOM'],
  module: 'ESNext',
  moduleResolution: 'bundler',
  moduleDetection: 'force',
  strict: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  verbatimModuleSyntax: true,
  skipLibCheck: true,
  noEmit: true,
  allowImportingTsExtensions: true,
  types: ['node'],
  paths: { fanout: ['../../src/index.ts'] },
};

it('TypeScript has the right types, and nothing in it is unused', { timeout: 120_000 }, () => {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const random = fc.sample(pagePlans(), { seed: 7, numRuns: 25 });
  const plans = [...NAMES.map(planOf), ...random, { calls: [] }];
  for (const [i, plan] of plans.entries())
    for (const target of ['fanout', 'langgraph'] as const)
      writeFileSync(join(FOLDER, `${target}-${i}.ts`), codeOf(plan, target).text);
  writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify({ compilerOptions: OPTIONS, include: ['*.ts'] }));

  // One that is wrong, or nobody would know that anything is checked.
  writeFileSync(join(FOLDER, 'wrong.ts'), "import { execute } from 'fanout';\nexecute(1);\n");
  expect(errorsOf()).toMatch(/^\S*wrong\.ts.*\n$/);
});

function errorsOf(): string {
  try {
    execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', FOLDER], { encoding: 'utf8' });
    return '';
  } catch (thrown) {
    return (thrown as { stdout: string }).stdout.slice(0, 4000);
  }
}
