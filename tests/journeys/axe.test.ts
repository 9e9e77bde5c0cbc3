import { describe, expect } from 'vitest';
import { faults } from './faults.ts';
import { button, edit, editorOf, field, journey, predicted, run, strategy, tab } from './steps.ts';

describe('axe finds nothing:', () => {
  journey('fresh, light', async ({ page, open }) => {
    await open();
    await predicted(page);
    expect(await faults(page)).toEqual([]);
    await button(page, 'Keys and help').click();
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    expect(await faults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Preset/ }).click();
    await page.getByRole('menu').waitFor();
    // An open menu stands at the end of the body and holds the focus: it is no content that a landmark must lead to.
    expect(await faults(page, 'region')).toEqual([]);
  });

  journey(
    'after a run, dark',
    async ({ page, open }) => {
      await open();
      await button(page, 'Add blocking call').click();
      await strategy(page, 'At most 3').check();
      await predicted(page);
      await run(page);
      expect(await faults(page)).toEqual([]);
      await button(page, 'Why?').click();
      await page.getByRole('list', { name: 'Findings' }).waitFor();
      expect(await faults(page)).toEqual([]);
      for (const name of ['Log', 'Metrics', 'Compare']) {
        await tab(page, name).click();
        if (name !== 'Log') await page.getByRole('table').first().waitFor();
        expect(await faults(page)).toEqual([]);
      }
      await edit(page, 'slow_1');
      await field(page, 'Duration (ms)').fill('-1');
      await editorOf(page, 'slow_1').getByRole('alert').waitFor();
      expect(await faults(page)).toEqual([]);
    },
    { colorScheme: 'dark' },
  );

  journey(
    'a phone, light',
    async ({ page, open }) => {
      await open('#preset=nothing');
      await predicted(page);
      for (const name of ['Log', 'Metrics']) {
        await tab(page, name).tap();
        expect(await faults(page)).toEqual([]);
      }
      await button(page, 'Add hanging call').tap();
      await edit(page, 'hang_1');
      await field(page, 'Name').fill('');
      await editorOf(page, '').or(editorOf(page, 'hang_1')).first().getByRole('alert').waitFor();
      expect(await faults(page)).toEqual([]);
    },
    { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
  );

  for (const colorScheme of ['light', 'dark'] as const)
    journey(
      `what opens over the page and beside it, ${colorScheme}`,
      async ({ page, open }) => {
        await open('#preset=everything');
        await predicted(page);
        await run(page);
        await button(page, 'View').click();
        await page.getByRole('menu').waitFor();
        expect(await faults(page, 'region')).toEqual([]);
        await page.keyboard.press('Escape');
        await tab(page, 'Log').click();
        await page.getByRole('checkbox', { name: 'Errors only' }).check();
        expect(await faults(page)).toEqual([]);
        await tab(page, 'Code').click();
        await page.getByRole('radio', { name: 'Python script' }).check();
        await button(page, 'Copy').waitFor();
        expect(await faults(page)).toEqual([]);
        for (const [opener, title] of [
          ['Share', 'Share'],
          ['Lessons', 'Lessons'],
          ['Paste calls', 'Paste calls'],
        ] as const) {
          await button(page, opener).click();
          await page.getByRole('dialog', { name: title }).waitFor();
          if (opener === 'Paste calls') {
            await page.keyboard.insertText('get_weather 310\nget_time\nwhat is this?');
            await page.getByText('Two calls understood').waitFor();
          }
          expect(await faults(page)).toEqual([]);
          await page.keyboard.press('Escape');
          await page.getByRole('dialog').waitFor({ state: 'detached' });
          // Closed, it gives the focus back.
          expect(await button(page, opener).evaluate((one) => one === document.activeElement)).toBe(true);
        }
        await page.locator('.row-tail').first().click();
        await page.getByRole('region', { name: 'Details' }).getByText('ToolMessage').waitFor();
        expect(await faults(page)).toEqual([]);
      },
      { colorScheme },
    );

  for (const colorScheme of ['light', 'dark'] as const)
    journey(
      `an open lesson, ${colorScheme}`,
      async ({ page, open }) => {
        await open('#lesson=missing-await');
        await page.locator('html[data-lesson=missing-await]').waitFor({ state: 'attached' });
        await predicted(page);
        expect(await faults(page)).toEqual([]);
        await page.getByRole('button', { name: /^C Nothing/ }).click();
        for (const step of [2, 3, 4, 5]) {
          await page.keyboard.press('PageDown');
          await page.locator(`html[data-lesson-step="${step}"]`).waitFor({ state: 'attached' });
          expect(await faults(page)).toEqual([]);
        }
      },
      { colorScheme },
    );
});
