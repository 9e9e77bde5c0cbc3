import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import { presetOf } from '../src/lessons/allPresets.ts';
import type { FromPlan, ToPlan } from '../src/runner/messages.ts';
import { type Live, watchDrag, watchLive } from './live.ts';
import type { BareAnswer, BareRequest } from './messages.ts';
import { interleaved, median } from './statistics.ts';
import type { Row } from './table.ts';

export interface PageSetting {
  /** Where the built page and the benchmark's Workers are served; ends in `/`. */
  url: string;
  /** The baseline's Worker, relative to the page. */
  bareWorker: string;
  /** The page's `plan` Worker, relative to the page. */
  planWorker: string;
  executablePath: string;
  args: readonly string[];
  /** Compressed bytes of files of dist/. */
  weigh(files: string[]): number;
}

const TUTORIAL_RUNS = 10;
const STRESS_ROUNDS = 5;
const OPENINGS = 5;
const LIVE_RUNS = 3;
const DRAGS = 3;
const PREDICTIONS = 15;
const MEMORY_RUNS = 20;
const PATIENCE_MS = 120_000;

/** `drag`: only the rows of dragging. */
export async function pageRows(
  setting: PageSetting,
  part: 'page' | 'drag' = 'page',
): Promise<{ version: string; rows: Row[] }> {
  const browser = await chromium.launch({ executablePath: setting.executablePath, args: [...setting.args] });
  try {
    if (part === 'drag') return { version: browser.version(), rows: await dragging(browser, setting) };
    const rows = [
      ...(await opening(browser, setting)),
      await tutorial(browser, setting),
      ...(await overhead(browser, setting)),
      ...(await prediction(browser, setting)),
      ...(await live(browser, setting)),
      ...(await memory(browser, setting)),
    ];
    return { version: browser.version(), rows };
  } finally {
    await browser.close();
  }
}

async function inPage<T>(browser: Browser, act: (page: Page, context: BrowserContext) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ serviceWorkers: 'block', viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    return await act(page, context);
  } finally {
    await context.close();
  }
}

/** Opens the page and waits until the engine is loaded and the plan predicted. */
async function open(page: Page, url: string): Promise<void> {
  const loaded = page.waitForEvent('worker', (worker) => /engine\.worker/.test(worker.url()));
  await page.goto(url);
  await loaded;
  await page.waitForSelector('html[data-prediction=ready]', { state: 'attached' });
  // The idle work after opening must not overlap the runs.
  await page.waitForTimeout(1000);
}

async function runOnce(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.waitForSelector('html[data-run=settled]', { state: 'attached' });
}

export async function proof(page: Page, name: string): Promise<number> {
  const value = await page.locator(`data[data-name="${name}"]`).first().getAttribute('value');
  if (value === null) throw new Error(`the page shows no ${name}`);
  return Number(value);
}

