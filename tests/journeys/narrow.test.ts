import type { Page } from 'playwright';
import { describe, expect } from 'vitest';
import { button, edit, field, journey, predicted, run, tab } from './steps.ts';

/** What is seen and reaches out of the window sideways, where nothing around it scrolls or cuts it. */
const outside = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const { scrollWidth } = document.documentElement;
    const isHeld = (one: Element) => {
      for (let box = one.parentElement; box && box !== document.body; box = box.parentElement)
        if (getComputedStyle(box).overflowX !== 'visible') return true;
      return false;
    };
    const out = [...document.querySelectorAll('body *')].filter((one) => {
      const { left, right, width, height } = one.getBoundingClientRect();
      if (width === 0 || height === 0 || (left >= -1 && right <= innerWidth + 1)) return false;
      return one.checkVisibility({ visibilityProperty: true }) && !one.closest('.sr-only') && !isHeld(one);
    });
    return [
      ...(scrollWidth > innerWidth ? [`the page is ${scrollWidth} px wide`] : []),
      ...out.map((one) => `${one.tagName} ${one.textContent?.slice(0, 40)} ${one.getBoundingClientRect().right}`),
    ];
  });

const NARROW = { viewport: { width: 320, height: 640 }, hasTouch: true };
const LONG = 'a_call_with_a_name_that_has_no_space_in_it_and_goes_on_and_on';

describe('320 px wide, nothing reaches out of the window', () => {
  for (const [size, standard] of [
    ['', 16],
    [', with text twice the size', 32],
  ] as const)
    journey(
      `in all that the page shows${size}`,
      async ({ page, open }) => {
        const session = await page.context().newCDPSession(page);
        await session.send('Page.setFontSizes', { fontSizes: { standard, fixed: 26 } });
        const fits = async (state: string) => expect.soft(await outside(page), state).toEqual([]);

        await open();
        await predicted(page);
        await fits('a first visit');
        await edit(page, 'slow_1');
        await field(page, 'Name').fill(LONG);
        await field(page, 'Query').fill(LONG.repeat(2));
        await button(page, 'More').click();
        await page.getByRole('group', { name: 'More' }).waitFor();
        await fits('the editor, and long names');
        await button(page, 'Done').click();
        await run(page);
        await fits('a run');
        for (const name of ['Log', 'Metrics', 'Compare', 'Code', 'State']) {
          await tab(page, name).click();
          await page.locator('[role=tabpanel]:not(:has(> p:only-child))').waitFor();
          await fits(name);
        }
        await button(page, 'Side by side').click();
        await button(page, 'Run both').waitFor();
        await button(page, 'Search calls').click();
        await field(page, 'Search calls').fill('slow');
        await fits('side by side, searching');
        // Not by a click: Run at the thumb may lie over it until one scrolls.
        await button(page, '+ Policy').press('Enter');
        const policy = page.getByRole('dialog', { name: 'Policy' });
        for (const name of ['Timeout', 'Retry', 'Rate']) await policy.getByRole('checkbox', { name }).first().check();
        await fits('the policy');
        await page.keyboard.press('Escape');
        await fits('chips');
        for (const [name, title] of [
          ['Share', 'Share'],
          ['Lessons', 'Lessons'],
          ['Keys and help', 'Keys'],
        ] as const) {
          await button(page, name).press('Enter');
          await page.getByRole('dialog', { name: title }).waitFor();
          await fits(name);
          await page.keyboard.press('Escape');
        }
        for (const at of ['#lesson=order', '#lesson=order&embed', '#preset=tutorial&embed', '#lesson=order&present']) {
          await open(at);
          await predicted(page);
          if (at.includes('lesson')) await page.locator('html[data-lesson=order]').waitFor({ state: 'attached' });
          await fits(at);
        }
      },
      NARROW,
    );
});
