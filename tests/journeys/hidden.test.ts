import { expect, inject, it } from 'vitest';
import { startBare } from './bare.ts';

/** Each is polled in the page: nothing here depends on how long anything takes. */
const PATIENCE = { timeout: 20_000, interval: 50 };

it('a tab that is really hidden during its run says so in the log, with its length', async () => {
  await using browser = startBare();
  const page = await browser.tab(`${inject('pageUrl')}#preset=tutorial`);
  const other = await browser.tab('about:blank');
  await page.bringToFront();
  const attribute = (name: string) => page.evaluate<string>(`document.documentElement.dataset.${name} ?? ''`);
  const visibility = () => page.evaluate<string>('document.visibilityState');
  const press = (what: string) =>
    page.evaluate(
      `[...document.querySelectorAll('button')].find(({ textContent }) => textContent === '${what}').click()`,
    );

  await expect.poll(() => attribute('prediction'), PATIENCE).toBe('ready');
  expect(await visibility()).toBe('visible');
  await press('Run');
  const first = () => page.evaluate<string>(`document.querySelector('[role=row][aria-rowindex="1"]').ariaLabel`);
  await expect.poll(first, PATIENCE).toMatch(/succeeded/);
  await other.bringToFront();
  expect(await visibility()).toBe('hidden');
  await expect.poll(() => attribute('run'), PATIENCE).toBe('settled');
  await page.bringToFront();
  expect(await visibility()).toBe('visible');

  await press('Log');
  const lines = () =>
    page.evaluate<string[]>(
      `[...document.querySelectorAll('[role=tabpanel] li')].map((one) => one.lastElementChild.textContent)`,
    );
  await expect.poll(lines, PATIENCE).toContainEqual(expect.stringMatching(/^This tab was hidden for /));
  const hidden = (await lines()).filter((line) => line.startsWith('This tab was hidden'));
  expect(hidden).toHaveLength(1);
  const length = Number(/for ([\d.]+) s$/.exec(hidden[0] ?? '')?.[1]) * 1000;
  const total = Number(await page.evaluate(`document.querySelector('data[data-name=Total]').value`));
  // From after fast_1's end to the run's.
  expect(length).toBeGreaterThan(0);
  expect(length).toBeLessThan(total);
});
