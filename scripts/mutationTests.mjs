// @ts-check
/**
 * The test process of scripts/mutate.mjs: receives a file of src and its replacement text, runs the tests of that file, and
 * posts the result. One process runs many mutants, since vitest takes longer to start than the tests take; it is separate
 * from mutate.mjs, since a mutant that never ends must be killed.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { createVitest } from 'vitest/node';
import { root } from './setup.mjs';

/** @typedef {{ file: string, text: string, tests: string[] }} Question */
/** @typedef {{ what: 'survived' | 'killed', by?: string }} Answer */

const folder = join(root, '.fanout', 'mutants');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

/**
 * Bundles all tests into one file, which loads in a fraction of the time of separate files. The working tree is unchanged.
 *
 * @param {Question} question
 * @param {string} name of the bundle
 */
async function bundle({ file, text, tests }, name) {
  const path = join(root, 'src', file);
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    publicDir: false,
    ssr: { noExternal: true, external: ['vitest'] },
    build: {
      ssr: true,
      emptyOutDir: false,
      outDir: folder,
      target: 'node20',
      minify: false,
      rolldownOptions: { input: 'all', output: { entryFileNames: name } },
    },
    plugins: [
      {
        name: 'mutant',
        enforce: 'pre',
        resolveId: (id) => (id === 'all' ? id : undefined),
        load(id) {
          if (id === path) return text;
          if (id !== 'all') return undefined;
          return tests.map((test) => `import ${JSON.stringify(join(root, 'tests/unit', test))};`).join('\n');
        },
      },
    ],
  });
  return join(folder, name);
}

const vitest = await createVitest('test', {
  root: folder,
  config: false,
  watch: false,
  pool: 'threads',
  bail: 1,
  reporters: [{}],
  // A few random plans only, for speed.
  env: { FANOUT_RUNS: '0.05' },
});

/**
 * @param {string} path
 * @returns {Promise<Answer>}
 */
async function run(path) {
  const specifications = [vitest.getRootProject().createSpecification(path)];
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications);
  const modules = testModules.filter(({ moduleId }) => moduleId === path);
  const all = modules.flatMap((module) => [...module.children.allTests()]);
  // Not `bail`: with it vitest sometimes drops the failure together with the skipped tests.
  if (all.length > 0 && all.every((test) => test.result().state === 'passed') && unhandledErrors.length === 0)
    return { what: 'survived' };
  const failure = all.find((test) => test.result().state === 'failed')?.fullName;
  const error = unhandledErrors[0] ?? modules[0]?.errors()[0];
  const message = error && String(/** @type {{ message?: unknown }} */ (error).message);
  return { what: 'killed', by: failure ?? message ?? 'a test that was dropped' };
}

let bundles = 0;
process.on('message', async (/** @type {Question} */ question) => {
  const path = await bundle(question, `${++bundles}.test.mjs`);
  process.send?.(await run(path));
  rmSync(path);
});
