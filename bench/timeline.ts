import { type Browser, chromium, type Page } from 'playwright';
import type { RivalAnswer, RivalBar, RivalName } from './messages.ts';
import { median, quantile } from './statistics.ts';
import type { Row } from './table.ts';

export interface TimelineSetting {
  /** Where the built page and `rivals.html` are served; ends in `/`. */
  url: string;
  /** The page of the other libraries, relative to `url`. */
  rivals: string;
  executablePath: string;
  args: readonly string[];
}

const VIEWPORT = { width: 1280, height: 800 };
const PATIENCE_MS = 300_000;
const FRAMES = 120;
const SEEKS = 40;
const STRIP_MS = 2000;
/** recharts and vis-timeline are measured with as many calls as they draw in acceptable time. */
const RIVALS: readonly [name: RivalName, calls: number][] = [
  ['recharts', 1000],
  ['vis-timeline', 1000],
];

interface Ours extends RivalAnswer {
  /** Frame intervals while keys zoom the visible range. */
  zoom: number[];
  /** Script time of one jump of the playhead, including the drawn rows, in ms. */
  seeks: number[];
}

/** Drawing, panning and scrubbing a finished run: the page beside recharts and vis-timeline. */
export async function timelineRows(setting: TimelineSetting): Promise<{ version: string; rows: Row[] }> {
  const browser = await chromium.launch({ executablePath: setting.executablePath, args: [...setting.args] });
  try {
    const rows: Row[] = [];
    const small = await ours(browser, setting, 1000);
    const large = await ours(browser, setting, 10_000);
    for (const [name, calls] of RIVALS) {
      const rival = await theirs(browser, setting, name, calls);
      rows.push(...beside(name, calls, small, rival));
    }
    const p95 = (what: string, intervals: number[]): Row => ({
      what: `10,000 calls: ${what}, frame p95`,
      unit: 'ms',
      measured: quantile(intervals, 0.95),
      budget: { kind: 'value', most: 17 },
    });
    rows.push(
      { what: '10,000 calls: opened, to the second frame', unit: 'ms', measured: large.firstDrawMs },
      p95('panning', large.pan),
      p95('zooming', large.zoom),
      p95('scrubbing', large.scrub),
      {
        what: '10,000 calls: a jump to any moment, script, p95',
        unit: 'ms',
        measured: quantile(large.seeks, 0.95),
        baseline: { name: 'median', measured: median(large.seeks) },
        budget: { kind: 'value', most: 16 },
      },
    );
    return { version: browser.version(), rows };
  } finally {
    await browser.close();
  }
}

function beside(name: RivalName, calls: number, mine: Ours, rival: RivalAnswer): Row[] {
  const row = (what: string, measured: number, other: number, budget: Row['budget'] = { kind: 'below' }): Row => ({
    what: `${calls.toLocaleString('en')} calls: ${what}`,
    unit: 'ms',
    measured,
    baseline: { name, measured: other },
    budget,
  });
  return [
    row('opened, to the second frame', mine.firstDrawMs, rival.firstDrawMs),
    row('panning, frame p95', quantile(mine.pan, 0.95), quantile(rival.pan, 0.95)),
    row('scrubbing, frame p95', quantile(mine.scrub, 0.95), quantile(rival.scrub, 0.95), {
      kind: 'value',
      most: 17,
    }),
  ];
}

async function inPage<T>(browser: Browser, act: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ viewport: VIEWPORT });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    return await act(page);
  } finally {
    await context.close();
  }
}

function theirs(browser: Browser, { url, rivals }: TimelineSetting, name: RivalName, count: number) {
  const bars: RivalBar[] = Array.from({ length: count }, (_, i) => ({
    id: `slow_${i + 1}`,
    from: 0,
    to: 50 + ((i * 7919) % 951),
  }));
  return inPage(browser, async (page) => {
    await page.goto(`${url}${rivals}`);
    return page.evaluate(
      ([name, bars]) =>
        (
          globalThis as unknown as { measureRival(name: RivalName, bars: RivalBar[]): Promise<RivalAnswer> }
        ).measureRival(name, bars),
      [name, bars] as const,
    );
  });
}

