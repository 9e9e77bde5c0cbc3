import axe from 'axe-core';
import type { Page } from 'playwright';
import { expect } from 'vitest';
import { button, edit, editorOf, field, journey, predicted, run, strategy, tab } from './steps.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds wrong with the page as it is now: the rule, and where. */
async function faults(page: Page, ...wrongHere: string[]): Promise<string[]> {
  // Evaluated from outside: the page's own policy lets nothing in.
  await page.evaluate(axe.source);
  const rules = Object.fromEntries(wrongHere.map((rule) => [rule, { enabled: false }]));
  return await page.evaluate(
    async ([tags, exceptions]) => {
      const { axe: checker } = window as unknown as { axe: typeof import('axe-core') };
      const { violations } = await checker.run(document, {
        runOnly: { type: 'tag', values: tags },
        rules: exceptions,
        resultTypes: ['violations'],
      });
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary?.split('\n')[1]?.trim()}`),
      );
    },
    [TAGS, rules] as const,
  );
}

journey('axe finds nothing: fresh, light', async ({ page, open }) => {
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
  'axe finds nothing: after a run, dark',
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
    await field(page, 'Takes (ms)').fill('-1');
    await editorOf(page, 'slow_1').getByRole('alert').waitFor();
    expect(await faults(page)).toEqual([]);
  },
  { colorScheme: 'dark' },
);

journey(
  'axe finds nothing: a phone, light',
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
