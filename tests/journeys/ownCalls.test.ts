import { describe, expect } from 'vitest';
import {
  button,
  editorOf,
  field,
  grid,
  journey,
  phase,
  predicted,
  pressAnyway,
  proof,
  row,
  rowIds,
  rowNames,
  run,
  stateTab,
  TUTORIAL,
  tab,
  text,
} from './steps.ts';

const SEARCH = 'search_flights {from: "OSL", to: "FCO"}';

describe('a call of one’s own', () => {
  journey('is entered, duplicated, run, written as code and undone', async ({ page, open }) => {
    await open();
    await predicted(page);
    await row(page, 'fast_1')
      .getByRole('button', { name: /^Edit fast_1/ })
      .click();
    const tool = page.getByLabel('Tool', { exact: true });
    await tool.fill('search_flights');
    await field(page, 'Arguments').fill('{from: "OSL", to: "FCO"}');
    await page.getByLabel('Behavior').selectOption('slow');
    await field(page, 'Duration (ms)').fill('340');
    await field(page, 'Jitter (%)').fill('0');
    await field(page, 'Result').fill('{"price": 120}');
    // Formatted once the field was left.
    expect(await field(page, 'Arguments').inputValue()).toBe('{"from": "OSL", "to": "FCO"}');
    await button(page, 'Done').click();
    await expect.poll(() => rowNames(page)).toContain('fast_1, search_flights, predicted 0.34 s');
    expect(await text(row(page, 'fast_1'))).toContain(SEARCH);
    expect((await stateTab(page)).pending_tools?.[0]).toBe(`fast_1 ${SEARCH}`);

    await row(page, 'fast_1').hover();
    await button(page, 'Duplicate fast_1').click();
    await row(page, 'fast_3')
      .getByRole('button', { name: /^Edit fast_3/ })
      .click();
    await page.getByLabel('Behavior').selectOption('failing');
    await field(page, 'Result').fill('429 Too Many Requests');
    await button(page, 'Done').click();
    await predicted(page);
    await run(page);
    expect(await text(row(page, 'fast_1'))).toContain('{"price":120}');
    expect(await text(row(page, 'fast_3'))).toContain('429 Too Many Requests');
    const state = await stateTab(page);
    expect(state.results?.[0]).toBe('fast_1 {"price":120}');
    expect(state.errors).toContain('fast_3 Error: 429 Too Many Requests');
    await tab(page, 'Code').click();
    await expect.poll(() => text(page.getByRole('tabpanel'))).toContain('search_flights');

    // One visit of the editor is one step, and so is the duplicate.
    for (const left of [2, 1, 0]) {
      await button(page, 'Undo').click();
      expect((await rowNames(page)).filter((name) => name.includes('search_flights'))).toHaveLength(left);
    }
    expect(await rowIds(page)).toEqual(TUTORIAL);
  });

  journey(
    'whose JSON is wrong is told while it is typed, keeps its text, and starts no run',
    async ({ page, open }) => {
      await open();
      await predicted(page);
      await row(page, 'slow_1')
        .getByRole('button', { name: /^Edit slow_1/ })
        .click();
      await page.getByLabel('Tool', { exact: true }).fill('بحث');
      const typed = '{"from": "OSL", "to';
      await field(page, 'Arguments').fill(typed);
      await editorOf(page, 'slow_1')
        .getByRole('alert')
        .getByText(/^Arguments: This is not JSON: /)
        .waitFor();
      expect(await field(page, 'Arguments').getAttribute('aria-invalid')).toBe('true');
      await page.getByLabel('Tool', { exact: true }).focus();
      expect(await field(page, 'Arguments').inputValue()).toBe(typed);
      await pressAnyway(button(page, 'Run'));
      await expect.poll(() => field(page, 'Arguments').evaluate((one) => one === document.activeElement)).toBe(true);
      expect(await page.locator('html').getAttribute('data-run')).toBe('idle');

      await field(page, 'Arguments').fill('{"__proto__": 1, "=cmd": "<b>\u202e"}');
      await expect.poll(() => editorOf(page, 'slow_1').getByRole('alert').count()).toBe(0);
      await page.keyboard.press('Escape');
      expect(await text(row(page, 'slow_1'))).toContain('\u2068بحث\u2069 {__proto__: 1, "=cmd": "<b>\\u{202e}"}');
      await button(page, 'Run').click();
      await phase(page, 'settled');
      expect(await proof(page, 'Slowest')).toBeGreaterThan(990);
      expect(
        await grid(page)
          .getByRole('row', { name: /succeeded/ })
          .count(),
      ).toBe(3);
    },
  );
});
