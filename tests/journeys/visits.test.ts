import type { Download } from 'playwright';
import { describe, expect } from 'vitest';
import {
  button,
  grid,
  journey,
  phase,
  predicted,
  pressAnyway,
  proof,
  rowIds,
  run,
  sentence,
  strategy,
  TUTORIAL,
  tab,
  text,
} from './steps.ts';

async function contentOf(download: Download): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

describe('a plan', () => {
  journey('survives a reload; a link wins over it, and it is one button away', async ({ page, open }) => {
    await open();
    await button(page, 'Add flaky call').click();
    await strategy(page, 'Batches of 2').check();
    await page.reload();
    await expect.poll(() => rowIds(page)).toEqual([...TUTORIAL, 'flaky_1']);
    expect(await strategy(page, 'Batches of 2').isChecked()).toBe(true);
    await button(page, 'Preset Tutorial, edited').waitFor();

    await open('#preset=tutorial');
    await expect.poll(() => rowIds(page)).toEqual(TUTORIAL);
    await button(page, 'Back to my plan').click();
    await expect.poll(() => rowIds(page)).toEqual([...TUTORIAL, 'flaky_1']);
    expect(await page.evaluate(() => location.hash)).toBe('');

    await open('#preset=tutorial');
    await button(page, 'Add fast call').click();
    expect(await page.evaluate(() => location.hash)).toBe('');
    await button(page, 'Back to my plan').click();
    await expect.poll(() => rowIds(page)).toEqual([...TUTORIAL, 'flaky_1']);
  });

  journey('of another group is out of the way after #fresh, and can come back', async ({ page, open }) => {
    await open();
    await button(page, 'Add flaky call').click();
    await open('#preset=tutorial&fresh');
    await expect.poll(() => rowIds(page)).toEqual(TUTORIAL);
    await open('#fresh');
    await expect.poll(() => rowIds(page)).toEqual(TUTORIAL);
    await button(page, 'Back to my plan').click();
    await expect.poll(() => rowIds(page)).toEqual([...TUTORIAL, 'flaky_1']);
  });

  journey('a link followed on the open page opens it, and undo leads back', async ({ page, open }) => {
    await open();
    await button(page, 'Add flaky call').click();
    await page.evaluate(() => {
      location.hash = '#preset=tutorial';
    });
    await expect.poll(() => rowIds(page)).toEqual(TUTORIAL);
    await button(page, 'Undo').click();
    await expect.poll(() => rowIds(page)).toEqual([...TUTORIAL, 'flaky_1']);
  });

  journey('of an unknown preset is explained', async ({ page, open }) => {
    await open('#preset=nothing-like-it');
    await page.getByText('This link asks for the preset “nothing-like-it”, and there is none of that name.').waitFor();
    expect(await rowIds(page)).toEqual(TUTORIAL);
    await button(page, 'Dismiss').click();
    await predicted(page);
    await run(page);
    expect(await sentence(page)).toMatch(/^All four took/);
  });

  journey('that is broken opens the tutorial, says so, and can be downloaded as it was', async ({ page, open }) => {
    const broken = '{"version":1,"plan":{"calls":[{"id":"mine","name":"fast_tool"}]}}\u2028 ünder';
    await open();
    await page.evaluate((kept) => localStorage.setItem('fanout.plan', kept), broken);
    await open();
    await page
      .getByText(/^The plan kept in this browser could not be read: .*This is the tutorial instead\.$/)
      .waitFor();
    expect(await rowIds(page)).toEqual(TUTORIAL);
    const download = page.waitForEvent('download');
    await button(page, 'Download what was kept').click();
    expect((await contentOf(await download)).toString('utf8')).toBe(broken);
    await predicted(page);
    await run(page);
  });
});

describe('Your plans', () => {
  journey('keep one’s own plan through two edited links, and list what was replaced', async ({ page, open }) => {
    await open();
    await button(page, 'Add flaky call').click();
    for (const name of ['straggler', 'tutorial']) {
      await open(`#preset=${name}`);
      await button(page, 'Add fast call').click();
    }
    await button(page, 'Back to my plan').click();
    await expect.poll(() => rowIds(page)).toEqual([...TUTORIAL, 'flaky_1']);

    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Command' }).fill('Your plans');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Your plans' });
    await dialog.waitFor();
    expect(await dialog.getByRole('listitem').count()).toBe(3);
    const remove = dialog.getByRole('button', { name: /^Delete Tutorial, edited/ }).first();
    await remove.click();
    await dialog.getByRole('button', { name: /^Undo: delete Tutorial, edited/ }).press('Enter');
    await dialog
      .getByRole('button', { name: /^Restore / })
      .nth(1)
      .click();
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => rowIds(page)).not.toContain('flaky_1');
    await page.reload();
    await expect.poll(() => rowIds(page)).not.toContain('flaky_1');

    await page.getByRole('button', { name: /^Preset/ }).click();
    await page.getByRole('menuitem', { name: 'Your plans' }).click();
    expect(await text(dialog.getByRole('listitem').first())).toContain('Tutorial, edited');
  });

  journey('of two tabs are both kept, and it is said', async ({ page, open }) => {
    await open();
    await predicted(page);
    const other = await page.context().newPage();
    await other.goto(page.url());
    await button(other, 'Add flaky call').click();
    await button(page, 'Add hanging call').click();
    await page.getByText('Your plan was changed in another tab too.').waitFor();
    await button(page, 'Your plans').click();
    await page.getByRole('button', { name: /^Restore Tutorial, edited/ }).click();
    await expect.poll(() => rowIds(page)).toEqual([...TUTORIAL, 'flaky_1']);
    await other.close();
  });

  journey('a full storage is said, and gives the plan as a file that opens', async ({ page, open }) => {
    await open();
    await predicted(page);
    await page.evaluate(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
    });
    await button(page, 'Add flaky call').click();
    await page.getByText('This browser can’t keep your plan').waitFor();
    const [file] = await Promise.all([page.waitForEvent('download'), button(page, 'Download plan').click()]);
    const buffer = await contentOf(file);
    await page.reload();
    await expect.poll(() => rowIds(page)).toEqual(TUTORIAL);
    await page
      .getByLabel('Open a trace or run')
      .setInputFiles({ name: 'fanout-plan.json', mimeType: 'application/json', buffer });
    await expect.poll(() => rowIds(page)).toEqual([...TUTORIAL, 'flaky_1']);
  });

  journey('during a run a link asks first', async ({ page, open }) => {
    await open();
    await button(page, 'Add hanging call').click();
    await button(page, 'Run').click();
    await phase(page, 'running');
    const follow = (hash: string) =>
      page.evaluate((to) => {
        location.hash = to;
      }, hash);
    await follow('#preset=straggler');
    await button(page, 'Not now').click();
    expect(await rowIds(page)).toContain('hang_1');
    await follow('#preset=tutorial');
    await button(page, 'Stop and open').click();
    await expect.poll(() => rowIds(page)).toEqual(TUTORIAL);
  });
});

