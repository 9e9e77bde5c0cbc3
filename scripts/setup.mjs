// @ts-check
/**
 * What the other commands need: the dependencies of the lockfile, a Chromium, a built page. Uses only Node and npm; each
 * is installed or built only when it is missing or out of date.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Chromium flags for running as root, without a display, and without background network traffic. */
export const CHROMIUM_FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The environment without variables that would make a build or an installation differ between machines. */
export function cleanEnv() {
  const env = { ...process.env };
  for (const name of Object.keys(env)) if (/^(NODE_ENV|BABEL_ENV|VITE_.*|VITEST.*)$/.test(name)) delete env[name];
  return env;
}

/**
 * Runs a command to its end, with inherited output.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {boolean} whether it succeeded
 */
export function run(command, args, env = cleanEnv()) {
  const shell = process.platform === 'win32' && !command.includes('node');
  return spawnSync(command, args, { cwd: root, stdio: 'inherit', env, shell }).status === 0;
}

/**
 * The script file of a dependency's command, to run with this Node: `bin('vite')`.
 *
 * @param {string} name the package
 * @param {string} [command] its command, when it has another name
 * @param {string} [project] the folder where it is installed
 */
export function bin(name, command = name, project = root) {
  const folder = join(project, 'node_modules', name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[command]);
}

/** What is installed whatever npm's own settings (omit) leave out: most packages here are development dependencies. */
const INCLUDED = ['dev', 'optional', 'peer'].map((kind) => `--include=${kind}`);

/** Exits with a message when Node is too old; installs the lockfile's dependencies when they are missing. */
export function ensureInstalled() {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const needed = engines.node.replace('>=', '');
  if (older(process.versions.node, needed))
    fail(`Fanout needs Node ${needed} or newer; this is ${process.versions.node}.`);

  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  if (isInstalled(lock)) return;
  console.log('Installing dependencies (npm ci) ...');
  if (!run('npm', ['ci', ...INCLUDED, '--no-audit', '--no-fund', '--loglevel=error']))
    fail('The dependencies could not be installed: see npm above.');
}

/**
 * Whether the installed packages, by npm's hidden lockfile, match the lockfile: after a plain `npm install` nothing is
 * left to do. Compared each time, since `npm prune` removes packages again.
 *
 * @param {{ packages: Record<string, { version: string, optional?: boolean }> }} lock
 */
function isInstalled(lock) {
  const note = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(note)) return false;
  const { packages } = JSON.parse(readFileSync(note, 'utf8'));
  return Object.entries(lock.packages).every(
    ([path, { version, optional }]) => path === '' || optional || packages[path]?.version === version,
  );
}

/** @param {string} version @param {string} needed both like 20.19 */
function older(version, needed) {
  const [have = [], want = []] = [version, needed].map((text) => text.split('.').map(Number));
  const first = want.findIndex((part, i) => part !== have[i]);
  return first >= 0 && (have[first] ?? 0) < (want[first] ?? 0);
}

/**
 * The path of a Chromium: that of CHROMIUM_PATH, the system's, or Playwright's; if there is none, installs one.
 *
 * @returns {Promise<string>}
 */
export async function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named) return existsSync(named) ? named : fail(`CHROMIUM_PATH is ${named}, and no file is there.`);
  const found = systemChromium() ?? (await playwrightChromium());
  if (found) return found;
  console.log('No Chromium found; installing one ...');
  if (!installSystemChromium()) run(process.execPath, [bin('playwright'), 'install', 'chromium']);
  return (
    systemChromium() ??
    (await playwrightChromium()) ??
    fail('No Chromium, and none could be installed. Install Chromium or Chrome, or set CHROMIUM_PATH to its program.')
  );
}

function systemChromium() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env.PATH ?? '').split(delimiter);
  const { PROGRAMFILES = 'C:\\Program Files', LOCALAPPDATA = '' } = process.env;
  /** @type {Record<string, string[]>} */
  const usual = {
    darwin: [
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    ],
    win32: [
      join(PROGRAMFILES, 'Google/Chrome/Application/chrome.exe'),
      join(`${PROGRAMFILES} (x86)`, 'Google/Chrome/Application/chrome.exe'),
      join(LOCALAPPDATA, 'Chromium/Application/chrome.exe'),
      join(LOCALAPPDATA, 'Google/Chrome/Application/chrome.exe'),
    ],
  };
  const candidates = [
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
    ...(usual[process.platform] ?? []),
  ];
  return candidates.find((path) => existsSync(path));
}

async function playwrightChromium() {
  const { chromium } = await import('playwright');
  const path = chromium.executablePath();
  return existsSync(path) ? path : undefined;
}

/** On Debian and derivatives, as root or with passwordless sudo. */
function installSystemChromium() {
  const quiet = (/** @type {string} */ command, /** @type {string[]} */ ...args) =>
    spawnSync(command, args, { stdio: 'ignore' }).status === 0;
  if (process.platform !== 'linux' || !quiet('apt-get', '--version')) return false;
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (sudo.length > 0 && !quiet('sudo', '-n', 'true')) return false;
  const apt = (/** @type {string[]} */ ...args) => {
    const [command, ...rest] = [...sudo, 'apt-get', '-qq', ...args];
    return run(/** @type {string} */ (command), rest, { ...cleanEnv(), DEBIAN_FRONTEND: 'noninteractive' });
  };
  return apt('update') && apt('install', '-y', '--no-install-recommends', 'chromium');
}

/** The sources of the built page. */
const SOURCES = [
  'src',
  'public',
  'index.html',
  'vite.config.ts',
  'scripts/build.mjs',
  'scripts/oneFile.mjs',
  'scripts/serviceWorker.mjs',
  'scripts/leanIcons.mjs',
  'scripts/withoutTracing.mjs',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
];

/**
 * Builds dist/ when it is missing or its sources have changed since.
 *
 * @param {{ always?: boolean }} [how]
 * @returns {boolean} whether dist/ is there and up to date
 */
export function ensureBuilt({ always = false } = {}) {
  const stamp = join(root, '.fanout', 'built');
  const print = createHash('sha256').update(SOURCES.flatMap(stampsOf).join('\n')).digest('hex');
  const fresh = existsSync(join(root, 'dist/index.html')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === print;
  if (fresh && !always) return true;
  rmSync(stamp, { force: true });
  if (!run(process.execPath, ['scripts/build.mjs', '--quiet'])) return false;
  mkdirSync(join(root, '.fanout'), { recursive: true });
  writeFileSync(stamp, print);
  return true;
}

/**
 * @param {string} path
 * @returns {string[]} a line for each file that is there: its path, size and time
 */
function stampsOf(path) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  if (stat?.isDirectory())
    return readdirSync(join(root, path))
      .sort()
      .flatMap((name) => stampsOf(`${path}/${name}`));
  return stat ? [`${path} ${stat.size} ${stat.mtimeMs}`] : [];
}

/**
 * @param {string} message
 * @returns {never}
 */
export function fail(message) {
  console.error(message);
  process.exit(1);
}
