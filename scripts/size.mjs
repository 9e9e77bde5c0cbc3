// @ts-check
/**
 * Checks the size budgets: the bytes that the built page loads before its first screen, and until its first run has
 * finished. Reads dist/: index.html and the imports of the emitted files. `--write` stores the figures in
 * scripts/sizes.json, which is committed; without it the changes since then are printed.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { parseSync } from 'vite';
import { fail, root } from './setup.mjs';

/**
 * Names of the files that load after the first paint, with the first run, and with the pointer over the card.
 * tests/journeys/smoke.test.ts compares them with what a browser loads.
 */
const WITH_FIRST_RUN = ['StateFlow', 'afterFirst', 'axisParts', 'registerServiceWorker', 'verdict.lazy'];

const dist = join(root, 'dist');
/** @param {string} path within dist/ */
const read = (path) => readFileSync(join(dist, path));
/** @param {string} tag @param {string} name */
const attribute = (tag, name) => tag.match(new RegExp(`\\b${name}="([^"]*)"`))?.[1];

/** The files of dist/ that a first visit loads until its run has finished. */
export function firstVisit() {
  if (!existsSync(join(dist, 'index.html'))) fail('dist/ is missing: npm run build');
  const html = read('index.html').toString();
  const tags = [...html.matchAll(/<(script|link)\b[^>]*>/g)].map(([tag]) => tag);
  /** @param {(tag: string) => boolean} wanted @param {string} name */
  const linked = (wanted, name) =>
    tags.filter(wanted).flatMap((tag) => posix.normalize(attribute(tag, name) ?? fail(`${name} is missing in ${tag}`)));

  const scripts = linked((tag) => tag.startsWith('<script'), 'src');
  const preloads = linked((tag) => attribute(tag, 'rel') === 'modulepreload', 'href');
  const styles = linked((tag) => attribute(tag, 'rel') === 'stylesheet', 'href');
  const icons = linked((tag) => attribute(tag, 'rel') === 'icon', 'href');
  // Both Workers start with the first of these and then load one of the others.
  const [engine = '', run = '', plan = ''] = ['engine.worker', 'run.worker', 'plan.worker'].map(scriptNamed);

  const firstScreen = withImports([...scripts, ...preloads]);
  const runWorker = withImports([engine, run]);
  const planWorker = withImports([engine, plan]);
  const fonts = latinFonts(styles);
  const parts = withImports(WITH_FIRST_RUN.map(scriptNamed));
  const later = new Set([...parts, ...[...parts].flatMap(stylesOf)]);
  const all = new Set([
    'index.html',
    ...styles,
    ...firstScreen,
    ...runWorker,
    ...planWorker,
    ...fonts,
    ...icons,
    ...later,
  ]);
  return {
    firstScreen,
    styles,
    fonts,
    runWorker,
    planWorker,
    later: without(later, new Set([...firstScreen, ...styles])),
    all,
  };
}

/** @returns {{ what: string, bytes: number, budget?: number }[]} */
export function sizes() {
  const { firstScreen, styles, fonts, runWorker, planWorker, later, all } = firstVisit();
  return [
    { what: "first screen's JavaScript", bytes: weigh(firstScreen), budget: 125_000 },
    { what: 'fonts (latin)', bytes: weigh(fonts), budget: 90_000 },
    { what: '  run Worker', bytes: weigh(runWorker) },
    { what: '  plan Worker', bytes: weigh(planWorker) },
    { what: '  styles', bytes: weigh(styles) },
    { what: '  what the first run shows', bytes: weigh(later) },
    { what: 'all until the first run has finished', bytes: weigh(all), budget: 400_000 },
  ];
}

/** @param {string} name @param {string} ending @returns {string[]} */
function emitted(name, ending) {
  const hashed = new RegExp(`^${name}-[\\w-]{8}\\.${ending}$`);
  return readdirSync(join(dist, 'assets'))
    .filter((file) => hashed.test(file))
    .map((file) => `assets/${file}`);
}

