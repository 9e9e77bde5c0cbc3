import { expect } from 'vitest';
import {
  boxOf,
  button,
  editorOf,
  grid,
  journey,
  nameOf,
  phase,
  predicted,
  proof,
  row,
  rowIds,
  run,
  text,
} from './steps.ts';

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

journey(
  'on a phone: Run at the thumb, nothing to scroll sideways, a tap on a name opens its editor',
  async ({ page, open }) => {
    const sideways = () =>
      page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return scrollWidth - clientWidth;
      });
    await open();
    await predicted(page);
    expect(await sideways()).toBeLessThanOrEqual(0);
    const { x, y, width, height } = await boxOf(button(page, 'Run'));
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x + width).toBeLessThanOrEqual(360);
    expect(y).toBeGreaterThan(740 / 2);
    expect(y + height).toBeLessThanOrEqual(740);
    expect(height).toBeGreaterThanOrEqual(44);
    // Sum, slowest, total and the first rows are seen without scrolling.
    for (const name of ['Sum', 'Slowest'])
      expect((await boxOf(page.locator(`.proof-value data[data-name=${name}]`))).y).toBeLessThan(740);
    expect((await boxOf(row(page, 'slow_1'))).y).toBeLessThan(y);

    await button(page, 'Run').tap();
    await button(page, 'Stop').waitFor();
    expect((await boxOf(button(page, 'Stop'))).y).toBe(y);
    await phase(page, 'settled');
    const total = (await proof(page, 'Total')) as number;
    expect(total).toBeLessThan(0.75 * ((await proof(page, 'Sum')) as number));
    expect(await sideways()).toBeLessThanOrEqual(0);
    expect(await text(row(page, 'slow_1'))).toMatch(/1\.\d\d s/);

    await nameOf(page, 'slow_1').tap();
    await editorOf(page, 'slow_1').waitFor();
    expect(await sideways()).toBeLessThanOrEqual(0);
    await page.getByRole('textbox', { name: 'Duration (ms)' }).fill('200');
    await editorOf(page, 'slow_1').getByRole('button', { name: 'Done' }).tap();
    await expect.poll(() => editorOf(page, 'slow_1').count()).toBe(0);
    for (const kind of ['fast', 'hanging']) await button(page, `Add ${kind} call`).tap();
    expect(await rowIds(page)).toHaveLength(6);
    expect(await sideways()).toBeLessThanOrEqual(0);
    // The last thing on the page is not under the button.
    await button(page, 'Reset').tap();
    await expect.poll(() => rowIds(page)).toHaveLength(4);
    for (const name of ['Log', 'Metrics', 'Compare']) {
      await page.getByRole('tab', { name }).tap();
      expect(await sideways()).toBeLessThanOrEqual(0);
    }
    expect(await grid(page).getAttribute('aria-rowcount')).toBe('4');
    await predicted(page);
    await run(page);
    expect(await sideways()).toBeLessThanOrEqual(0);
  },
  PHONE,
);
