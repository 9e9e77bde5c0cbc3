// @ts-check
/**
 * The size budgets of docs: what the built page loads before its first screen, and until its first run has
 * finished. Read from dist/ itself: index.html, and the imports of the emitted files.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { parseSync } from 'vite';
import { fail, root } from './setup.mjs';

const dist = join(root, 'dist');
/** @param {string} path within dist/ */
const read = (path) => readFileSync(join(dist, path));
/** @param {string} tag @param {string} name */
const attribute = (tag, name) => tag.match(new RegExp(`\\b${name}="([^"]*)"`))?.[1];

/** @returns {{ what: string, bytes: number, budget?: number }[]} */
export function sizes() {
  if (!existsSync(join(dist, 'index.html'))) fail('dist/ is missing: npm run build');
  const html = read('index.html').toString();
  const tags = [...html.matchAll(/<(script|link)\b[^>]*>/g)].map(([tag]) => tag);
  /** @param {(tag: string) => boolean} wanted @param {string} name */
  const linked = (wanted, name) =>
    tags.filter(wanted).flatMap((tag) => posix.normalize(attribute(tag, name) ?? fail(`${name} is missing in ${tag}`)));

  const scripts = linked((tag) => tag.startsWith('<script'), 'src');
  const preloads = linked((tag) => attribute(tag, 'rel') === 'modulepreload', 'href');
  const styles = linked((tag) => attribute(tag, 'rel') === 'stylesheet', 'href');
  // Both Workers begin as the first of these, and go on as one of the others.
  const [engine = '', run = '', plan = ''] = ['engine', 'run', 'plan'].map(
    (name) =>
      readdirSync(join(dist, 'assets'))
        .filter((file) => file.startsWith(`${name}.worker-`) && file.endsWith('.js'))
        .map((file) => `assets/${file}`)[0] ?? fail(`No assets/${name}.worker-HASH.js in dist/: is the Worker built?`),
  );

  const firstScreen = withImports([...scripts, ...preloads]);
  const inWorkers = withImports([engine, run, plan]);
  const fonts = latinFonts(styles);
  const all = new Set(['index.html', ...styles, ...firstScreen, ...inWorkers, ...fonts]);

  return [
    { what: "first screen's JavaScript", bytes: weigh(firstScreen), budget: 130_000 },
    { what: 'fonts (latin)', bytes: weigh(fonts), budget: 90_000 },
    { what: '  run Worker', bytes: weigh(withImports([engine, run])) },
    { what: '  plan Worker', bytes: weigh(withImports([engine, plan])) },
    { what: '  styles', bytes: weigh(styles) },
    { what: 'all until the first run has finished', bytes: weigh(all), budget: 400_000 },
  ];
}

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

function print() {
  const rows = sizes();
  const kB = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} kB`;
  console.log(`${'gzip'.padEnd(38)}${'size'.padStart(10)}${'budget'.padStart(10)}`);
  for (const { what, bytes, budget } of rows) {
    const verdict = budget && bytes > budget ? `  over by ${kB(bytes - budget)}` : '';
    console.log(`${what.padEnd(38)}${kB(bytes).padStart(10)}${(budget ? kB(budget) : '').padStart(10)}${verdict}`);
  }
  process.exitCode = rows.some(({ bytes, budget }) => budget && bytes > budget) ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) print();