describe('the theme', () => {
  journey('follows the system, is chosen, and is kept', async ({ page, open }) => {
    const theme = () => page.locator('html').getAttribute('data-theme');
    await page.emulateMedia({ colorScheme: 'dark' });
    await open();
    expect(await theme()).toBe('dark');
    await button(page, 'Theme: system').click();
    expect(await theme()).toBe('light');
    await page.reload();
    expect(await theme()).toBe('light');
    await button(page, 'Theme: light').click();
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await theme()).toBe('dark');
    await button(page, 'Theme: dark').click();
    await expect.poll(theme).toBe('light');
  });
});

describe('without the network', () => {
  journey(
    'everything that was loaded works on, and what was not does not break it',
    async ({ page, open }) => {
      await open();
      await predicted(page);
      await page.waitForLoadState('networkidle');
      await page.context().setOffline(true);
      await run(page);
      expect(await sentence(page)).toMatch(/^All four took/);
      await button(page, 'Add slow call').click();
      await predicted(page);
      await run(page);
      expect(await sentence(page)).toMatch(/^All five took/);
      await tab(page, 'Compare').click();
      await page.getByText('The chart could not be loaded.').waitFor();
      await page.getByRole('button', { name: /^Preset/ }).click();
      await page.getByText('The menu could not be loaded').waitFor({ state: 'attached' });
      expect(await rowIds(page)).toHaveLength(5);
      await tab(page, 'State').click();
      expect(await rowIds(page)).toHaveLength(5);
    },
    { expected: [/ERR_INTERNET_DISCONNECTED/, /dynamically imported module/] },
  );
});

describe('without Workers', () => {
  const says = async (page: Parameters<typeof button>[0], why: RegExp) => {
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await text(alert)).toMatch(why);
    expect(await text(alert)).toMatch(/Open the page over http or https rather than as a file/);
    expect(await button(page, 'Run').getAttribute('aria-disabled')).toBe('true');
    await pressAnyway(button(page, 'Run'));
    await page.keyboard.press('r');
    expect(await page.locator('html').getAttribute('data-run')).toBe('idle');
    // The plan can still be seen and edited.
    await button(page, 'Add fast call').click();
    await expect.poll(() => rowIds(page)).toHaveLength(5);
    await predicted(page);
  };

  journey('the page says so, and what to do', async ({ page, open }) => {
    await page.addInitScript(() => {
      window.Worker = class {
        constructor() {
          throw new Error('Workers are off');
        }
      } as unknown as typeof Worker;
    });
    await open();
    await says(page, /Nothing can be run here\..*\(Workers are off\)/);
  });

  journey(
    'whose code does not come it says so too',
    async ({ page, open }) => {
      await page.route('**/*.worker*', (route) => route.abort());
      await open();
      await says(page, /Nothing can be run here\./);
    },
    { expected: [/worker/i, /ERR_FAILED/] },
  );
});

journey('10,000 calls open, run to their end, and scroll to the last', async ({ page, open }) => {
  const nodes = () => page.evaluate(() => document.querySelectorAll('*').length);
  await open('#preset=stress-10000');
  await predicted(page);
  expect(await grid(page).getAttribute('aria-rowcount')).toBe('10000');
  expect(await nodes()).toBeLessThan(4000);
  await grid(page).getByRole('row').first().focus();
  await page.keyboard.press('End');
  const last = grid(page).getByRole('row', { name: /^slow_10000, / });
  await last.waitFor();
  await expect.poll(() => last.evaluate((element) => element === document.activeElement)).toBe(true);
  expect(await last.getAttribute('aria-rowindex')).toBe('10000');
  await button(page, 'Run').click();
  await expect.poll(() => sentence(page)).toMatch(/^\d\.\d\d s: [\d,]+ of 10,000 done, [\d,]+ running$/);
  expect(await nodes()).toBeLessThan(4000);
  await page.locator('html[data-run=settled]').waitFor({ state: 'attached', timeout: 30_000 });
  expect(await last.getAttribute('aria-label')).toMatch(/^slow_10000, slow_tool, succeeded, \d\.\d\d s$/);
  const total = (await proof(page, 'Total')) as number;
  expect(total).toBeGreaterThanOrEqual((await proof(page, 'Slowest')) as number);
  expect(total).toBeLessThan(0.75 * ((await proof(page, 'Sum')) as number));
  expect(await proof(page, 'Sum')).toBeGreaterThan(1_000_000);
  expect(await nodes()).toBeLessThan(4000);
});
