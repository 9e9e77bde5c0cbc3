import type { Page } from 'playwright';
import { describe, expect } from 'vitest';
import { faults } from './faults.ts';
import {
  again,
  button,
  focused,
  journey,
  phase,
  predicted,
  proof,
  row,
  rowNames,
  sentence,
  strategy,
  tabTo,
} from './steps.ts';

const WIDE = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 360, height: 740 } };

/**
 * Policies by keyboard alone, at both sizes where the size makes a difference. Times are held against each other as
 * the page measured them, and never against the test's own clock: the machine may be slow, and then everything on it is.
 */
const SIZES = [
  ['1280x800', WIDE],
  ['360x740', PHONE],
] as const;

const panel = (page: Page) => page.getByRole('dialog', { name: 'Policy' });
const notes = (page: Page) => page.getByRole('region', { name: 'Timeline' }).locator('p').first().locator('xpath=..');
const chip = (page: Page, text: string) => button(page, text);
const shown = async (page: Page, name: string) => (await proof(page, name)) ?? Number.NaN;

/** The whole page is one ring of stops; from its start there is a way to everything. */
async function fromTheStart(page: Page): Promise<void> {
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
}

async function press(page: Page, name: string | RegExp, key = 'Enter'): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press(key);
}

async function openPolicy(page: Page): Promise<void> {
  await fromTheStart(page);
  await press(page, '+ Policy');
  await panel(page).waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('dialog')?.ariaLabel)).toBe('Policy');
}

async function runByKey(page: Page): Promise<void> {
  await predicted(page);
  await fromTheStart(page);
  await press(page, 'Run');
  await phase(page, 'settled');
}

/** The radio group is one stop; its arrows choose. */
async function choose(page: Page, name: string): Promise<void> {
  await fromTheStart(page);
  for (let presses = 0; presses < 40; presses++) {
    if (await page.evaluate(() => document.activeElement?.matches('input[name=strategy]'))) break;
    await page.keyboard.press('Tab');
  }
  for (let presses = 0; presses < 4 && !(await strategy(page, name).isChecked()); presses++)
    await page.keyboard.press('ArrowRight');
  expect(await strategy(page, name).isChecked()).toBe(true);
}

async function add(page: Page, name: string, times = 1): Promise<void> {
  await fromTheStart(page);
  await tabTo(page, name);
  for (let i = 0; i < times; i++) await page.keyboard.press('Enter');
}

