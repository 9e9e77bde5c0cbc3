// @ts-check
/**
 * The executor's semantics are 47 numbered cases; the tests of each have `case N:` in their names. `npm test` checks after
 * its unit step that every case has a test. `node scripts/cases.mjs` lists the cases with their tests, from the report of
 * the last unit step.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fail, root } from './setup.mjs';

const CASES = 47;

/**
 * The names of the passed tests, by case number.
 *
 * @param {string} report vitest's, as JSON
 * @returns {Map<number, string[]>}
 */
function testsByCase(report) {
  /** @type {{ testResults: { assertionResults: { status: string, fullName: string }[] }[] }} */
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  /** @type {Map<number, string[]>} */
  const found = new Map(Array.from({ length: CASES }, (_, i) => [i + 1, []]));
  for (const { status, fullName } of testResults.flatMap(({ assertionResults }) => assertionResults)) {
    if (status !== 'passed') continue;
    for (const number of new Set(fullName.match(/(?<=\bcase )\d+(?=:)/g))) found.get(Number(number))?.push(fullName);
  }
  return found;
}

/**
 * Whether every case has a test that passed, and a line that says so or lists the cases without one.
 *
 * @param {string} report
 * @returns {{ ok: boolean, line: string }}
 */
export function cases(report) {
  const found = testsByCase(report);
  const missing = [...found].flatMap(([number, names]) => (names.length > 0 ? [] : number));
  const tests = new Set([...found.values()].flat()).size;
  return missing.length > 0
    ? { ok: false, line: `cases 1-${CASES}: no test that passed names ${missing.join(', ')}` }
    : { ok: true, line: `cases 1-${CASES}: all named in ${tests} tests` };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const report = join(root, '.fanout', 'unit.json');
  try {
    for (const [number, names] of testsByCase(report)) {
      console.log(`case ${number}: ${names.length === 0 ? 'NO TEST' : ''}`);
      for (const name of names) console.log(`    ${name}`);
    }
  } catch {
    fail('There is no report of the unit tests: run `npm test -- --only unit` first.');
  }
  const { ok, line } = cases(report);
  console.log(line);
  process.exitCode = ok ? 0 : 1;
}
