// @ts-check
/**
 * `npm test`: installs what is missing, then runs every step in order, even after a failure. `npm test -- --only unit,lint`
 * runs only the named steps. The last line is `N passed, N failed`: each test of unit, components and journeys counts as
 * one, and each other step as one.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { cases } from './cases.mjs';
import { buildLibrary, checkTarball, packLibrary } from './library.mjs';
import { bin, cleanEnv, ensureBuilt, ensureInstalled, fail, findChromium, root, run } from './setup.mjs';

/**
 * `failures`: what the summary says of each test that failed, so that the end of the output names them.
 *
 * @typedef {{ passed: number, failed: number, skipped?: number, failures?: string[] }} Counts
 */

/** @param {boolean} succeeded @returns {Counts} */
const one = (succeeded) => (succeeded ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });

/** @param {string} path @param {string[]} args */
const node = (path, ...args) => one(run(process.execPath, [path, ...args]));

/**
 * The unit tests need no build and start with the first step, in parallel to the steps before them, which use one core;
 * their output is printed in their turn. All other steps run one after the other.
 *
 * @type {Record<string, { title: string, take: () => Counts | Promise<Counts> }>}
 */
const STEPS = {
  types: { title: 'Types', take: () => node(bin('typescript', 'tsc'), '--noEmit') },
  lint: { title: 'Lint and format', take: () => node(bin('@biomejs/biome', 'biome'), 'ci', '.') },
  layers: { title: 'Layers: who imports what', take: () => node('scripts/layers.mjs') },
  unused: { title: 'Unused code and dependencies', take: () => node(bin('knip')) },
  build: { title: 'Build', take: () => one(ensureBuilt({ always: true })) },
  lib: { title: 'Library build, its package, and its types as a consumer sees them', take: library },
  size: { title: 'Size budgets', take: () => (ensureBuilt() ? node('scripts/size.mjs') : one(false)) },
  unit: { title: 'Unit tests, and the cases of the semantics among them', take: () => earlyUnit ?? unit() },
  components: { title: 'Component tests, in Chromium', take: () => inChromium('components') },
  journeys: {
    title: 'Journeys through the built page, in Chromium: two files at a time, then alone those that measure',
    take: () => (ensureBuilt() ? inChromium('journeys', 'journeys-timed') : one(false)),
  },
};

function library() {
  const tarball = buildLibrary() && packLibrary(join(root, '.fanout'));
  if (!tarball) return one(false);
  const complaints = checkTarball(tarball);
  for (const complaint of complaints) console.log(complaint);
  console.log(`The package: ${tarball.files.length} files, ${Math.round(tarball.size / 1000)} kB packed.`);
  const consumed = ['node16', 'bundler'].every((resolution) => {
    const module = resolution === 'bundler' ? 'esnext' : resolution;
    const args = ['-p', 'tests/consumer', '--module', module, '--moduleResolution', resolution];
    return run(process.execPath, [bin('typescript', 'tsc'), ...args]);
  });
  const ran = run(process.execPath, ['tests/consumer/examples.mjs']);
  return one(complaints.length === 0 && consumed && ran);
}

/**
 * A case of the semantics without a test that passed counts as a failure.
 *
 * @param {{ log?: string }} [output]
 */
async function unit({ log } = {}) {
  const counts = await vitest(['unit'], { log });
  if (counts.passed === 0) return counts;
  const { ok, line } = cases(join(root, '.fanout', 'unit.json'));
  console.log(line);
  return ok ? counts : { ...counts, failed: counts.failed + 1 };
}

/** @param {string[]} projects */
const inChromium = async (...projects) =>
  vitest(projects, { env: { ...cleanEnv(), CHROMIUM_PATH: await findChromium() } });

/**
 * The counts come from vitest's report, so that a run that ends early cannot pass.
 *
 * @param {string[]} projects the report has the name of the first
 * @param {{ env?: NodeJS.ProcessEnv, log?: string | undefined }} [how] `log`: a file for what is printed, until the end
 * @returns {Promise<Counts>}
 */