describe.each(SIZES)('by keyboard alone, %s', (_, options) => {
  journey(
    'a hanging call, a timeout of 500 ms: the total is about that, and the tail goes on; the chip is taken off, and undone',
    async ({ page, open }) => {
      await open();
      await add(page, 'Add hanging call');
      await openPolicy(page);
      await press(page, 'Timeout', ' ');
      await press(page, /^Timeout \(ms\)/, 'ControlOrMeta+a');
      await page.keyboard.type('0.5 s');
      expect(await faults(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await panel(page).waitFor({ state: 'detached' });
      expect(await focused(page)).toBe('+ Policy');
      await chip(page, 'Timeout 0.50 s').waitFor();
      await runByKey(page);
      // Timers that come late on a busy machine have the first word: then it runs again.
      for (let i = 0; i < 4 && !/cut off/.test(await sentence(page)); i++) await again(page);

      const total = await shown(page, 'Total');
      expect(total).toBeGreaterThanOrEqual(500);
      expect(total).toBeLessThan(1.5 * 500);
      expect(await sentence(page)).toMatch(/cut off at their 0\.50 s timeout/);
      const hang = row(page, 'hang_1');
      expect(await hang.getAttribute('aria-label')).toMatch(/timed out/);
      // The dotted tail with its open arrow: its work goes on, and nobody knows until when.
      await hang.locator('.lane .bar.tail.open').first().waitFor();
      expect(await notes(page).textContent()).toMatch(/hang_1 is still running/);

      await fromTheStart(page);
      await press(page, 'Remove Timeout');
      expect(await chip(page, 'Timeout 0.50 s').count()).toBe(0);
      expect(await focused(page)).toBe('+ Policy');
      await predicted(page);
      expect(await sentence(page)).toMatch(/^hang_1 never ends/);
      await page.keyboard.press('ControlOrMeta+z');
      await chip(page, 'Timeout 0.50 s').waitFor();
      // The run of exactly this plan is there again.
      await phase(page, 'settled');
      expect(await shown(page, 'Total')).toBe(total);
    },
    options,
  );

  journey(
    'Run over a text that no engine takes leads to it; nothing is lost',
    async ({ page, open }) => {
      await open();
      await openPolicy(page);
      await press(page, 'Deadline', ' ');
      await press(page, /^Deadline \(ms\)/, 'ControlOrMeta+a');
      await page.keyboard.type('soon');
      await page.keyboard.press('Escape');
      await fromTheStart(page);
      await press(page, 'Run');
      const field = panel(page).locator('[aria-invalid=true]');
      await field.waitFor();
      await expect.poll(() => field.evaluate((one) => one === document.activeElement)).toBe(true);
      expect(await field.inputValue()).toBe('soon');
      expect(await panel(page).getByRole('alert').allTextContents()).toContain(
        'Deadline (ms): Expected milliseconds from 0.001 to 2,147,483,647, got "soon". The plan keeps 2000.',
      );
      expect(await page.locator('html').getAttribute('data-run')).toBe('idle');
      expect(await faults(page)).toEqual([]);
    },
    options,
  );
});

// The way to the strategies is the same at both sizes, and so is what they do.
describe('by keyboard alone', () => {
  journey(
    'at most 2 over six calls takes its lower bound, or the sentence says why not',
    async ({ page, open }) => {
      await open();
      await add(page, 'Add fast call', 2);
      await choose(page, 'At most 3');
      await fromTheStart(page);
      await press(page, 'Fewer: At most 3');
      expect(await strategy(page, 'At most 2').isChecked()).toBe(true);
      await runByKey(page);
      expect(await rowNames(page)).toHaveLength(6);
      const total = await shown(page, 'Total');
      const bound = await shown(page, 'Lower bound');
      expect(total).toBeGreaterThanOrEqual(bound * 0.999);
      expect(await sentence(page)).toMatch(
        total <= bound * 1.02
          ? /its lower bound, .* of work two at a time/
          : /(over its lower bound, because|waited .* for a free slot)/,
      );
    },
    WIDE,
  );

  journey(
    'batches of 2: what the barrier costs is named, and is what lies between the total and the bound',
    async ({ page, open }) => {
      await open();
      await choose(page, 'Batches of 2');
      await runByKey(page);
      const [total, bound, costs] = [
        await shown(page, 'Total'),
        await shown(page, 'Lower bound'),
        await shown(page, 'Policy costs'),
      ];
      expect(Math.abs(total - bound - costs)).toBeLessThan(0.01 * total);
      expect(await sentence(page)).toMatch(
        /^Batches of 2 took \d\.\d\d s: \d\.\d\d s of it because batch 2 had to wait\./,
      );
      expect(await page.locator('data[data-name="Policy costs"]').textContent()).toContain('at the barrier');
    },
    PHONE,
  );

  journey(
    'fail fast against collect: the lost results are counted, and no time is said to be saved by losing them',
    async ({ page, open }) => {
      await open();
      // It fails after 1 s, when slow calls of the same length are done; a timeout fails one sooner.
      await add(page, 'Add hanging call');
      await openPolicy(page);
      await press(page, 'Timeout', ' ');
      await page.keyboard.press('Escape');
      await runByKey(page);
      const collected = (await rowNames(page)).filter((name) => /succeeded|failed|timed out/.test(name));
      expect(collected).toHaveLength(5);
      expect(await shown(page, 'Speed-up')).toBeGreaterThan(1);

      await openPolicy(page);
      await tabTo(page, /^On error/);
      await page.keyboard.type('fail fast');
      await page.keyboard.press('Escape');
      await chip(page, 'Fail fast').waitFor();
      await runByKey(page);
      const lost = (await rowNames(page)).filter((name) => /result lost/.test(name));
      expect(lost.length).toBeGreaterThan(0);
      const said = /: (\d+) results? (?:was|were) lost/.exec(await sentence(page));
      expect(Number(said?.[1])).toBe(lost.length);
      expect(await proof(page, 'Speed-up')).toBeUndefined();
      expect(await page.locator('data[data-name=Saved]').count()).toBe(0);
      expect(await notes(page).textContent()).toContain('skipping work isn’t saving time');
    },
    WIDE,
  );
});
