import { describe, expect } from 'vitest';
import { presetOf } from '../../src/lessons/allPresets.ts';
import { button, grid, journey, predicted, proof, rowIds, rowNames, run, sentence } from './steps.ts';

/** How each call is said to have ended, by the rows' own names. */
const ENDS: Record<string, Record<string, RegExp>> = {
  'deaf-tool': { fast_1: /succeeded/, fast_2: /succeeded/, slow_1: /succeeded/, hang_1: /timed out/ },
  'rate-limited': Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`fast_${n}`, /succeeded/])),
  'flaky-network': { fast_1: /succeeded/, flaky_1: /succeeded/, flaky_2: /succeeded/, flaky_3: /failed/ },
  priorities: Object.fromEntries(
    ['report_1', 'report_2', 'report_3', 'report_4', 'urgent_1', 'urgent_2'].map((id) => [id, /succeeded/]),
  ),
};

describe('a preset', () => {
  for (const [name, ends] of Object.entries(ENDS))
    journey(`${name}: its story until it has run, then its outcomes`, async ({ page, open }) => {
      const story = page.getByText(presetOf(name)?.story ?? '', { exact: true });
      await open(`#preset=${name}`);
      await story.waitFor();
      await predicted(page);
      await run(page);
      expect(await story.count()).toBe(0);
      const names = await rowNames(page);
      expect(names).toHaveLength(Object.keys(ends).length);
      for (const [id, how] of Object.entries(ends)) expect(names.find((one) => one.startsWith(`${id}, `))).toMatch(how);
      const [slowest = 0, total = 0, overhead] = [
        await proof(page, 'Slowest'),
        await proof(page, 'Total'),
        await proof(page, 'Overhead'),
      ];
      expect(slowest).toBeGreaterThan(0);
      expect(slowest).toBeLessThanOrEqual(total);
      // There is a prediction to compare with: the run ended as it was foreseen to end.
      expect(overhead).toBeDefined();
    });

  journey('is chosen from the menu by keyboard alone, group by group', async ({ page, open }) => {
    await open();
    await predicted(page);
    const preset = page.getByRole('button', { name: /^Preset/ });
    await preset.focus();
    await page.keyboard.press('Enter');
    const menu = page.getByRole('menu');
    await menu.waitFor();
    for (const group of ['Tutorial', 'Pitfalls', 'Policies', 'Stress'])
      await menu.getByRole('group', { name: group, exact: true }).waitFor();
    expect(await menu.getByRole('group', { name: 'Pitfalls' }).getByRole('menuitemradio').count()).toBe(5);
    // The menu moves the focus in a turn of its own: each key is given its time.
    const focused = () =>
      page.evaluate(() => `${document.activeElement?.role}: ${document.activeElement?.textContent}`);
    const comes = (what: RegExp) => expect.poll(focused, { timeout: 15_000 }).toMatch(what);
    await comes(/^menu/);
    await page.keyboard.press('ArrowDown');
    await comes(/^menuitemradio: Tutorial/);
    await page.keyboard.type('batches');
    await comes(/^menuitemradio: Batches with a straggler/);
    await page.keyboard.press('Enter');
    await button(page, 'Preset Batches with a straggler').waitFor();
    await page.getByText(presetOf('straggler')?.story ?? '', { exact: true }).waitFor();
    expect(await rowIds(page)).toHaveLength(6);
    expect(await page.getByRole('radio', { name: 'Batches of 3' }).isChecked()).toBe(true);
    await predicted(page);
    expect(await sentence(page)).toMatch(/In batches of 3, how long/);
  });

  journey(
    'the menu scrolls on a phone: the last preset can be reached and chosen',
    async ({ page, open }) => {
      await open();
      await predicted(page);
      await page.getByRole('button', { name: /Tutorial/ }).tap();
      const menu = page.getByRole('menu');
      await menu.waitFor();
      const box = await menu.boundingBox();
      expect(box && box.x >= 0 && box.x + box.width <= 360 && box.y >= 0 && box.y + box.height <= 740).toBe(true);
      await page.getByRole('menuitemradio', { name: /^Batches/ }).tap();
      await button(page, 'Batches with a straggler').waitFor();
      // The longest title, and longer when it is edited: nothing is pushed out of sight.
      await button(page, 'Add fast call').tap();
      const wide = page.getByRole('button', { name: 'Batches with a straggler, edited' });
      await wide.waitFor();
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      ).toBeLessThanOrEqual(0);
      await wide.tap();
      await page.getByRole('menuitemradio', { name: /^Stress 1,000/ }).tap();
      await expect.poll(() => grid(page).getAttribute('aria-rowcount')).toBe('1000');
    },
    { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
  );
});
