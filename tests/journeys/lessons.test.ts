import type { Page } from 'playwright';
import { describe, expect } from 'vitest';
import { boxOf, button, grid, journey, phase, predicted, rowIds } from './steps.ts';

const step = async (page: Page, n: number) =>
  page.locator(`html[data-lesson-step="${n}"]`).waitFor({ state: 'attached' });

describe('a lesson', () => {
  journey('from its link: predict, run, explain, break it, and back to one’s own plan', async ({ page, open }) => {
    // The longer text comes last: nothing that can be pressed may move for it.
    let letIn = () => {};
    const held = new Promise<void>((done) => {
      letIn = done;
    });
    await page.route(/LessonPanel-.*\.js/, async (route) => {
      await held;
      await route.continue();
    });
    await open('#lesson=missing-await');
    await page.locator('html[data-lesson=missing-await]').waitFor({ state: 'attached' });
    await predicted(page);
    expect(await rowIds(page)).toEqual(['report_1', 'report_2']);
    const nothing = page.getByRole('button', { name: /^C Nothing/ });
    const before = await boxOf(nothing);
    letIn();
    await page.getByRole('complementary', { name: 'More about this lesson' }).waitFor();
    expect(await boxOf(nothing)).toEqual(before);
    await nothing.click();
    expect(await nothing.getAttribute('aria-pressed')).toBe('true');
    await page.keyboard.press('PageDown');
    await step(page, 2);
    await page.keyboard.press('PageDown');
    await phase(page, 'settled');
    await step(page, 3);
    const lesson = page.getByRole('region', { name: 'Lesson', exact: true });
    expect(await lesson.textContent()).toMatch(
      /nothing was done: report_1 is “Promise { <pending> }”[\s\S]*You said so\. C:/,
    );
    await button(page, 'Step 4 of 5: Break it').click();
    await button(page, 'Add an awaited call').click();
    await predicted(page);
    await button(page, 'Run').click();
    await phase(page, 'settled');
    expect(await lesson.textContent()).toContain('has a result: “Slow result for: report”');
    await button(page, 'Back to my plan').click();
    await page.locator('html:not([data-lesson])').waitFor({ state: 'attached' });
    expect(await rowIds(page)).toEqual(['fast_1', 'slow_1', 'fast_2', 'error_1']);
    expect(page.url()).not.toContain('#');
  });

  journey('speaks of failed calls that ran again, too', async ({ page, open }) => {
    await open('#lesson=recovery');
    await page.locator('html[data-lesson=recovery]').waitFor({ state: 'attached' });
    await predicted(page);
    await button(page, 'Run').click();
    await phase(page, 'settled');
    await step(page, 3);
    await button(page, 'Run failed calls again').click();
    const lesson = page.getByRole('region', { name: 'Lesson', exact: true });
    await lesson.getByText(/of the calls that had failed|ran again|again/).waitFor();
    expect(await lesson.textContent()).not.toContain('Nothing has run yet');
  });

  journey('is marked as done in the list, and stays so', async ({ page, open }) => {
    await open('#lesson=tool-call');
    await page.locator('html[data-lesson=tool-call]').waitFor({ state: 'attached' });
    await predicted(page);
    await button(page, 'Run').click();
    await phase(page, 'settled');
    await open('#preset=tutorial');
    await button(page, 'Lessons').click();
    await page.getByRole('button', { name: /What a tool call is.*done/ }).waitFor();
    await page.getByRole('button', { name: /One by one, and all at once/ }).click();
    await page.locator('html[data-lesson=all-at-once]').waitFor({ state: 'attached' });
    await grid(page).waitFor();
  });
});
