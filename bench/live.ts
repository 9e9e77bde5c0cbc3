import type { CDPSession, Locator, Page } from 'playwright';
import { quantile } from './statistics.ts';

export interface Live {
  /** Percentiles of the intervals between animation frames, in ms. */
  p50: number;
  p95: number;
  longest: number;
  /** CPU time of the main thread per second, in ms; excludes other work of the machine. */
  busyMs: number;
  /** Maximum number of DOM elements. */
  nodes: number;
}

const IDLE_MS = 2000;
/** A fast wheel: more than one row per frame. */
const WHEEL_PX_PER_S = 2400;
const STROKE_PX = 1200;

/** Measures the animation frames of a whole run, or of the idle page; `wheel` scrolls the rows meanwhile. */
export async function watchLive(
  page: Page,
  session: CDPSession,
  { run, wheel }: { run: boolean; wheel: boolean },
): Promise<Live> {
  const rows = await page.evaluateHandle(() => document.querySelector('[role=grid][aria-label=Calls]')?.parentElement);
  const box = await rows.asElement()?.boundingBox();
  if (!box) throw new Error('the page has no rows');
  await rows.evaluate((element) => element?.scrollTo(0, 0));

  // Not with `scrollTop`, which forces a synchronous layout.
  const turn = () =>
    session.send('Input.synthesizeScrollGesture', {
      x: box.x + box.width / 2,
      y: box.y + box.height / 2,
      yDistance: -STROKE_PX,
      speed: WHEEL_PX_PER_S,
      gestureSourceType: 'mouse',
    });
  return watchWhile(page, session, { run, act: wheel ? turn : undefined });
}

/** Step of a fast pointer, about fifty per second; each step is a different time on the axis. */
const STEP_PX = 12;
const SWING_PX = 240;

/** Drags the slider back and forth. */
export async function watchDrag(page: Page, session: CDPSession, slider: Locator): Promise<Live> {
  const box = await slider.boundingBox();
  if (!box) throw new Error('there is nothing to drag');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  let travelled = 0;
  const live = await watchWhile(page, session, {
    run: false,
    async act() {
      travelled = (travelled + STEP_PX) % (2 * SWING_PX);
      await page.mouse.move(x - Math.min(travelled, 2 * SWING_PX - travelled), y);
    },
  });
  await page.mouse.up();
  return live;
}

/** Measures the frames while `act` is repeated, each time after the page has handled the last one. */
async function watchWhile(
  page: Page,
  session: CDPSession,
  { run, act }: { run: boolean; act: (() => Promise<unknown>) | undefined },
): Promise<Live> {
  const before = await taskTime(session);
  let over = false;
  const watching = watchFrames(page, run).finally(() => {
    over = true;
  });
  while (act && !over) await act();
  const { intervals, nodes } = await watching;
  const after = await taskTime(session);
  return {
    p50: quantile(intervals, 0.5),
    p95: quantile(intervals, 0.95),
    longest: Math.max(...intervals),
    busyMs: (1000 * (after.tasks - before.tasks)) / (after.at - before.at),
    nodes,
  };
}

/** Records the frames until the run has settled; without a run for IDLE_MS. */
function watchFrames(page: Page, run: boolean): Promise<{ intervals: number[]; nodes: number }> {
  return page.evaluate(
    ({ run, idleMs }) =>
      new Promise<{ intervals: number[]; nodes: number }>((resolve, reject) => {
        const button = [...document.querySelectorAll('button')].find(
          ({ textContent }) => textContent?.trim() === 'Run',
        );
        if (!button) return reject(new Error('the page has no Run'));
        const all = document.getElementsByTagName('*');
        const intervals: number[] = [];
        let nodes = 0;
        let start = 0;
        let last = 0;
        const frame = (now: number): unknown => {
          if (last > 0) intervals.push(now - last);
          start ||= now;
          last = now;
          nodes = Math.max(nodes, all.length);
          const over = run ? document.documentElement.dataset.run === 'settled' : now - start > idleMs;
          return over ? resolve({ intervals, nodes }) : requestAnimationFrame(frame);
        };
        // The click sets `data-run` to `running` synchronously.
        if (run) button.click();
        return requestAnimationFrame(frame);
      }),
    { run, idleMs: IDLE_MS },
  );
}

/** The main thread's CPU time and the timestamp, in seconds, by `Performance.getMetrics`. */
async function taskTime(session: CDPSession): Promise<{ tasks: number; at: number }> {
  const { metrics } = await session.send('Performance.getMetrics');
  const tasks = metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  return { tasks, at: performance.now() / 1000 };
}
