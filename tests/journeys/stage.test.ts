import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Locator, Page } from 'playwright';
import { describe, expect, inject } from 'vitest';
import { faults } from './faults.ts';
import { startJourney } from './page.ts';
import { button, grid, journey, phase, predicted, row, rowIds, run, tab } from './steps.ts';

/** What is seen and reaches out of the window; rows scroll in their own box. */
const outside = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('body *')].flatMap((one) => {
      const { left, top, right, bottom, width, height } = one.getBoundingClientRect();
      const seen = width > 0 && height > 0 && one.checkVisibility({ visibilityProperty: true });
      if (!seen || one.closest('.sr-only, .revealed') || one.parentElement?.closest('.rows')) return [];
      const fits = left >= -1 && top >= -1 && right <= innerWidth + 1 && bottom <= innerHeight + 1;
      return fits ? [] : [`${one.tagName} ${one.className} ${Math.round(right)},${Math.round(bottom)}`];
    }),
  );

/** Parts that stand below each other, and must not lie on each other. */
async function stacked(page: Page): Promise<void> {
  const boxes = await page.evaluate(() =>
    ['.rows', '.stage-foot'].map((one) => {
      const { top, bottom, height } = document.querySelector(one)?.getBoundingClientRect() ?? new DOMRect();
      return { top, bottom, height };
    }),
  );
  const [rows, foot] = boxes;
  expect(rows?.bottom).toBeLessThanOrEqual((foot?.top ?? 0) + 1);
  const one = (await grid(page).getByRole('row').first().boundingBox())?.height ?? 0;
  // At least two rows.
  expect(rows?.height).toBeGreaterThan(2 * one - 1);
}

describe('presenting', () => {
  for (const [width, height] of [
    [800, 600],
    [1280, 800],
    [640, 400],
  ] as const)
    journey(
      `a lesson is taught end to end by a clicker at ${width}x${height}, and all of it is seen`,
      async ({ page, open }) => {
        await open('#lesson=order&present');
        await page.locator('html[data-lesson=order]').waitFor({ state: 'attached' });
        await predicted(page);
        await page.getByRole('img', { name: 'QR code of the link' }).waitFor();
        const step = (n: number) => page.locator(`html[data-lesson-step="${n}"]`).waitFor({ state: 'attached' });
        const look = async () => {
          expect(await outside(page)).toEqual([]);
          await stacked(page);
        };
        expect(await page.getByRole('button', { name: /^[ABC] / }).count()).toBe(3);
        await look();
        await page.keyboard.press('PageDown');
        await step(2);
        await page.keyboard.press('PageDown');
        await phase(page, 'settled');
        await step(3);
        await look();
        await page.keyboard.press('b');
        await page.getByRole('button', { name: /^Blank/ }).waitFor();
        await page.keyboard.press('b');
        for (const n of [4, 5]) {
          await page.keyboard.press('PageDown');
          await step(n);
          await look();
        }
        await page.keyboard.press('PageUp');
        await step(4);
        expect(await faults(page)).toEqual([]);
        await page.keyboard.press('Escape');
        await button(page, 'Present').or(button(page, 'Lessons')).first().waitFor();
      },
      { viewport: { width, height } },
    );

  journey('text grows, and is its old size again afterwards', async ({ page, open }) => {
    await open();
    await predicted(page);
    const rowHeight = async () => (await grid(page).getByRole('row').first().boundingBox())?.height ?? 0;
    const before = await rowHeight();
    await button(page, 'Present').click();
    await page.getByRole('button', { name: 'Leave presenting' }).waitFor();
    expect(await rowHeight()).toBeGreaterThan(before * 1.3);
    await page.keyboard.press('Escape');
    await button(page, 'Present').waitFor();
    expect(await rowHeight()).toBeCloseTo(before, 0);
  });
});

journey('twice the text size: everything can be reached by scrolling down', async ({ page, open }) => {
  const session = await page.context().newCDPSession(page);
  await session.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
  await open();
  await predicted(page);
  await run(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1280);
  const [card, tabs] = await Promise.all([
    page.getByRole('region', { name: 'Timeline' }).boundingBox(),
    page.getByRole('tablist').boundingBox(),
  ]);
  expect((card?.y ?? 0) + (card?.height ?? 0)).toBeLessThanOrEqual(tabs?.y ?? 0);
  expect(await faults(page)).toEqual([]);
});

