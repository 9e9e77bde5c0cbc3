// @ts-check
/**
 * `npm run mutate`: mutation testing. Each mutant of scripts/mutants.mjs changes one place of src/run or src/engine, in a
 * bundle and not in the working tree, and a unit test must fail. `npm run mutate -- dispatcher` runs the mutants whose file
 * or text contains the word, `-- 57-` those from the 57th on, `-- 7,57-80` some by number. docs/mutation.md has the
 * results.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformWithOxc } from 'vite';
import { MUTANTS } from './mutants.mjs';
import { cleanEnv, fail, root } from './setup.mjs';

/** Tests that wait for real time or for another library, and find little that the others do not. */
const SLOW = /(pQueue|effect|realAndVirtual|realClock|macrotask)\.test/;
/** Files that only slow tests cover. */
const OWN = ['engine/clocks/macrotask', 'engine/clocks/realClock'];

const tests = ['run', 'engine'].flatMap((folder) =>
  readdirSync(join(root, 'tests/unit', folder), { encoding: 'utf8', recursive: true })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => {
      const test = `${folder}/${name.replaceAll('\\', '/')}`;
      return { test, isRandom: readFileSync(join(root, 'tests/unit', test), 'utf8').includes('support/property') };
    }),
);

/**
 * The tests of a file of src, in groups, the fastest first: its own test, tests without random plans, the others. Files of
 * src/run are not tested with the engine's tests.
 *
 * @param {string} file
 */
function testsOf(file) {
  const own = file.replace(/ts$/, 'test.ts');
  if (OWN.includes(file.replace(/\.ts$/, ''))) return [[own]];
  const few = tests.filter(({ test }) => !SLOW.test(test) && (file.startsWith('engine/') || test.startsWith('run/')));
  return [
    few.filter(({ test }) => test === own),
    few.filter(({ isRandom }) => !isRandom),
    few.filter(({ isRandom }) => isRandom),
  ]
    .map((group) => group.map(({ test }) => test))
    .filter((group) => group.length > 0);
}

/** Many times the duration of the tests. A mutant that never ends counts as detected. */
const TIMEOUT_MS = 60_000;
/** @type {import('./mutationTests.mjs').Answer} */
const SURVIVED = { what: 'survived' };

/** @type {import('node:child_process').ChildProcess | undefined} */
let child;
process.on('exit', () => child?.kill('SIGKILL'));
process.on('SIGINT', () => process.exit(130));

/**
 * Runs these tests with `text` in place of a file of src; `undefined` on a timeout.
 *
 * @param {import('./mutationTests.mjs').Question} question
 * @returns {Promise<import('./mutationTests.mjs').Answer | undefined>}
 */
async function runTests(question) {
  child ??= fork(join(root, 'scripts/mutationTests.mjs'), { cwd: root, env: cleanEnv() });
  const running = child;
  running.send(question);
  try {
    const [answer] = await once(running, 'message', { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return answer;
  } catch {
    running.kill('SIGKILL');
    child = undefined;
    return undefined;
  }
}

/** @param {string} file @param {string} text */
async function tested(file, text) {
  for (const tests of testsOf(file)) {
    const answer = await runTests({ file, text, tests });
    if (answer?.what !== 'survived') return answer;
  }
  return SURVIVED;
}

/** @param {string} file @param {string} before @param {string} after */
function mutated(file, before, after) {
  const text = readFileSync(join(root, 'src', file), 'utf8');
  const places = text.split(before).length - 1;
  if (places !== 1) throw new Error(`found ${places} times, expected once`);
  if (before === after) throw new Error('changes nothing');
  return text.replace(before, () => after);
}

/** A mutant that does not apply or does not parse would count as detected. */
async function checkMutants() {
  const wrong = [];
  for (const [file, before, after] of MUTANTS) {
    try {
      await transformWithOxc(mutated(file, before, after), file);
    } catch (error) {
      wrong.push(`${file}: ${before}\n  ${/** @type {Error} */ (error).message}`);
    }
  }
  if (wrong.length > 0) fail(`${wrong.length} mutants do not apply:\n\n${wrong.join('\n\n')}`);
}

await checkMutants();
const filter = process.argv[2] ?? '';
/** Like `7`, `57-80`, `57-`, or several with commas. */
const ranges = /^[\d,-]+$/.test(filter) ? filter.split(',').map((range) => range.split('-')) : undefined;
const isIn = (/** @type {number} */ number) =>
  ranges?.some(([from, to = from]) => number >= Number(from) && number <= (Number(to) || MUTANTS.length));
const chosen = MUTANTS.map((mutant, i) => ({ mutant, number: i + 1 })).filter(({ mutant, number }) =>
  ranges ? isIn(number) : mutant.some((text) => text.includes(filter)),
);
if (chosen.length === 0) fail(`No mutant has ${JSON.stringify(filter)} in its file or text.`);

const groups = new Map(
  chosen.flatMap(({ mutant: [file] }) => testsOf(file).map((tests) => [tests.join(', '), { file, tests }])),
);
for (const { file, tests } of groups.values()) {
  const sound = await runTests({ file, tests, text: readFileSync(join(root, 'src', file), 'utf8') });
  if (sound?.what !== 'survived') fail(`Without any mutant, killed by ${sound?.by ?? 'no end'}: ${tests}`);
}

const total = { killed: 0, 'timed out': 0, survived: 0 };
const survivors = [];
for (const { mutant, number } of chosen) {
  const [file, before, after] = mutant;
  const answer = await tested(file, mutated(file, before, after));
  const what = answer?.what ?? 'timed out';
  const line = `${number}/${MUTANTS.length} ${file}: ${before}  ->  ${after || '(nothing)'}`.replace(/\s*\n\s*/g, ' ');
  console.log(`${line}\n    ${what}${answer?.by ? ` by ${answer.by}` : ''}`);
  if (what === 'survived') survivors.push(line);
  total[what]++;
}
console.log(
  `\n${chosen.length} mutants, ${total.killed} killed, ${total['timed out']} timed out, ${survivors.length} survived`,
);
for (const line of survivors) console.log(`  ${line}`);
child?.kill();
process.exitCode = survivors.length > 0 ? 1 : 0;
