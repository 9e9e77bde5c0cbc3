// @ts-check
/**
 * `npm run test:package`: packs the library and installs the tarball in empty projects, as the README says. In each, the
 * files of tests/consumer compile without a cast and with the types of all packages checked, and run under the oldest
 * Node that the package takes and under Node 22. Needs a registry and about a minute; `npm test` does not run it.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildLibrary, packLibrary } from './library.mjs';
import { bin, cleanEnv, ensureInstalled, fail, root } from './setup.mjs';

ensureInstalled();
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const { dependencies, devDependencies, peerDependencies, engines } = manifest;

/** @param {string} name @returns {string} the package in the oldest version of its range, which is written ^1.2.3 */
const oldest = (name) => `${name}@${(peerDependencies[name] ?? dependencies[name]).replace('^', '')}`;

/**
 * `only`: all packages beside the tarball. `files` of tests/consumer are compiled and run; `examples`: the README's run too.
 *
 * @type {Record<string, { only: string[], typescript?: string, files: string[], examples?: boolean }>}
 */
const PROJECTS = {
  'only @langchain/core': { only: ['@langchain/core'], files: ['consumer.ts'] },
  'with LangGraph': {
    only: ['@langchain/core', '@langchain/langgraph', 'zod'],
    files: ['consumer.ts', 'graph.ts', 'toolNode.ts'],
    examples: true,
  },
  'the oldest versions of each range, TypeScript 5': {
    only: ['@langchain/core', '@langchain/langgraph', 'zod'].map(oldest),
    typescript: '5.9.3',
    files: ['consumer.ts', 'graph.ts', 'toolNode.ts'],
    examples: true,
  },
  'zod 3': {
    only: ['@langchain/core', '@langchain/langgraph', 'zod@3'],
    files: ['consumer.ts'],
    examples: true,
  },
};
/** One copy each, or a value of one is no instance of the other's class. The library brings its own zod beside zod 3. */
const ONCE = ['@langchain/core', '@langchain/langgraph', 'fanout'];
const TYPES = `@types/node@${devDependencies['@types/node']}`;

const work = mkdtempSync(join(tmpdir(), 'fanout-package-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));

const tarball = buildLibrary() && packLibrary(join(root, '.fanout'));
if (!tarball) fail('The library could not be built or packed: see above.');
/** The oldest, written >=20.19, and the newest of the next line. */
const nodes = [`${engines.node.replace('>=', '')}.0`, '22'].map(installNode);
let [passed, failed] = [0, 0];
for (const [title, project] of Object.entries(PROJECTS)) {
  console.log(`\n== ${title}`);
  const folder = newProject(title);
  const { only, typescript = devDependencies.typescript, files, examples = false } = project;
  check('installs', () => {
    npm(folder, 'install', '--save-exact', tarball.path, ...only);
    console.log(npm(folder, 'ls', '--depth=0').trim());
    // Separately, so that they do not decide what is installed beside the library.
    npm(folder, 'install', '--save-exact', '--save-dev', `typescript@${typescript}`, TYPES);
    for (const name of ONCE) {
      const copies = copiesOf(join(folder, 'node_modules'), name);
      if (copies > 1) throw new Error(`${name} is there ${copies} times`);
    }
    if (existsSync(join(folder, 'node_modules/react'))) throw new Error('what only the page needs is there too');
  });
  for (const name of files) cpSync(join(root, 'tests/consumer', name), join(folder, name));
  for (const [module, resolution] of Object.entries({ nodenext: 'nodenext', esnext: 'bundler' }))
    check(`compiles, ${resolution}`, () => compile(folder, files, module, resolution));
  for (const node of nodes) {
    const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
    for (const name of files)
      check(`${name} runs, Node ${stdout.trim()}`, () => command(folder, node, [`out/${name.replace('.ts', '.js')}`]));
    if (examples) check(`examples run, Node ${stdout.trim()}`, () => runExamples(folder, node));
  }
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

/** @param {string} title @param {() => void} action */
function check(title, action) {
  const start = performance.now();
  try {
    action();
    passed += 1;
    console.log(`ok     ${title}, ${((performance.now() - start) / 1000).toFixed(1)} s`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${title}: ${/** @type {Error} */ (error).message}`);
  }
}

/** @param {string} folder @param {string[]} files @param {string} module @param {string} resolution */
function compile(folder, files, module, resolution) {
  const options = { target: 'ES2023', lib: ['ES2023', 'ESNext.Disposable'], module, moduleResolution: resolution };
  const checks = { strict: true, skipLibCheck: false, types: ['node'], outDir: 'out' };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { ...options, ...checks }, files }, undefined, 2),
  );
  command(folder, process.execPath, [bin('typescript', 'tsc', folder), '-p', '.']);
}

/** The examples, and the README that they are compared with. @param {string} folder @param {string} node */
function runExamples(folder, node) {
  for (const name of ['README.md', 'examples', 'tests/consumer/examples.mjs'])
    cpSync(join(root, name), join(folder, name), { recursive: true });
  command(folder, node, ['tests/consumer/examples.mjs']);
}

/** @param {string} modules a folder node_modules @param {string} name */
function copiesOf(modules, name) {
  const suffix = join('node_modules', name, 'package.json');
  const paths = readdirSync(modules, { recursive: true, encoding: 'utf8' }).map((path) => join('node_modules', path));
  return paths.filter((path) => path.endsWith(suffix)).length;
}

/** @param {string} title */
function newProject(title) {
  const folder = join(work, title.replaceAll(/\W+/g, '-'));
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  return folder;
}

/**
 * npm's package `node` brings the program of this platform, by a script of its own.
 *
 * @param {string} version
 * @returns {string} the program
 */
function installNode(version) {
  const folder = newProject(`node-${version}`);
  npm(folder, 'install', '--ignore-scripts=false', `node@${version}`);
  return bin('node', 'node', folder);
}

/** @param {string} folder @param {...string} args */
function npm(folder, ...args) {
  return command(folder, 'npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], process.platform === 'win32');
}

/**
 * @param {string} folder where it runs
 * @param {string} program
 * @param {string[]} args
 * @param {boolean} [shell] as npm needs it on Windows
 * @returns {string} what it prints; throws what it prints when it fails
 */
function command(folder, program, args, shell = false) {
  const env = cleanEnv();
  // `npm run` sets it to this folder.
  delete env.npm_config_local_prefix;
  const options = { cwd: folder, env, shell, encoding: /** @type {const} */ ('utf8'), timeout: 300_000 };
  const { status, stdout, stderr, error } = spawnSync(program, args, options);
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}\n${stdout}${stderr}${error?.message ?? ''}`);
  return stdout;
}
