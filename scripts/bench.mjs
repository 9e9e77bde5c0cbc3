// @ts-check
/**
 * `npm run bench`: measures the performance budgets, each beside a baseline in the same run. Budgets are ratios, since
 * absolute times depend on the machine. `npm run bench -- engine toolNode growth code page drag timeline analysis lighthouse size`
 * runs only the named parts. `--strict` fails when a budget is exceeded. The results are written to
 * .fanout/bench/results.json.
 */
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ensureInstalled, fail, root } from './setup.mjs';

const PARTS = ['engine', 'toolNode', 'growth', 'code', 'page', 'drag', 'timeline', 'analysis', 'lighthouse', 'size'];
/** The parts that need no built page. */
const WITHOUT_PAGE = ['engine', 'toolNode', 'growth', 'code'];
const args = process.argv.slice(2);
const strict = args.includes('--strict');
const named = args.filter((arg) => arg !== '--strict');
const unknown = named.filter((name) => !PARTS.includes(name));
if (unknown.length > 0) fail(`${unknown.join(' ')}: expected some of ${PARTS.join(' ')}, and --strict`);
const wanted = PARTS.filter((part) => named.length === 0 || named.includes(part));

const folder = join(root, '.fanout', 'bench');

ensureInstalled();
if (wanted.some((part) => !WITHOUT_PAGE.includes(part)) && !ensureBuilt()) fail('The page could not be built.');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const { bundle } = await import('./bundle.mjs');
await bundle(
  Object.fromEntries(
    ['engine', 'toolNode', 'growth', 'code', 'page', 'timeline', 'analysis', 'lighthouse', 'size', 'table'].map(
      (name) => [name, join(root, 'bench', `${name}.ts`)],
    ),
  ),
  join(folder, 'node'),
  { ssr: true },
);

/** @type {(name: string) => Promise<any>} */
const load = (name) => import(pathToFileURL(join(folder, 'node', `${name}.js`)).href);
/** @type {typeof import('../bench/table.ts')} */
const { isOver, ratioOf, tableOf } = await load('table');

/** @type {Record<string, () => Promise<{ title: string, rows: import('../bench/table.ts').Row[] }>>} */
const TAKE = {
  engine: async () => {
    /** @type {typeof import('../bench/engine.ts')} */
    const { engineRows } = await load('engine');
    return { title: `Engine, Node ${process.versions.node}`, rows: await engineRows() };
  },
  toolNode: async () => {
    /** @type {typeof import('../bench/toolNode.ts')} */
    const { toolNodeRows } = await load('toolNode');
    return { title: `ToolNode, Node ${process.versions.node}`, rows: await toolNodeRows() };
  },
  growth: async () => {
    /** @type {typeof import('../bench/growth.ts')} */
    const { growthRows } = await load('growth');
    return { title: 'Growth: ten times as much', rows: await growthRows() };
  },
  code: async () => {
    /** @type {typeof import('../bench/code.ts')} */
    const { codeRows } = await load('code');
    return { title: `Code tab, Node ${process.versions.node}`, rows: await codeRows() };
  },
  page: async () => {
    const { version, rows } = await page('page');
    return { title: `Page, Chromium ${version}`, rows };
  },
  drag: async () => {
    const { version, rows } = await page('drag');
    return { title: `Dragging, Chromium ${version}`, rows };
  },
  timeline: async () => {
    const { version, rows } = await timeline();
    return { title: `Timeline, Chromium ${version}`, rows };
  },
  analysis: async () => {
    const { version, rows } = await analysis();
    return { title: `Analysis, Chromium ${version}`, rows };
  },
  lighthouse: async () => {
    /** @type {typeof import('../bench/lighthouse.ts')} */
    const { lighthouseRows } = await load('lighthouse');
    const { version, rows, missed } = await served({}, ({ site: _, ...setting }) => lighthouseRows(setting));
    notes.push(...missed);
    return { title: `Lighthouse, Chromium ${version}`, rows };
  },
  size: async () => {
    /** @type {typeof import('../bench/size.ts')} */
    const { sizeRows } = await load('size');
    const { sizes } = await import('./size.mjs');
    return { title: 'Size of dist/', rows: sizeRows(sizes()) };
  },
};

/** @type {string[]} */
const notes = [];
const parts = [];
const shares = [];
for (const part of wanted) {
  console.log(`Measuring ${part} ...`);
  shares.push(shareOfCore());
  parts.push(await /** @type {typeof TAKE[string]} */ (TAKE[part])());
}

shares.push(shareOfCore());

