// @ts-check
/**
 * `node scripts/pictures.mjs` draws the images in public/: the icons, from favicon.svg, and the preview image for social
 * sites, from the built page after a real run. Run it again when one of these has changed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { serve } from './serve.mjs';
import { CHROMIUM_FLAGS, ensureBuilt, findChromium, root } from './setup.mjs';

const file = (/** @type {string} */ name) => join(root, 'public', name);
/** The safe zone of a maskable icon is a circle of 80 %; the drawing fills its middle. */
const MARGIN = 0.2;

const browser = await chromium.launch({ executablePath: await findChromium(), args: CHROMIUM_FLAGS });
const svg = readFileSync(file('favicon.svg')).toString('base64');
for (const size of [192, 512]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(
    `<body style="margin:0;background:#faf9f6"><img style="width:${size}px;padding:${MARGIN * size}px;box-sizing:border-box" src="data:image/svg+xml;base64,${svg}">`,
  );
  await page.locator('img').evaluate((image) => /** @type {HTMLImageElement} */ (image).decode());
  await page.screenshot({ path: file(`icon-${size}.png`) });
  await page.close();
}

if (!ensureBuilt()) process.exit(1);
const server = await serve(join(root, 'dist'));
const page = await browser.newPage({
  viewport: { width: 1200, height: 630 },
  colorScheme: 'light',
  serviceWorkers: 'block',
});
await page.goto(`${server.url}#preset=tutorial`);
await page.locator('html[data-prediction=ready]').waitFor();
await page.getByRole('button', { name: 'Run', exact: true }).click();
await page.locator('html[data-run=settled]').waitFor();
// Waits until the finish line and the bars have stopped moving.
await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished)));
await page.screenshot({ path: file('social.png') });
await browser.close();
await server.close();