/** @param {string} name */
const scriptNamed = (name) => emitted(name, 'js')[0] ?? fail(`No assets/${name}-HASH.js in dist/: is it built?`);
/** The styles named like the script that they belong to. @param {string} script */
const stylesOf = (script) => emitted(posix.basename(script).replace(/-[\w-]{8}\.js$/, ''), 'css');

/** @param {Iterable<string>} files @param {Set<string>} others */
const without = (files, others) => [...files].filter((file) => !others.has(file));

/** @param {string[]} entries @returns {Set<string>} they and all that they import statically */
function withImports(entries) {
  const files = new Set(entries);
  for (const file of files) {
    const { module } = parseSync(file, read(file).toString());
    const reexports = module.staticExports.flatMap(({ entries }) => entries.map((entry) => entry.moduleRequest));
    for (const request of [...module.staticImports.map((one) => one.moduleRequest), ...reexports])
      if (request) files.add(posix.join(posix.dirname(file), request.value));
  }
  return files;
}

/** @param {string[]} styles @returns {string[]} the fonts that plain English text loads: faces whose unicode-range holds an `A`, or that have none */
function latinFonts(styles) {
  const faces = styles.flatMap((style) =>
    [
      ...read(style)
        .toString()
        .matchAll(/@font-face\s*{([^}]*)}/g),
    ].map(([, face]) => ({ style, face: String(face) })),
  );
  const fonts = faces.flatMap(({ style, face }) => {
    const range = face.match(/unicode-range:([^;]*)/)?.[1];
    if (range && !range.split(',').some(holdsA)) return [];
    return [...face.matchAll(/url\(["']?([^"')]+\.woff2)["']?\)/g)].map(([, url]) =>
      posix.join(posix.dirname(style), String(url)),
    );
  });
  return [...new Set(fonts)];
}

/** @param {string} range like U+0000-00FF, U+131 or U+?? */
function holdsA(range) {
  const [from, to = from] = range.trim().replace(/^U\+/i, '').split('-');
  const number = (/** @type {string | undefined} */ text, /** @type {string} */ digit) =>
    Number.parseInt(String(text).replaceAll('?', digit), 16);
  return number(from, '0') <= 0x41 && 0x41 <= number(to, 'F');
}

/** @param {Iterable<string>} files within dist/ @returns {number} bytes on the wire; woff2 is compressed already */
export function weigh(files) {
  let bytes = 0;
  for (const file of files)
    bytes += file.endsWith('.woff2') ? read(file).length : gzipSync(read(file), { level: 9 }).length;
  return bytes;
}

const kB = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} kB`;
const sizesFile = join(root, 'scripts', 'sizes.json');

/** @returns {Record<string, number>} bytes by what they are of, as they were when last written */
const written = () => (existsSync(sizesFile) ? JSON.parse(readFileSync(sizesFile, 'utf8')) : {});

/** @param {number} bytes @param {number | undefined} before */
function change(bytes, before) {
  const by = bytes - (before ?? bytes);
  return Math.abs(by) < 50 ? '' : `  ${by > 0 ? '+' : '-'}${kB(Math.abs(by))} since the last commit that wrote it`;
}

function print() {
  const rows = sizes();
  const before = written();
  console.log(`${'gzip'.padEnd(38)}${'size'.padStart(10)}${'budget'.padStart(10)}`);
  for (const { what, bytes, budget } of rows) {
    const verdict = budget && bytes > budget ? `  over by ${kB(bytes - budget)}` : '';
    const figures = `${kB(bytes).padStart(10)}${(budget ? kB(budget) : '').padStart(10)}`;
    console.log(`${what.padEnd(38)}${figures}${verdict}${change(bytes, before[what.trim()])}`);
  }
  if (process.argv.includes('--write')) {
    const sized = Object.fromEntries(rows.map(({ what, bytes }) => [what.trim(), bytes]));
    writeFileSync(sizesFile, `${JSON.stringify(sized, null, 2)}\n`);
  }
  process.exitCode = rows.some(({ bytes, budget }) => budget && bytes > budget) ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) print();