async function vitest(projects, { env = cleanEnv(), log } = {}) {
  const [project] = projects;
  const report = join(root, '.fanout', `${project}.json`);
  rmSync(report, { force: true });
  mkdirSync(join(root, '.fanout'), { recursive: true });
  const args = [
    ...projects.map((name) => `--project=${name}`),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  const output = log ? openSync(log, 'w') : 'inherit';
  const child = spawn(process.execPath, [bin('vitest'), 'run', ...args], {
    cwd: root,
    env,
    stdio: ['inherit', output, output],
  });
  if (typeof output === 'number') closeSync(output);
  const [code] = await once(child, 'close');
  if (log) process.stdout.write(readFileSync(log, 'utf8'));
  /** @type {Counts} */
  let counts = { passed: 0, failed: 0, skipped: 0 };
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    console.log(slowest(testResults));
    counts = {
      passed: numPassedTests,
      failed: numFailedTests,
      skipped: numPendingTests + numTodoTests,
      failures: failures(testResults),
    };
  } catch {
    console.log(`vitest left no report of ${project}.`);
  }
  // A file that does not load, an error outside any test, or no tests at all: none is reported as a failed test.
  if (counts.failed === 0 && (code !== 0 || counts.passed === 0)) counts.failed = 1;
  return counts;
}

/** @param {{ name: string, startTime: number, endTime: number }[]} files */
function slowest(files) {
  const took = files.map(({ name, startTime, endTime }) => ({ name, ms: endTime - startTime }));
  const lines = took
    .sort((a, b) => b.ms - a.ms)
    .slice(0, 10)
    .map(({ name, ms }) => `${(ms / 1000).toFixed(1).padStart(7)} s  ${relative(root, name)}`);
  return ['The slowest files, first test to last:', ...lines].join('\n');
}

/**
 * @param {{ name: string, message?: string,
 *   assertionResults: { status: string, fullName: string, failureMessages?: string[] }[] }[]} files
 */
function failures(files) {
  const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
  return files.flatMap(({ name, message, assertionResults }) => {
    const file = relative(root, name);
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    if (failed.length === 0) return message ? [`${file}\n${indented(message)}`] : [];
    return failed.map(
      ({ fullName, failureMessages = [] }) => `${file}: ${fullName}\n${indented(failureMessages.join('\n'))}`,
    );
  });

  /** @param {string} text */
  function indented(text) {
    const lines = text.replaceAll(escapes, '').split('\n').slice(0, 12);
    return lines.map((line) => `    ${line.slice(0, 300)}`).join('\n');
  }
}

/** @param {string[]} args */
function chosen(args) {
  const at = args.findIndex((arg) => arg.startsWith('--only'));
  if (at < 0) return Object.keys(STEPS);
  const names = (args[at]?.split('=')[1] ?? args[at + 1] ?? '').split(',');
  const unknown = names.filter((name) => !(name in STEPS));
  if (unknown.length > 0) fail(`--only ${unknown}: expected some of ${Object.keys(STEPS).join(',')}`);
  return Object.keys(STEPS).filter((name) => names.includes(name));
}

const seconds = (/** @type {number} */ since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
const start = performance.now();
const names = chosen(process.argv.slice(2));
ensureInstalled();
const total = { passed: 0, failed: 0 };
const summary = [];
/** @type {string[]} */
const failedTests = [];
const earlyUnit = names.indexOf('unit') > 0 ? unit({ log: join(root, '.fanout', 'unit.log') }) : undefined;
for (const name of names) {
  const { title, take } = /** @type {typeof STEPS[string]} */ (STEPS[name]);
  console.log(`\n== ${title}`);
  const since = name === 'unit' ? start : performance.now();
  const { passed, failed, skipped, failures = [] } = await take();
  failedTests.push(...failures);
  total.passed += passed;
  total.failed += failed;
  const line = `${failed ? 'FAILED' : 'ok    '} ${name.padEnd(10)} ${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}, ${seconds(since)}`;
  summary.push(line);
  console.log(line);
}
console.log(`\n== Summary, ${seconds(start)}`);
for (const line of summary) console.log(line);
if (failedTests.length > 0) console.log(`\nFailed tests:\n${failedTests.join('\n')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