const machine = {
  cores: availableParallelism(),
  processor: cpus()[0]?.model ?? 'unknown',
  system: `${process.platform} ${process.arch}`,
  node: process.versions.node,
  load: loadavg().map((load) => Math.round(load * 10) / 10),
  shares,
};
console.log(`\n${machine.cores} cores (${machine.processor}), ${machine.system}, load ${machine.load.join(' ')}.`);
console.log(
  `A busy loop between the parts got ${shares.join(' %, ')} % of a core: far below 100, read only the ratios.`,
);
console.log('Medians; each baseline in turn with what it is for, in the same process. ratio = measured / baseline.\n');
console.log(tableOf(parts));
if (notes.length > 0) console.log(`\nWhat took points away:\n${notes.join('\n')}`);

const over = parts.flatMap(({ rows }) => rows.filter(isOver));
console.log(`\n${over.length === 0 ? 'All budgets are kept.' : `${over.length} over budget.`}`);
const results = parts.map(({ title, rows }) => ({
  title,
  rows: rows.map((row) => ({ ...row, ratio: ratioOf(row), over: isOver(row) })),
}));
writeFileSync(join(folder, 'results.json'), `${JSON.stringify({ machine, parts: results }, null, 2)}\n`);
process.exitCode = strict && over.length > 0 ? 1 : 0;

/** The share of wall time that a busy loop in this process gets, in %. */
function shareOfCore() {
  const start = performance.now();
  const before = process.cpuUsage();
  while (performance.now() - start < 300);
  const { user, system } = process.cpuUsage(before);
  return Math.min(100, Math.round((user + system) / 10 / (performance.now() - start)));
}

/**
 * Serves the built page and the benchmark's bundles from one origin, under a sub-path, as a hosted demo may be.
 *
 * @template T
 * @param {Record<string, string>} beside files of bench/, by the name of their bundle
 * @param {(setting: { url: string, site: string, executablePath: string, args: readonly string[] }) => Promise<T>} take
 * @returns {Promise<T>}
 */
async function served(beside, take) {
  const site = join(folder, 'site');
  cpSync(join(root, 'dist'), site, { recursive: true });
  const input = Object.fromEntries(Object.entries(beside).map(([name, file]) => [name, join(root, 'bench', file)]));
  if (Object.keys(input).length > 0) await bundle(input, join(site, 'bench'));
  const { serve } = await import('./serve.mjs');
  const { CHROMIUM_FLAGS, findChromium } = await import('./setup.mjs');
  const executablePath = await findChromium();
  const server = await serve(site, { base: '/some/sub/path/' });
  try {
    return await take({ url: server.url, site, executablePath, args: CHROMIUM_FLAGS });
  } finally {
    await server.close();
  }
}

/**
 * Measures the page's runs, beside those of the bare Worker.
 *
 * @param {'page' | 'drag'} part
 */
async function page(part) {
  const { weigh } = await import('./size.mjs');
  /** @type {typeof import('../bench/page.ts')} */
  const { pageRows } = await load('page');
  return served({ 'bare.worker': 'bare.worker.ts' }, ({ site, ...setting }) =>
    pageRows({ ...setting, bareWorker: 'bench/bare.worker.js', planWorker: planWorkerIn(site), weigh }, part),
  );
}

/** Measures queries about a run's log, beside one fold of it. */
async function analysis() {
  /** @type {typeof import('../bench/analysis.ts')} */
  const { analysisRows } = await load('analysis');
  return served({ 'fold.worker': 'fold.worker.ts' }, (setting) =>
    analysisRows({ ...setting, foldWorker: 'bench/fold.worker.js', planWorker: planWorkerIn(setting.site) }),
  );
}

/** @param {string} site */
function planWorkerIn(site) {
  const file = readdirSync(join(site, 'assets')).find((name) => /^engine\.worker-.*\.js$/.test(name));
  return `assets/${file}`;
}

/** Measures the timeline, beside recharts and vis-timeline. */
async function timeline() {
  /** @type {typeof import('../bench/timeline.ts')} */
  const { timelineRows } = await load('timeline');
  return served({ rivals: 'rivals.tsx' }, ({ site, ...setting }) => {
    const html = '<!doctype html><meta charset="utf-8"><body><script type="module" src="rivals.js"></script>';
    const styles = readdirSync(join(site, 'bench', 'assets'), { withFileTypes: true });
    const links = styles.map(({ name }) => `<link rel="stylesheet" href="assets/${name}">`).join('');
    writeFileSync(join(site, 'bench', 'rivals.html'), html.replace('<body>', `${links}<body>`));
    return timelineRows({ ...setting, rivals: 'bench/rivals.html' });
  });
}
