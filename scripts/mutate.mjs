// @ts-check
/**
 * `npm run mutate`: each mutant of scripts/mutants.mjs changes one place of src/run or src/engine, in a bundle and not
 * in the working tree, and the unit tests must notice. `npm run mutate -- lanes` takes those whose file or text contains
 * the word, `-- 57-` those from the 57th on, `-- 7,57-80` some by number. docs/mutation.md tells what came of it.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformWithOxc } from 'vite';
import { MUTANTS } from './mutants.mjs';
import { cleanEnv, fail, root } from './setup.mjs';

/** They wait for real time or for another library, and notice little that the rest does not. */
const SLOW = /(pQueue|effect|realAndVirtual|realClock|macrotask)\.test/;
/** What only slow ones look at. */
const OWN = ['engine/macrotask', 'engine/realClock'];

const tests = ['run', 'engine'].flatMap((room) =>
  readdirSync(join(root, 'tests/unit', room)).map((name) => {
    const test = `${room}/${name}`;
    return { test, isRandom: readFileSync(join(root, 'tests/unit', test), 'utf8').includes('support/property') };
  }),
);

/**
 * The tests that look at a file of src, in groups, the quickest first: its own, those without random plans, the others.
 * Files of `run` need no engine's.
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

/** Many times what the tests take. A mutant that never ends is one that was noticed. */
const TIMEOUT_MS = 60_000;
/** @type {import('./mutationTests.mjs').Answer} */
const SURVIVED = { what: 'survived' };

/** @type {import('node:child_process').ChildProcess | undefined} */
let child;
process.on('exit', () => child?.kill('SIGKILL'));
process.on('SIGINT', () => process.exit(130));

/**
 * What these tests say of a text in place of a file of src; `undefined` when they came to no end.
 *
 * @param {import('./mutationTests.mjs').Question} question
 * @returns {Promise<import('./mutationTests.mjs').Answer | undefined>}
 */
async function ask(question) {
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
    const answer = await ask({ file, text, tests });
    if (answer?.what !== 'survived') return answer;
  }
  return SURVIVED;
}

/** @param {string} file @param {string} before @param {string} after */
function mutated(file, before, after) {
  const text = readFileSync(join(root, 'src', file), 'utf8');
  const places = text.split(before).length - 1;
  if (places !== 1) throw new Error(`stands ${places} times there, expected once`);
  if (before === after) throw new Error('changes nothing');
  return text.replace(before, () => after);
}

/** One that does not apply, or is no program, would pass for noticed. */
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
const asked = process.argv[2] ?? '';
/** Like `7`, `57-80`, `57-`, or several with commas. */
const ranges = /^[\d,-]+$/.test(asked) ? asked.split(',').map((range) => range.split('-')) : undefined;
const isIn = (/** @type {number} */ number) =>
  ranges?.some(([from, to = from]) => number >= Number(from) && number <= (Number(to) || MUTANTS.length));
const chosen = MUTANTS.map((mutant, i) => ({ mutant, number: i + 1 })).filter(({ mutant, number }) =>
  ranges ? isIn(number) : mutant.some((text) => text.includes(asked)),
);
if (chosen.length === 0) fail(`No mutant has ${JSON.stringify(asked)} in its file or text.`);

const groups = new Map(
  chosen.flatMap(({ mutant: [file] }) => testsOf(file).map((tests) => [tests.join(', '), { file, tests }])),
);
for (const { file, tests } of groups.values()) {
  const sound = await ask({ file, tests, text: readFileSync(join(root, 'src', file), 'utf8') });
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
