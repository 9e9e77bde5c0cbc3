import type { Page } from 'playwright';
import { describe, expect } from 'vitest';
import {
  button,
  edit,
  field,
  journey,
  logLines,
  phase,
  predicted,
  proof,
  row,
  rowNames,
  run,
  sentence,
  stateTab,
  strategy,
  text,
} from './steps.ts';

const notes = (page: Page) => text(page.getByRole('region', { name: 'Proof' }).locator('p + div'));
const measured = (page: Page, name: string) =>
  strategy(page, name)
    .locator('..')
    .textContent()
    .then((words) => words?.includes('measured') ?? false);

describe('a run under way', () => {
  journey('is paused and resumed: what runs goes on, what waits stays', async ({ page, open }) => {
    await open();
    await strategy(page, 'One by one').check();
    await predicted(page);
    await button(page, 'Run').click();
    const before = await page.locator('[role=grid]').boundingBox();
    await row(page, 'slow_1')
      .and(page.getByRole('row', { name: /running/ }))
      .waitFor();
    await button(page, 'Pause').click();
    await page.getByText('Paused: what runs goes on.').waitFor();
    await row(page, 'slow_1')
      .and(page.getByRole('row', { name: /succeeded/ }))
      .waitFor();
    // Long enough for the next call to have started, were it not paused.
    await page.waitForTimeout(300);
    expect((await rowNames(page)).slice(2)).toEqual(['fast_2, fast_tool, waiting', 'error_1, slow_tool, waiting']);
    expect(await page.locator('[role=grid]').boundingBox()).toEqual(before);
    await page.getByRole('button', { name: 'Raise the limit of this run' }).click();
    await button(page, 'Resume').click();
    await phase(page, 'settled');

    expect(await sentence(page)).toMatch(
      /^All four took \d\.\d\d s, steered by hand, so compared with no prediction\.$/,
    );
    expect(await notes(page)).toMatch(
      /The limit was changed from 1 to 2 at \d\.\d\d s\. Paused for (\d\.\d\d s|\d ms)\./,
    );
    for (const name of ['Speed-up', 'Overhead']) expect(await proof(page, name)).toBeUndefined();
    expect(await measured(page, 'One by one')).toBe(false);
    const lines = await logLines(page);
    expect(lines.filter((line) => /^(Paused|Resumed|Limit)/.test(line))).toEqual([
      'Paused: nothing new starts',
      'Limit changed to 2',
      'Resumed',
    ]);
    // The plan is as it was.
    expect(await strategy(page, 'One by one').isChecked()).toBe(true);
    await run(page);
    expect(await measured(page, 'One by one')).toBe(true);
  });

  journey('loses one call by its button and one by the keyboard, and no other', async ({ page, open }) => {
    await open();
    await strategy(page, 'One by one').check();
    // Longer than any machine needs to cancel it.
    await edit(page, 'slow_1');
    await field(page, 'Duration (ms)').fill('30000');
    await page.keyboard.press('Escape');
    await predicted(page);
    await button(page, 'Run').click();
    await row(page, 'slow_1')
      .and(page.getByRole('row', { name: /running/ }))
      .waitFor();
    await row(page, 'fast_2').focus();
    await page.keyboard.press('Delete');
    await row(page, 'slow_1').hover();
    await button(page, 'Cancel slow_1').click();
    await phase(page, 'settled');

    expect((await rowNames(page)).map((name) => name.split(', ')[2])).toEqual([
      'succeeded',
      'cancelled',
      'cancelled',
      'failed',
    ]);
    expect(await rowNames(page)).toHaveLength(4);
    expect(await sentence(page)).toMatch(/^The three that ran took \d\.\d\d s, steered by hand/);
    expect(await notes(page)).toContain('slow_1 and fast_2 were cancelled by you. error_1 failed');
    expect((await stateTab(page)).errors).toContain('fast_2 Error: cancelled: cancelled by the user');
  });
});

describe('Run failed calls again', () => {
  journey('runs those alone, merges into State, and both logs can be read', async ({ page, open }) => {
    await open();
    await strategy(page, 'One by one').check();
    await predicted(page);
    expect(await button(page, 'Run failed calls again').count()).toBe(0);
    // Before the run, which has one second for the key.
    await row(page, 'fast_2').focus();
    await page.keyboard.press('Space');
    await row(page, 'slow_1')
      .and(page.getByRole('row', { name: /running/ }))
      .waitFor();
    await page.keyboard.press('Delete');
    await phase(page, 'settled');
    const { results } = await stateTab(page);
    expect(results).toHaveLength(2);

    await button(page, 'Run failed calls again').click();
    await phase(page, 'settled');
    expect(await sentence(page)).toMatch(
      /^The two failed calls again took 1\.\d\d s: one succeeded, one failed again\.$/,
    );
    const names = await rowNames(page);
    expect(names[0]).toMatch(/^fast_1, fast_tool, succeeded, 0\.1\d s, kept from run 1$/);
    expect(names[1]).toMatch(/, kept from run 1$/);
    expect(names[2]).toMatch(/^fast_2, fast_tool, succeeded, 0\.1\d s$/);
    expect(names[3]).toMatch(/^error_1, slow_tool, failed, 1\.\d\d s$/);
    expect(await proof(page, 'Sum')).toBeLessThan(1300);

    const state = await stateTab(page);
    expect(state.results).toEqual([
      'fast_1 Fast result for: task 1',
      'slow_1 Slow result for: task 2',
      'fast_2 Fast result for: task 3',
    ]);
    expect(state.errors).toEqual(['error_1 Error: Simulated failure']);
    expect(state.messages).toHaveLength(5);

    const lines = await logLines(page);
    const second = lines.indexOf('Run 2: the two failed calls again');
    expect(lines[0]).toBe('Run 1');
    expect(lines[second - 1]).toMatch(/^Executed 3 of 4 tools in \d\.\d\d seconds; 1 cancelled$/);
    expect(lines[second + 1]).toBe('Run started: two calls');
    expect(lines.at(-1)).toMatch(/^Executed 2 tools in 1\.\d\d seconds$/);
  });
});

describe('the honest clock', () => {
  journey('logs that the tab was hidden; where that cost nothing, the sentence is as ever', async ({ page, open }) => {
    await open();
    await predicted(page);
    await button(page, 'Run').click();
    await row(page, 'fast_1')
      .and(page.getByRole('row', { name: /succeeded/ }))
      .waitFor();
    // Playwright's pages are never hidden by themselves; hidden.test.ts has one that is.
    const hide = (hidden: boolean) =>
      page.evaluate((value) => {
        Object.defineProperty(document, 'hidden', { value, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, hidden);
    await hide(true);
    await page.waitForTimeout(150);
    await hide(false);
    await hide(true);
    await phase(page, 'settled');
    await hide(false);
    const hidden = (await logLines(page)).filter((line) => line.startsWith('This tab was hidden'));
    expect(hidden).toHaveLength(2);
    for (const line of hidden) expect(line).toMatch(/^This tab was hidden for 0\.[1-9]\d s$/);
    expect(await sentence(page)).not.toContain('hidden');
  });
});