/** Time to the first paint, and the bytes transferred until the first run has ended. */
async function opening(browser: Browser, { url, weigh }: PageSetting): Promise<Row[]> {
  const firstGhosts: number[] = [];
  let bytes = 0;
  for (let i = 0; i < OPENINGS; i++) {
    // A new context has an empty cache.
    await inPage(browser, async (page, context) => {
      const files = new Set<string>();
      context.on('request', (request) => {
        const path = new URL(request.url()).pathname.slice(new URL(url).pathname.length);
        files.add(path === '' ? 'index.html' : path);
      });
      await page.addInitScript(() => {
        const look = (now: number) => {
          const drawn = document.querySelector('[role=row] .bar.ghost');
          if (drawn) document.documentElement.dataset.firstGhost = String(now);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      });
      await page.goto(`${url}#preset=tutorial`);
      await page.waitForSelector('html[data-first-ghost]', { state: 'attached' });
      firstGhosts.push(
        await page.evaluate(() => {
          const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
          const drawn = Number(document.documentElement.dataset.firstGhost);
          return drawn - (navigation?.domContentLoadedEventEnd ?? Number.NaN);
        }),
      );
      await runOnce(page);
      bytes = Math.max(bytes, weigh([...files]));
    });
  }
  return [
    { what: 'DOMContentLoaded to the first ghost bars', unit: 'ms', measured: median(firstGhosts) },
    {
      what: 'all requests until the first run has finished, gzip',
      unit: 'kB',
      measured: bytes / 1000,
      budget: { kind: 'value', most: 400 },
    },
  ];
}

async function tutorial(browser: Browser, { url }: PageSetting): Promise<Row> {
  return inPage(browser, async (page) => {
    await open(page, `${url}#preset=tutorial`);
    const totals: number[] = [];
    const slowests: number[] = [];
    for (let i = 0; i < TUTORIAL_RUNS; i++) {
      await runOnce(page);
      totals.push(await proof(page, 'Total'));
      slowests.push(await proof(page, 'Slowest'));
    }
    const ratios = totals.map((total, i) => total / (slowests[i] as number));
    return {
      what: `tutorial: total / slowest, median of ${TUTORIAL_RUNS}`,
      unit: 'ratio',
      measured: median(ratios),
      budget: { kind: 'value', most: 1.02 },
    };
  });
}

async function overhead(browser: Browser, { url, bareWorker }: PageSetting): Promise<Row[]> {
  const { plan } = presetOf('stress-1000') ?? { plan: { calls: [] } };
  const latencies = plan.calls.map(({ args }) => Number(args.ms));
  const predicted = Math.max(...latencies);
  return inPage(browser, async (page) => {
    await open(page, `${url}#preset=stress-1000`);
    const bare = await page.evaluateHandle((path) => new Worker(path, { type: 'module' }), bareWorker);
    const bareOver = (over: BareRequest['over'], with_ = latencies) =>
      bare.evaluate(
        (worker, request) =>
          new Promise<number>((resolve, reject) => {
            worker.onerror = () => reject(new Error('the bare Worker failed'));
            worker.onmessage = ({ data }: MessageEvent<BareAnswer>) => resolve(data.total);
            worker.postMessage(request);
          }),
        { over, latencies: with_ } satisfies BareRequest,
      );
    // Warm-up: the page's Worker has also made one call of 0 ms.
    await bareOver('tools', [0]);
    const medians = await interleaved(
      {
        page: async () => {
          await runOnce(page);
          return proof(page, 'Overhead');
        },
        tools: async () => (await bareOver('tools')) - predicted,
        sleeps: async () => (await bareOver('sleeps')) - predicted,
      },
      { rounds: STRESS_ROUNDS },
    );
    const what = `1,000 calls: measured - predicted total, median of ${STRESS_ROUNDS}`;
    const measured = medians.page;
    return [
      {
        what,
        unit: 'ms',
        measured,
        baseline: { name: 'Promise.all over the same tools', measured: medians.tools },
        budget: { kind: 'ratio', most: 1.25 },
      },
      {
        what,
        unit: 'ms',
        measured,
        baseline: { name: 'Promise.all over setTimeout sleeps', measured: medians.sleeps },
      },
    ];
  });
}

/** Time from the request's message to the answer's, including cloning, in a Worker with the page's code. */
async function prediction(browser: Browser, { url, planWorker }: PageSetting): Promise<Row[]> {
  const { plan } = presetOf('stress-1000') ?? { plan: { calls: [] } };
  const times = await inPage(browser, async (page) => {
    await open(page, `${url}#preset=tutorial`);
    return page.evaluate(
      async ({ path, plan, count }) => {
        const worker = new Worker(path, { type: 'module' });
        const received = (type: FromPlan['type']) =>
          new Promise<void>((resolve, reject) => {
            worker.onerror = () => reject(new Error('the plan Worker failed'));
            worker.onmessage = ({ data }: MessageEvent<FromPlan>) => {
              if (data.type === 'refused') reject(new Error(data.message));
              if (data.type === type) resolve();
            };
          });
        await received('ready');
        const taken: number[] = [];
        for (let id = 1; id <= count; id++) {
          const start = performance.now();
          worker.postMessage({ type: 'predict', id, plan, others: {} } satisfies ToPlan);
          await received('predicted');
          taken.push(performance.now() - start);
          await received('totals');
        }
        worker.terminate();
        return taken;
      },
      { path: planWorker, plan, count: PREDICTIONS },
    );
  });
  const [first = Number.NaN, ...later] = times;
  return [
    {
      what: 'prediction of 1,000 calls, in the plan Worker',
      unit: 'ms',
      measured: median(later),
      baseline: { name: 'the first of this Worker', measured: first },
      budget: { kind: 'value', most: 50 },
    },
  ];
}

/** The rows measured over a run of 10,000 calls, and the tab that is open. */
const LIVE = {
  'at rest': { run: false, wheel: false, tab: 'State' },
  run: { run: true, wheel: false, tab: 'State' },
  wheel: { run: false, wheel: true, tab: 'State' },
  'run and wheel': { run: true, wheel: true, tab: 'State' },
  'run, Metrics open': { run: true, wheel: false, tab: 'Metrics' },
  'run, Log open': { run: true, wheel: false, tab: 'Log' },
};
type Way = keyof typeof LIVE;

async function live(browser: Browser, { url }: PageSetting): Promise<Row[]> {
  return inPage(browser, async (page, context) => {
    await open(page, `${url}#preset=stress-10000`);
    const session = await context.newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const taken = new Map<Way, Live[]>();
    for (let i = 0; i < LIVE_RUNS; i++)
      for (const [way, { tab, ...acts }] of Object.entries(LIVE) as [Way, (typeof LIVE)[Way]][]) {
        await page.getByRole('tab', { name: tab, exact: true }).click();
        // The work of opening a tab must not overlap the run.
        await page.waitForTimeout(500);
        taken.set(way, [...(taken.get(way) ?? []), await watchLive(page, session, acts)]);
      }
    const of = (way: Way, field: keyof Live) => median((taken.get(way) ?? []).map((one) => one[field]));
    const rows = (what: string, unit: Row['unit'], field: keyof Live, budget?: Row['budget']): Row[] =>
      (Object.keys(LIVE) as Way[])
        .filter((way) => way !== 'at rest')
        .map((way) => ({
          what: `10,000 calls, ${way}: ${what}`,
          unit,
          measured: of(way, field),
          baseline: { name: 'the page at rest', measured: of('at rest', field) },
          ...(budget && { budget }),
        }));
    return [
      ...rows('frame, p95', 'ms', 'p95', { kind: 'value', most: 17 }),
      ...rows('frame, longest', 'ms', 'longest'),
      ...rows('main thread, processor ms in 1 s', 'ms', 'busyMs'),
      {
        what: '10,000 calls: DOM nodes at most',
        unit: 'nodes',
        measured: Math.max(...[...taken.values()].flat().map(({ nodes }) => nodes)),
        budget: { kind: 'value', most: 3999 },
      },
    ];
  });
}

/** Dragging a ghost's end and the timeout line over 1,000 calls: each step is an edit and requests a prediction. */
async function dragging(browser: Browser, { url }: PageSetting): Promise<Row[]> {
  return inPage(browser, async (page, context) => {
    await open(page, `${url}#preset=stress-1000`);
    const session = await context.newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.getByRole('button', { name: '+ Policy' }).click();
    await page.getByRole('checkbox', { name: 'Timeout' }).check();
    await page.keyboard.press('Escape');
    await page.waitForSelector('html[data-prediction=ready]', { state: 'attached' });
    const sliders = {
      'a ghost’s end': page.getByRole('slider', { name: 'slow_2 takes' }),
      'the timeout’s line': page.getByRole('slider', { name: 'Timeout' }),
    };
    const rest: Live[] = [];
    const moved = new Map<string, Live[]>();
    for (let i = 0; i < DRAGS; i++) {
      rest.push(await watchLive(page, session, { run: false, wheel: false }));
      for (const [what, slider] of Object.entries(sliders)) {
        moved.set(what, [...(moved.get(what) ?? []), await watchDrag(page, session, slider)]);
        await page.waitForSelector('html[data-prediction=ready]', { state: 'attached' });
      }
    }
    const row = (what: string, name: string, unit: Row['unit'], field: keyof Live, budget?: Row['budget']): Row => ({
      what: `1,000 calls, ${what} is dragged: ${name}`,
      unit,
      measured: median((moved.get(what) ?? []).map((one) => one[field])),
      baseline: { name: 'the page at rest', measured: median(rest.map((one) => one[field])) },
      ...(budget && { budget }),
    });
    return Object.keys(sliders).flatMap((what) => [
      row(what, 'frame, p50', 'ms', 'p50'),
      row(what, 'frame, p95', 'ms', 'p95', { kind: 'value', most: 17 }),
      row(what, 'frame, longest', 'ms', 'longest'),
      row(what, 'main thread, processor ms in 1 s', 'ms', 'busyMs'),
    ]);
  });
}

/** The heap of the page's thread after a garbage collection, without the Workers' heaps. */
async function memory(browser: Browser, { url }: PageSetting): Promise<Row[]> {
  return inPage(browser, async (page, context) => {
    const session = await context.newCDPSession(page);
    await open(page, `${url}#preset=stress-1000`);
    const used = async () => {
      await page.waitForTimeout(200);
      await session.send('HeapProfiler.collectGarbage');
      return (await session.send('Runtime.getHeapUsage')).usedSize / 1e6;
    };
    await runOnce(page);
    const first = await used();
    for (let i = 1; i < MEMORY_RUNS; i++) await runOnce(page);
    return [
      {
        what: `page's heap after ${MEMORY_RUNS} runs of 1,000 calls, over the first`,
        unit: 'MB',
        measured: (await used()) - first,
        budget: { kind: 'value', most: 5 },
      },
    ];
  });
}
