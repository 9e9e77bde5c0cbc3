import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const FOLDER = '.fanout/recipes';

/** Puts `added` behind the first `mark` of a file in the copy of src/. */
function add(path: string, mark: string, added: string): void {
  const file = join(FOLDER, path);
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(mark);
  writeFileSync(
    file,
    text.replace(mark, () => mark + added),
  );
}

/** The files of src/ that do not compile. */
function refused(): string[] {
  try {
    execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', FOLDER], { encoding: 'utf8' });
    return [];
  } catch (thrown) {
    const { stdout } = thrown as { stdout: string };
    return [...new Set([...stdout.matchAll(/\b(src\/[^(\s]+)\(\d+,\d+\): error/g)].map(([, path]) => path as string))];
  }
}

// Whatever a new one still misses must not compile: a place that falls through to a default says nothing.
it('a setting and a kind of call that are only begun do not compile, in each file of their recipes', {
  timeout: 120_000,
}, () => {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  cpSync('src', join(FOLDER, 'src'), { recursive: true });
  writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify({ extends: '../../tsconfig.json', include: ['src'] }));
  add('src/run/types.ts', 'export interface Policy {', '\n  warmUpMs: Ms | null;');
  add('src/run/types.ts', 'export type ToolKind =', " 'late' |");
  expect(refused().sort()).toEqual([
    'src/analysis/format/policyWords.ts',
    'src/code/kindCode.ts',
    'src/run/check/checkBehavior.ts',
    'src/run/check/checkPolicy.ts',
    'src/run/policy.ts',
    'src/store/plan/policyFields.ts',
    'src/tools/catalogue.ts',
    'src/tools/kinds.ts',
    'src/views/ui/icons/icons.tsx',
  ]);
});
