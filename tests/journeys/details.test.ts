import type { Page } from 'playwright';
import { describe, expect } from 'vitest';
import { button, focused, journey, phase, predicted, row, run, strategy, text } from './steps.ts';

const details = (page: Page) => page.getByRole('region', { name: 'Details' });
const part = (page: Page, title: string) =>
  details(page)
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: title, exact: true }) });
const bar = (page: Page, id: string) => row(page, id).locator('.bar.attempt').first();

describe('the details of a call', () => {
  journey('on a click: before a run, while it goes on, at the end, at the playhead', async ({ page, open }) => {
    await open('#preset=flaky-network');
    await predicted(page);
    await bar(page, 'flaky_2').click({ position: { x: 4, y: 4 } });
    await details(page).getByText('It has not run yet.').waitFor();
    expect(await text(part(page, 'Arguments'))).toContain('"query": "weather"');
    expect(await text(part(page, 'Predicted'))).toMatch(/0\.00 s to 1\.50 s/);
    await button(page, 'Run').click();
    await phase(page, 'running');
    await part(page, 'Attempts').getByText('running').waitFor();
    await phase(page, 'settled');
    await part(page, 'Result').getByText('Flaky result for: weather').waitFor();
    expect(await part(page, 'Attempts').getByRole('listitem').count()).toBe(3);
    expect(await text(part(page, 'Attempts'))).toContain('next attempt 0.20 s later');
    expect(await text(part(page, 'ToolMessage'))).toContain('"tool_call_id": "flaky_2"');
    expect(await text(part(page, 'Waited'))).toContain('of backoff');

    // At the playhead it is what had happened by then.
    await page.getByRole('slider', { name: 'Playhead' }).press('Home');
    await part(page, 'Result').getByText('It has not ended yet.').waitFor();
    expect(await part(page, 'Events').getByRole('listitem').count()).toBeLessThan(4);
    // A tab takes its place.
    await page.getByRole('tab', { name: 'Log' }).click();
    expect(await details(page).count()).toBe(0);
  });

  journey('of a call that waits: what for, while it does', async ({ page, open }) => {
    await open();
    await predicted(page);
    // Behind a call that never ends.
    await button(page, 'Add hanging call').click();
    await button(page, 'Add fast call').click();
    await strategy(page, 'One by one').check();
    await button(page, 'Run').click();
    await row(page, 'fast_3').locator('.row-tail').click();
    await part(page, 'Waiting').getByText('for a free slot, since 0.0').waitFor();
    await part(page, 'Attempts').getByText('It has not started.').waitFor();
    await button(page, 'Pause').click();
    await part(page, 'Waiting').getByText('while paused, since ').waitFor();
    await button(page, 'Stop').click();
    await part(page, 'Error').waitFor();
    expect(await part(page, 'Waiting').count()).toBe(0);
  });

  journey('by the keyboard alone: row after row, and back', async ({ page, open }) => {
    await open();
    await predicted(page);
    await run(page);
    await row(page, 'fast_1').focus();
    await page.keyboard.press('Enter');
    await details(page).waitFor();
    await expect.poll(() => focused(page)).toBe('Details');
    expect(await text(part(page, 'Result'))).toContain('Fast result for: task 1');
    await page.keyboard.press('ArrowDown');
    await part(page, 'Result').getByText('Slow result for: task 2').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => focused(page)).toMatch(/^slow_1, /);
    expect(await details(page).count()).toBe(0);
    // Opened by a click the focus stays with the rows, and the details follow it.
    await row(page, 'fast_1').locator('.row-tail').click();
    await details(page).waitFor();
    await page.keyboard.press('ArrowDown');
    await part(page, 'Result').getByText('Slow result for: task 2').waitFor();
    await page.keyboard.press('End');
    await part(page, 'Error').getByText('Simulated failure').waitFor();
    await button(page, 'Edit error_1').last().click();
    await page.getByRole('form', { name: 'Edit error_1' }).waitFor();
  });

  journey(
    'on a phone: a sheet above Run, closed by a tap',
    async ({ page, open }) => {
      await open();
      await predicted(page);
      await run(page);
      await bar(page, 'slow_1').tap({ position: { x: 10, y: 6 } });
      await details(page).waitFor();
      const [sheet, runs] = await Promise.all([details(page).boundingBox(), button(page, 'Run').boundingBox()]);
      expect((sheet?.y ?? 0) + (sheet?.height ?? 0)).toBeLessThanOrEqual(runs?.y ?? 0);
      const [close, copy] = await Promise.all([
        button(page, 'Close details').boundingBox(),
        button(page, 'Copy Result').boundingBox(),
      ]);
      for (const one of [close, copy]) expect(Math.min(one?.width ?? 0, one?.height ?? 0)).toBeGreaterThanOrEqual(44);
      await button(page, 'Next call').tap();
      await part(page, 'Result').getByText('Fast result for: task 3').waitFor();
      await button(page, 'Close details').tap();
      expect(await details(page).count()).toBe(0);
    },
    { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  );
});
