import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright';
import { describe, expect } from 'vitest';
import {
  boxOf,
  button,
  journey,
  phase,
  predicted,
  proof,
  row,
  rowIds,
  run,
  sentence,
  stateTab,
  strategy,
  TUTORIAL,
  tab,
  text,
} from './steps.ts';

const ONE_FILE = pathToFileURL(resolve('dist/fanout-offline.html')).href;

async function share(page: Page) {
  await button(page, 'Share').click();
  const dialog = page.getByRole('dialog', { name: 'Share' });
  await dialog.waitFor();
  return dialog;
}

const linkIn = (page: Page) => page.getByRole('textbox', { name: 'Link' }).inputValue();

/** Presses the dialog's button and gives the file that comes of it. */
async function saved(page: Page, name: string): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), button(page, name).click()]);
  const path = join(mkdtempSync(join(tmpdir(), 'fanout-')), file.suggestedFilename());
  await file.saveAs(path);
  return path;
}

describe('a link', () => {
  journey(
    'is copied, and opens exactly what was on the page, elsewhere',
    async ({ page, open }) => {
      await open();
      await button(page, 'Add flaky call').click();
      await strategy(page, 'Batches of 2').check();
      await tab(page, 'Log').click();
      const dialog = await share(page);
      await page.getByRole('textbox', { name: 'Name, for the title' }).fill('Monday’s <b>group</b>');
      await expect.poll(() => page.title()).toBe('Monday’s <b>group</b> · Fanout');
      expect(await text(dialog)).toMatch(/\d+ characters, 5 calls/);
      await dialog.getByRole('img', { name: 'QR code of the link' }).waitFor();
      await button(page, 'Copy link').click();
      await page.getByText('Copied').waitFor();
      const link = await linkIn(page);
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
      expect(link).toMatch(/#plan=1\.[\w-]+$/);
      await page.keyboard.press('Escape');
      expect(await button(page, 'Share').evaluate((one) => one === document.activeElement)).toBe(true);

      await page.evaluate(() => localStorage.clear());
      await open(link.replace(/.*#/, '#'));
      await predicted(page);
      expect(await rowIds(page)).toEqual([...TUTORIAL, 'flaky_1']);
      expect(await strategy(page, 'Batches of 2').isChecked()).toBe(true);
      expect(await tab(page, 'Log').getAttribute('aria-selected')).toBe('true');
      expect(await page.title()).toBe('Monday’s <b>group</b> · Fanout');
      expect(new URL(page.url()).hash).toMatch(/^#plan=/);
    },
    { permissions: ['clipboard-read', 'clipboard-write'] },
  );

  journey('that is cut in half is explained, and the own plan is there', async ({ page, open }) => {
    await open();
    await button(page, 'Add flaky call').click();
    await share(page);
    const link = await linkIn(page);
    await open(link.replace(/.*#/, '#').slice(0, -8));
    await page.getByText('This link could not be opened. It is damaged, or was cut short on its way.').waitFor();
    await expect.poll(() => rowIds(page)).toEqual([...TUTORIAL, 'flaky_1']);
  });

  journey('may be followed on the open page', async ({ page, open }) => {
    await open();
    await share(page);
    const link = await linkIn(page);
    await page.keyboard.press('Escape');
    await button(page, 'Add flaky call').click();
    await page.evaluate(
      (hash) => {
        location.hash = hash;
      },
      link.replace(/.*#/, '#'),
    );
    await expect.poll(() => rowIds(page)).toEqual(TUTORIAL);
  });
});

describe('a run', () => {
  journey('is saved and opened again, and can be rewound', async ({ page, open }) => {
    await open();
    await share(page);
    expect(await button(page, 'Download run').getAttribute('aria-disabled')).toBe('true');
    await page.keyboard.press('Escape');
    await run(page);
    const total = await proof(page, 'Total');
    await share(page);
    const path = await saved(page, 'Download run');
    expect(path).toMatch(/fanout\.fanout\.json$/);
    await page.keyboard.press('Escape');
    const before = await stateTab(page);

    await open('#preset=straggler');
    await predicted(page);
    await page.getByLabel('Open a trace or run').setInputFiles(path);
    await phase(page, 'settled');
    expect(await rowIds(page)).toEqual(TUTORIAL);
    expect(await proof(page, 'Total')).toBe(total);
    expect(await stateTab(page)).toEqual(before);
    await page.getByText(/^Opened from fanout\.fanout\.json, saved on /).waitFor();
    await page.getByRole('slider', { name: 'Playhead' }).press('Home');
    expect(await text(page.getByRole('tabpanel'))).toContain('pending');

    await page.getByLabel('Open a trace or run').setInputFiles({
      name: 'other.json',
      mimeType: 'application/json',
      buffer: Buffer.from('{"traceEvents":[]}'),
    });
    await page
      .getByText(/^other\.json could not be opened\. It looks like a Chrome trace, .* Nothing has changed\.$/)
      .waitFor();
    expect(await proof(page, 'Total')).toBe(total);
  });

  journey('may be dropped on the page', async ({ page, open }) => {
    await open();
    await predicted(page);
    const data = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['nothing'], 'dropped.json'));
      return transfer;
    });
    await page.dispatchEvent('body', 'drop', { dataTransfer: data });
    await page.getByText(/^dropped\.json could not be opened\. It is not JSON\./).waitFor();
    // Calls in a text are for the plan.
    const calls = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['tool,ms\nget_weather,310\nsearch,840'], 'calls.csv'));
      return transfer;
    });
    await page.dispatchEvent('body', 'drop', { dataTransfer: calls });
    await page.getByRole('dialog', { name: 'Paste calls' }).getByText('Two calls understood').waitFor();
  });
});

