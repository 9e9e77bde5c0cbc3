import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serve } from '../../scripts/serve.mjs';
import { startJourney } from './page.ts';
import { button, journey, phase, predicted, proof, run, tab } from './steps.ts';

/** Until the browser has all files of the version, and the page is the service worker's. */
async function kept(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller)
      await new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }));
  });
}

/** What `Download page` gives. */
async function download(page: Page): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), button(page, 'Download page').click()]);
  return textOf(await file.createReadStream());
}

/** How many files are kept, and whether index.html is among them: it is kept last. */
const keptFiles = (page: Page) =>
  page.evaluate(async () => {
    const names = await caches.keys();
    const lists = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    const urls = lists.flat().map(({ url }) => url);
    return { count: urls.length, whole: urls.some((url) => url.endsWith('/index.html')) };
  });

/** Deletes what is kept as a browser does that is asked to clear its cache, or only what has these letters in its name. */
const deleteKept = (page: Page, part?: string) =>
  page.evaluate(async (part) => {
    for (const name of await caches.keys()) {
      if (part === undefined) await caches.delete(name);
      const cache = await caches.open(name);
      for (const request of await cache.keys()) if (part && request.url.includes(part)) await cache.delete(request);
    }
  }, part);

journey(
  'after one visit the page opens and runs without a network, whatever of it was used before or deleted since',
  async ({ page, open }) => {
    await open();
    await predicted(page);
    expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
    await run(page);
    await kept(page);

    // What is deleted is kept again at the next visit with a network.
    const { count } = await keptFiles(page);
    await deleteKept(page);
    expect(await keptFiles(page)).toEqual({ count: 0, whole: false });
    await open();
    await run(page);
    await expect.poll(() => keptFiles(page), { timeout: 10_000 }).toEqual({ count, whole: true });
    await deleteKept(page, '/assets/C');
    expect((await keptFiles(page)).count).toBeLessThan(count);
    await page.evaluate(() => navigator.serviceWorker.controller?.postMessage('keep all'));
    await expect.poll(() => keptFiles(page)).toEqual({ count, whole: true });

    await page.context().setOffline(true);
    await open('#preset=tutorial');
    await predicted(page);
    await run(page);
    const [total, slowest] = [await proof(page, 'Total'), await proof(page, 'Slowest')];
    expect(total).toBeGreaterThanOrEqual(slowest as number);
    // Loaded for the first time.
    await tab(page, 'Compare').click();
    await page.getByRole('table').waitFor();
    await button(page, 'Share').click();
    await page.getByRole('img', { name: 'QR code of the link' }).waitFor();
    // The one file is kept only once it was asked for: that is said, and nothing breaks.
    await button(page, 'Download page').click();
    await page.getByText('fetched when it is first needed and then kept').waitFor();
    await page.context().setOffline(false);
    expect(await download(page)).toContain('id="fanout-run"');
    await page.context().setOffline(true);
    expect(await download(page)).toContain('id="fanout-run"');
  },
  { serviceWorkers: 'allow', expected: [/fanout-offline\.html/, /ERR_INTERNET_DISCONNECTED/, /ERR_FAILED/] },
);

let folder: string;
let server: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fanout-dist-'));
  cpSync('dist', folder, { recursive: true });
  server = await serve(folder, { base: '/a/b/' });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** The same page as if it had been built anew: every script has another name, and so the service worker another list. */
function release(): void {
  const assets = join(folder, 'assets');
  const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'));
  const known = new Set(scripts);
  const renamed = (text: string) =>
    text.replace(/([\w.-]+)\.js\b/g, (name, stem) => (known.has(name) ? `${stem}NEW.js` : name));
  for (const name of scripts) {
    writeFileSync(join(assets, renamed(name)), renamed(readFileSync(join(assets, name), 'utf8')));
    rmSync(join(assets, name));
  }
  for (const name of ['index.html', 'sw.js']) {
    const path = join(folder, name);
    writeFileSync(path, renamed(readFileSync(path, 'utf8')).replace(/`[0-9a-f]{16}`/, '`0123456789abcdef`'));
  }
}

const scriptOf = (page: Page) => page.locator('script[type=module]').getAttribute('src');

it('a new version is offered to the page that is open, and once taken is the only one', async () => {
  await using started = await startJourney({ serviceWorkers: 'allow', at: server.url });
  const { page, open, troubles } = started;
  await open();
  await run(page);
  await kept(page);
  const before = await scriptOf(page);

  release();
  await page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
  await page.getByText('A new version of Fanout is ready.').waitFor();
  expect(await scriptOf(page)).toBe(before);
  expect(await page.evaluate(() => document.documentElement.dataset.run)).toBe('settled');
  await button(page, 'Reload').click();
  await expect.poll(() => scriptOf(page).catch(() => undefined)).toContain('NEW.js');
  await predicted(page);
  const names = await page.evaluate(() => caches.keys());
  expect(names).toEqual([`fanout ${server.url} 0123456789abcdef`]);

  await open();
  await run(page);
  await phase(page, 'settled');
  expect(await page.getByText('A new version of Fanout is ready.').count()).toBe(0);
  expect(troubles).toEqual([]);
});
