import type { CDPSession, Locator, Page } from 'playwright';
import { quantile } from './statistics.ts';

export interface Live {
  /** Of the intervals between animation frames, in ms. */
  p50: number;
  p95: number;
  longest: number;
  /** Processor time of the main thread in each second: what else the machine does is not in it. */
  busyMs: number;
  /** Most elements at once. */
  nodes: number;
}

const IDLE_MS = 2000;
/** A wheel that turns fast: a row and more in each frame. */
const WHEEL_PX_PER_S = 2400;
const STROKE_PX = 1200;

/** Watches the animation frames of a whole run, or of the page at rest; `wheel` scrolls the rows meanwhile. */
export async function watchLive(
  page: Page,
  session: CDPSession,
  { run, wheel }: { run: boolean; wheel: boolean },
): Promise<Live> {
  const rows = await page.evaluateHandle(() => document.querySelector('[role=grid][aria-label=Calls]')?.parentElement);
  const box = await rows.asElement()?.boundingBox();
  if (!box) throw new Error('the page has no rows');
  await rows.evaluate((element) => element?.scrollTo(0, 0));

  // By the wheel and not by `scrollTop`: setting that makes the page lay itself out on the spot.
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

/** Steps of a pointer that moves fast: some fifty a second, each of them another time on the axis. */
const STEP_PX = 12;
const SWING_PX = 240;

/** Takes the slider and swings it to and fro. */
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

/** `act` again and again, as soon as the page has taken the last one. */
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

/** Until the run has settled, or for a while. */
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
        // `data-run` is `running` when the click returns.
        if (run) button.click();
        return requestAnimationFrame(frame);
      }),
    { run, idleMs: IDLE_MS },
  );
}

/** In seconds; the session counts threads' time, see `Performance.enable`. */
async function taskTime(session: CDPSession): Promise<{ tasks: number; at: number }> {
  const { metrics } = await session.send('Performance.getMetrics');
  const tasks = metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  return { tasks, at: performance.now() / 1000 };
}
