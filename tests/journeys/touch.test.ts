import type { CDPSession, Page } from 'playwright';
import { expect } from 'vitest';
import { boxOf, button, grid, journey, phase, predicted, row } from './steps.ts';

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

/** Real fingers: each list is where all of them are, one after the other; then they are lifted. */
async function fingers(session: CDPSession, ...moments: [x: number, y: number][][]): Promise<void> {
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', at: [number, number][]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: at.map(([x, y], id) => ({ x, y, id })) });
  await send('touchStart', moments[0] ?? []);
  for (const at of moments.slice(1)) await send('touchMove', at);
  await send('touchEnd', []);
}

/** What the axis shows, in ms, from the strip of all rows; `undefined` when it shows all. */
async function shown(page: Page): Promise<{ from: number; to: number; full: number } | undefined> {
  const frame = page.getByRole('slider', { name: 'Shown part' });
  if ((await frame.count()) === 0) return undefined;
  const [, from, to, full] =
    /^([\d.]+) s to ([\d.]+) s of ([\d.]+) s$/.exec((await frame.getAttribute('aria-valuetext')) ?? '') ?? [];
  return { from: Number(from), to: Number(to), full: Number(full) };
}

const isAtRest = async () => {
  const before = scrollY;
  await new Promise((later) => setTimeout(later, 100));
  return scrollY === before;
};

journey(
  'two fingers zoom about their middle and move along the axis; one finger scrolls the page',
  async ({ page, open }) => {
    await open();
    await predicted(page);
    await button(page, 'Run').tap();
    await phase(page, 'settled');
    await grid(page).scrollIntoViewIfNeeded();
    const session = await page.context().newCDPSession(page);
    // The first touch brings what listens to it.
    await row(page, 'slow_1').tap();
    await page.locator('.axis-tools').waitFor({ state: 'attached' });
    const lane = await boxOf(row(page, 'slow_1').locator('.lane'));
    const y = lane.y + lane.height / 2;
    const top = await page.evaluate(() => scrollY);
    const x = (share: number) => lane.x + share * lane.width;
    const scale = () => page.evaluate(() => visualViewport?.scale);

    // From 20 % of the lane apart to 80 %, about its quarter.
    await fingers(
      session,
      [
        [x(0.15), y],
        [x(0.35), y],
      ],
      [
        [x(0.05), y],
        [x(0.45), y],
      ],
      [
        [x(0.05), y],
        [x(0.85), y],
      ],
    );
    await expect.poll(() => shown(page)).toBeDefined();
    const near = (await shown(page)) as { from: number; to: number; full: number };
    // Four times as near, and what was at a quarter is where the fingers' middle is, at 45 %.
    expect((near.to - near.from) / near.full).toBeCloseTo(0.25, 1);
    expect((near.from + 0.45 * (near.to - near.from)) / near.full).toBeCloseTo(0.25, 1);
    // It is the axis that was zoomed, and not the page.
    expect(await scale()).toBe(1);

    await fingers(
      session,
      [
        [x(0.3), y],
        [x(0.7), y],
      ],
      [
        [x(0.2), y],
        [x(0.6), y],
      ],
    );
    await expect.poll(async () => (await shown(page))?.from).toBeGreaterThan(near.from);
    const moved = (await shown(page)) as { from: number; to: number };
    expect(moved.to - moved.from).toBeCloseTo(near.to - near.from, 1);

    await page.evaluate(() => scrollTo(0, 200));
    await fingers(session, [[x(0.5), 500]], [[x(0.5), 450]], [[x(0.5), 400]], [[x(0.5), 350]]);
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(250);
    expect(await shown(page)).toMatchObject(moved);
    // A lifted finger leaves the page scrolling: a touch within that only stops it. Then back to where `y` is the lane's.
    await expect.poll(() => page.evaluate(isAtRest)).toBe(true);
    await page.evaluate((before) => scrollTo(0, before), top);

    await fingers(
      session,
      [
        [x(0.05), y],
        [x(0.95), y],
      ],
      [
        [x(0.45), y],
        [x(0.55), y],
      ],
    );
    // As wide as it was: all is shown again.
    await expect.poll(() => shown(page)).toBeUndefined();
  },
  PHONE,
);
