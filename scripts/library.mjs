// @ts-check
/**
 * The library and its package. `npm run build:lib`, and npm itself before `npm pack`, build it into dist-lib/.
 * `npm test` also packs it and checks the tarball; `npm run test:package` installs it.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bin, cleanEnv, ensureInstalled, fail, root, run } from './setup.mjs';

/** The only files of the tarball. */
const PACKED = /^(dist-lib\/[\w./]+\.(js|d\.ts)|package\.json|README\.md|CHANGELOG\.md|LICENSE)$/;
/** Bytes of the tarball. */
const LARGEST = 150_000;
/** What no file of the tarball contains: source maps, bundled packages, and paths of the machine that built it. */
const FOREIGN = ['sourceMappingURL', 'node_modules/', 'file://', `${root}/`];

/** @typedef {{ path: string, size: number, files: string[] }} Tarball */

/** Builds dist-lib/, with the types that the entries reach and no others. */
export function buildLibrary() {
  rmSync(join(root, 'dist-lib'), { recursive: true, force: true });
  return (
    run(process.execPath, [bin('vite'), 'build', '--config', 'vite.lib.config.ts', '--logLevel', 'warn']) &&
    run(process.execPath, [bin('typescript', 'tsc'), '-p', 'tsconfig.lib.json']) &&
    removeInnerTypes()
  );
}

/** The compiler writes the types of every file that it reads, half of which no entry refers to. */
function removeInnerTypes() {
  const files = readdirSync(join(root, 'dist-lib'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.d.ts'))
    .map((name) => join(root, 'dist-lib', name));
  const entries = files.filter((path) => !/[\\/]/.test(relative(join(root, 'dist-lib'), path)));
  const options = ['--ignoreConfig', '--listFilesOnly', '--module', 'nodenext', '--skipLibCheck'];
  const listed = output(process.execPath, [bin('typescript', 'tsc'), ...options, ...entries]);
  if (listed === undefined) return false;
  const reached = new Set(listed.split(/\r?\n/).map((path) => join(path)));
  for (const path of files) if (!reached.has(path)) rmSync(path);
  return true;
}

/**
 * Packs what is in dist-lib/.
 *
 * @param {string} folder where the tarball goes
 * @returns {Tarball | undefined} undefined: npm has said why
 */
export function packLibrary(folder) {
  mkdirSync(folder, { recursive: true });
  // npm is a script that only a shell finds on Windows; the folder is relative, and so has nothing that needs quotes.
  const to = relative(root, folder);
  const json = output('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', to], true);
  /** @type {{ filename: string, size: number, files: { path: string }[] }[]} */
  const [packed] = Object.values(JSON.parse(json ?? '[]'));
  return (
    packed && { path: join(folder, packed.filename), size: packed.size, files: packed.files.map(({ path }) => path) }
  );
}

/**
 * @param {Tarball} tarball as packed from this folder
 * @returns {string[]} what is wrong with it, a text each
 */
export function checkTarball({ path, size, files }) {
  const read = (/** @type {string} */ name) => readFileSync(join(root, name), 'utf8');
  const manifest = JSON.parse(read('package.json'));
  return [
    ...checkFiles(new Map(files.map((name) => [name, read(name)])), manifest, size),
    ...complaints('publint', 'publint', [path, '--strict']),
    ...complaints('@arethetypeswrong/cli', 'attw', [path, '--profile', 'esm-only', '--no-color', '--no-emoji']),
  ];
}

/**
 * @param {Map<string, string>} files name and text
 * @param {{ exports: Record<string, string | { default: string }> }} manifest
 * @param {number} size of the tarball, in bytes
 */
export function checkFiles(files, { exports }, size) {
  const exported = Object.values(exports).map((one) => (typeof one === 'string' ? one : one.default));
  /** @type {string[]} */
  const found = [];
  if (size > LARGEST) found.push(`the tarball has ${size} bytes; at most ${LARGEST} are expected`);
  for (const [name, text] of files) {
    if (!PACKED.test(name)) found.push(`${name} does not belong in the tarball`);
    if (/^dist-lib\/\w+\.js$/.test(name) && !exported.includes(`./${name}`)) found.push(`${name} is not in "exports"`);
    for (const what of FOREIGN) if (text.includes(what)) found.push(`${name} contains ${what}`);
  }
  return found;
}

/**
 * @param {string} name
 * @param {string} command
 * @param {string[]} args
 */
function complaints(name, command, args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin(name, command), ...args], {
    cwd: root,
    env: cleanEnv(),
    encoding: 'utf8',
  });
  return status === 0 ? [] : [`${command}: ${stdout}${stderr}`];
}

/**
 * What a command prints to its standard output; undefined, and all is printed here, when it fails.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {boolean} [script] whether the command is a script, which Windows runs only in a shell
 */
function output(command, args, script = false) {
  const shell = script && process.platform === 'win32';
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, env: cleanEnv(), encoding: 'utf8', shell });
  if (status === 0) return stdout;
  console.error(`${command} ${args.join(' ')} failed.\n${stdout}${stderr}`);
  return undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  ensureInstalled();
  if (!buildLibrary()) fail('The library could not be built: see above.');
}