function ours(browser: Browser, { url }: TimelineSetting, calls: number): Promise<Ours> {
  return inPage(browser, async (page) => {
    await page.goto(`${url}#preset=tutorial`);
    await page.waitForSelector('html[data-prediction=ready]', { state: 'attached' });
    await page.waitForTimeout(1000);
    const firstDrawMs = await page.evaluate(async (hash) => {
      const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
      const grid = () => document.querySelector('[role=grid][aria-label=Calls]');
      const start = performance.now();
      location.hash = hash;
      while (Number(grid()?.getAttribute('aria-rowcount')) < 100) await frame();
      await frame();
      return performance.now() - start;
    }, `preset=stress-${calls}`);
    await page.waitForSelector('html[data-prediction=ready]', { state: 'attached' });
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.waitForSelector('html[data-run=settled]', { state: 'attached' });

    const slider = page.getByRole('slider', { name: 'Playhead' });
    const box = await slider.boundingBox();
    if (!box) throw new Error('the page has no playhead');
    const at = (share: number) => [box.x + box.width * share, box.y + box.height / 2] as const;
    // Warm-up: loads the code and builds the first checkpoints.
    await page.mouse.click(...at(0.3));
    await page.mouse.move(...at(0));
    await page.mouse.down();
    const scrub = await watched(page, async (step) => page.mouse.move(...at(0.9 * step)));
    await page.mouse.up();

    const seeks = await page.evaluate(async (count) => {
      const slider = document.querySelector('[role=slider][aria-label=Playhead]');
      const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
      const taken: number[] = [];
      for (let i = 0; i < count; i++) {
        await frame();
        const start = performance.now();
        // Back and forth over the whole run, in steps of three tenths.
        const key = Math.floor(i / 3) % 2 === 0 ? 'ArrowLeft' : 'ArrowRight';
        slider?.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey: true, bubbles: true, cancelable: true }));
        await Promise.resolve();
        await Promise.resolve();
        taken.push(performance.now() - start);
      }
      return taken;
    }, SEEKS);

    // With the playhead at the end nothing is hidden, and keys zoom about the middle.
    await slider.press('End');
    for (let i = 0; i < 4; i++) await page.keyboard.press('w');
    const pan = await moved(page, (step) => (Math.floor(step / 8) % 2 === 0 ? 'd' : 'a'));
    const zoom = await moved(page, (step) => (Math.floor(step / 4) % 2 === 0 ? 'w' : 's'));
    return { firstDrawMs, pan, zoom, scrub, seeks };
  });
}

/** The frame intervals while keys move the visible range; throws if the first key moves nothing. */
async function moved(page: Page, keyOf: (step: number) => string): Promise<number[]> {
  const windowNow = () => page.getByRole('slider', { name: 'Shown part' }).getAttribute('aria-valuetext');
  const before = await windowNow();
  await page.keyboard.press(keyOf(0));
  // The minimap changes when the frame is drawn, not when the key is released.
  const until = performance.now() + STRIP_MS;
  while ((await windowNow()) === before)
    if (performance.now() > until) throw new Error(`the key ${keyOf(0)} did not move the window`);
  return watched(page, async (share) => page.keyboard.press(keyOf(Math.round(share * FRAMES))));
}

/** The frame intervals of the page while `act` is called with shares from 0 to 1. */
async function watched(page: Page, act: (share: number) => Promise<void>): Promise<number[]> {
  await page.evaluate(() => {
    const watch = globalThis as unknown as { watch: { on: boolean; intervals: number[] } };
    watch.watch = { on: true, intervals: [] };
    const { intervals } = watch.watch;
    let last = 0;
    const frame = (now: number) => {
      if (last > 0) intervals.push(now - last);
      last = now;
      if (watch.watch.on) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  for (let i = 1; i <= FRAMES; i++) await act(i / FRAMES);
  return page.evaluate(() => {
    const { watch } = globalThis as unknown as { watch: { on: boolean; intervals: number[] } };
    watch.on = false;
    return watch.intervals;
  });
}