describe('a link for a class', () => {
  journey('hides and locks what the teacher chose, keys included, until it is left', async ({ page, open }) => {
    await open();
    await button(page, 'Share').click();
    const dialog = page.getByRole('dialog', { name: 'Share' });
    await dialog.getByText('For a class').click();
    await dialog.getByRole('combobox', { name: 'Add calls' }).selectOption('locked');
    await dialog.getByRole('combobox', { name: 'Policy' }).selectOption('hidden');
    await dialog.getByText('Embed', { exact: false }).first().click();
    expect(await faults(page)).toEqual([]);
    const link = await page.getByRole('textbox', { name: 'Link' }).inputValue();
    await open(link.slice(link.indexOf('#')));
    await predicted(page);
    await page.getByText(/It is for a class/).waitFor();
    const add = button(page, 'Add slow call');
    expect(await add.getAttribute('aria-disabled')).toBe('true');
    expect(await add.getAttribute('title')).toBe('Locked by the teacher');
    expect(await button(page, '+ Policy').count()).toBe(0);
    await add.dispatchEvent('click');
    await page.keyboard.press('n');
    expect(await rowIds(page)).toHaveLength(4);
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Commands' }).waitFor();
    await page
      .getByRole('option', { name: /^Lesson: / })
      .first()
      .waitFor();
    expect(await faults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await button(page, 'Back to my plan').click();
    await button(page, '+ Policy').waitFor();
    await add.click();
    expect(await rowIds(page)).toHaveLength(5);
  });
});

/** A page of another origin, which has the page in a frame and keeps what it hears. */
async function host(pageUrl: string) {
  const html = `<!doctype html><html lang="en"><title>Host</title><h1>Host</h1>
<iframe title="Fanout" width="700" height="420" src="${pageUrl}#embed&preset=tutorial"></iframe>
<script>heard = []; addEventListener('message', ({ source, data }) => source === frames[0] && heard.push(data));</script>`;
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(html));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('inside of a page of another origin', () => {
  journey('loads a plan, says what was run, and refuses the rest', async () => {
    await using around = await host(inject('pageUrl'));
    await using visit = await startJourney();
    const { page } = visit;
    await page.goto(around.url);
    const frame = page.frameLocator('iframe');
    const heard = (type: string) =>
      page.waitForFunction(
        (wanted) => (window as unknown as { heard: { type: string }[] }).heard.find(({ type: one }) => one === wanted),
        type,
      );
    const tell = (message: unknown) => page.evaluate((one) => window.frames[0]?.postMessage(one, '*'), message);
    await heard('ready');
    await frame.locator('html[data-prediction=ready]').waitFor({ state: 'attached' });

    await tell({ fanout: 1, type: 'run' });
    const { why } = (await (await heard('refused')).jsonValue()) as unknown as { why: string };
    expect(why).toMatch(/Expected the type "load", got "run"/);
    await tell({ fanout: 1, type: 'load', plan: { calls: [{ id: 1 }] } });
    await tell('<img src=x onerror=alert(1)>');
    expect(await frame.getByRole('row').count()).toBe(4);

    const calls = ['one', 'two'].map((id) => ({ id, name: 'fast_tool', args: { query: id } }));
    await tell({ fanout: 1, type: 'load', plan: { calls } });
    expect(await (await heard('loaded')).jsonValue()).toMatchObject({ calls: 2 });
    expect(await frame.getByRole('row').count()).toBe(2);
    const link = frame.getByRole('link', { name: 'Open in Fanout' });
    await expect.poll(() => link.getAttribute('href')).toContain('#plan=1.');
    const [bar, rows] = await Promise.all([
      frame.getByRole('button', { name: 'Run', exact: true }).boundingBox(),
      frame.locator('.rows').boundingBox(),
    ]);
    expect((bar?.y ?? 0) + (bar?.height ?? 0)).toBeLessThanOrEqual(rows?.y ?? 0);
    await frame.getByRole('button', { name: 'Run', exact: true }).click();
    const settled = (await (await heard('settled')).jsonValue()) as unknown as { total: number; outcomes: unknown[] };
    expect(settled.outcomes).toHaveLength(2);
    expect(settled.total).toBeGreaterThan(90);
  });

  journey('axe finds nothing in it', async ({ page, open }) => {
    await open('#embed&preset=tutorial');
    await predicted(page);
    await page.getByRole('link', { name: 'Open in Fanout' }).waitFor();
    expect(await faults(page)).toEqual([]);
  });
});

journey('axe finds nothing: the list of lessons', async ({ page, open }) => {
  await open();
  await button(page, 'Lessons').click();
  await page.getByRole('button', { name: /What a tool call is/ }).waitFor();
  expect(await faults(page)).toEqual([]);
});

journey(
  'forced colours: what is selected is outlined, and the keys of the charts keep their colours',
  async ({ page, open }) => {
    await open();
    await predicted(page);
    await run(page);
    const outline = (target: Locator) => target.evaluate((one) => getComputedStyle(one).outlineStyle);
    const slow = row(page, 'slow_1');
    await slow.locator('.lane').click();
    await expect.poll(() => outline(slow)).toBe('solid');
    expect(await outline(row(page, 'fast_2'))).toBe('none');
    await tab(page, 'Log').click();
    const line = page.getByRole('list', { name: 'Events' }).locator('.selected').first();
    await line.waitFor();
    expect(await outline(line)).toBe('solid');
    await tab(page, 'Compare').click();
    const key = page.getByText('lower bound', { exact: true }).locator('i');
    await key.waitFor();
    expect(await key.evaluate((one) => getComputedStyle(one).backgroundColor)).not.toBe(
      await page.evaluate(() => getComputedStyle(document.body).backgroundColor),
    );
    await button(page, 'View').click();
    await page.getByRole('menu').waitFor();
    await page.keyboard.press('ArrowDown');
    expect(await outline(page.locator('[role^=menuitem]:focus'))).toBe('solid');
  },
  { forcedColors: 'active' },
);