/** Where things stand from left to right: above them there may be a notice. */
async function across(page: Page): Promise<[x: number, width: number][]> {
  const parts = [
    button(page, 'Run'),
    page.getByRole('region', { name: 'Timeline' }),
    row(page, 'slow_1').getByRole('button').first(),
    tab(page, 'Log'),
    button(page, 'Add fast call'),
  ];
  const boxes = await Promise.all(parts.map(boxOf));
  return boxes.map(({ x, width }) => [Math.round(x), Math.round(width)]);
}

describe('the page as one file', () => {
  journey(
    'runs from a stick, and proves itself',
    async ({ page, open }) => {
      await open();
      await predicted(page);
      expect(await rowIds(page)).toEqual(TUTORIAL);
      await run(page);
      const [total, slowest] = [await proof(page, 'Total'), await proof(page, 'Slowest')];
      expect(total).toBeGreaterThanOrEqual(slowest as number);
      expect(total).toBeLessThan(1.1 * (slowest as number));
      expect(await sentence(page)).toMatch(/^All four took 1\.\d\d s: as long as slow_1 alone\./);
      // What is loaded later is in the file too.
      for (const name of ['Log', 'Compare']) await tab(page, name).click();
      await page.getByRole('table').waitFor();
      await button(page, 'Keys and help').click();
      await page.getByRole('dialog', { name: 'Keys' }).waitFor();
      await page.keyboard.press('Escape');

      // It hands itself on, with the run.
      await share(page);
      const path = await saved(page, 'Download page');
      await page.goto(pathToFileURL(path).href);
      await phase(page, 'settled');
      expect(await proof(page, 'Total')).toBe(total);
    },
    { at: ONE_FILE, expected: [/left the page's own path: file:/] },
  );

  journey(
    'is downloaded with the run, opens from a stick with it, and runs it again',
    async ({ page, open }) => {
      await open();
      await run(page);
      const total = await proof(page, 'Total');
      const places = await across(page);
      await share(page);
      await page.getByRole('textbox', { name: 'Name, for the title' }).fill('Two & <three>');
      const path = await saved(page, 'Download page');
      expect(path).toMatch(/fanout-two-three\.html$/);
      expect(readFileSync(path, 'utf8')).toContain('<title>Two &amp; &lt;three> · Fanout</title>');

      await page.context().setOffline(true);
      await page.goto(pathToFileURL(path).href);
      await phase(page, 'settled');
      expect(await proof(page, 'Total')).toBe(total);
      expect(await page.title()).toBe('Two & <three> · Fanout');
      // All styles are in it, in the order that they have in the page.
      expect(await across(page)).toEqual(places);
      await page.getByRole('slider', { name: 'Playhead' }).press('Home');
      await page.keyboard.press('c');
      await page.getByRole('heading', { name: /^Why 1\.\d\d s$/ }).waitFor();
      await button(page, 'Run').click();
      await phase(page, 'running');
      await phase(page, 'settled');
      // Two runs may have the same total; no run is shorter than its slowest call.
      expect(await proof(page, 'Total')).toBeGreaterThanOrEqual(1000);
    },
    { expected: [/left the page's own path: file:/] },
  );
});
