// @ts-check
/**
 * `npm run presets`: runs every preset except the stress presets in the built page, in Chromium, and prints a table of
 * predicted and measured totals. `--times 3` takes the median of three runs; `--write` writes the table into README.md,
 * between its two markers. Fails when a total differs from its prediction by more than 3 %.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CHROMIUM_FLAGS, ensureBuilt, ensureInstalled, fail, findChromium, root } from './setup.mjs';

const MOST_OFF = 0.03;
const MARKERS = /** @type {const} */ (['<!-- presets: npm run presets -- --write -->', '<!-- /presets -->']);

const args = process.argv.slice(2);
const write = args.includes('--write');
const at = args.indexOf('--times');
const times = at < 0 ? 1 : Number(args[at + 1]);
const unknown = args.filter((arg, i) => arg !== '--write' && !(at >= 0 && (i === at || i === at + 1)));
if (unknown.length > 0 || !(Number.isSafeInteger(times) && times > 0))
  fail(`${args.join(' ')}: expected nothing, --write, or --times with a whole number from 1`);

ensureInstalled();
if (!ensureBuilt()) fail('The page could not be built.');
const { bundle } = await import('./bundle.mjs');
const { serve } = await import('./serve.mjs');
const folder = join(root, '.fanout', 'presets');
rmSync(folder, { recursive: true, force: true });
await bundle({ presets: join(root, 'bench', 'presets.ts') }, folder, { ssr: true });
/** @type {typeof import('../bench/presets.ts')} */
const { offBy, presetRows, presetTable } = await import(pathToFileURL(join(folder, 'presets.js')).href);

const executablePath = await findChromium();
const server = await serve(join(root, 'dist'));
const { version, rows } = await presetRows({
  url: server.url,
  executablePath,
  args: CHROMIUM_FLAGS,
  times,
  onRow: ({ name }) => console.log(`${name} ...`),
}).finally(() => server.close());

const model = cpus()[0]?.model.trim();
const machine = `${availableParallelism()} cores${model && model !== 'unknown' ? ` (${model})` : ''}, ${process.platform} ${process.arch}`;
const how = times === 1 ? 'One run of each' : `Medians of ${times} runs`;
const text = `${presetTable(rows)}\n\n${how}: ${machine}, Chromium ${version.split('.')[0]}, headless.`;
console.log(`\n${text}`);

if (write) putIntoReadme(text);
const off = rows.filter((row) => !(Math.abs(offBy(row)) <= MOST_OFF));
if (off.length > 0) {
  console.log(`\nMore than ${100 * MOST_OFF} % from the prediction: ${off.map(({ name }) => name).join(', ')}.`);
  process.exitCode = 1;
}

/** @param {string} text */
function putIntoReadme(text) {
  const path = join(root, 'README.md');
  const readme = readFileSync(path, 'utf8');
  const [start, end] = MARKERS;
  const from = readme.indexOf(start);
  const to = readme.indexOf(end);
  if (from < 0 || to < from) fail(`README.md has no place for the table: expected the lines ${start} and ${end}`);
  writeFileSync(path, `${readme.slice(0, from + start.length)}\n\n${text}\n\n${readme.slice(to)}`);
}
