import { existsSync } from 'node:fs';
import { chromium } from 'playwright';
import type { TestProject } from 'vitest/node';
import { serve } from '../../scripts/serve.mjs';
import { CHROMIUM_FLAGS } from '../../scripts/setup.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the built page. A sub-path, as on a hosted demo; ends in `/`. */
    pageUrl: string;
    /** Endpoint of the one Chromium of a project; each worker connects to it. */
    chromium: string;
  }
}

export default async function setup(project: TestProject) {
  if (!existsSync('dist/index.html')) throw new Error('dist/ is missing: npm run build');
  const server = await serve('dist', { base: '/some/sub/path/' });
  const executablePath = process.env.CHROMIUM_PATH;
  const browser = await chromium.launchServer({ ...(executablePath && { executablePath }), args: CHROMIUM_FLAGS });
  project.provide('pageUrl', server.url);
  project.provide('chromium', browser.wsEndpoint());
  return async () => {
    await browser.close();
    await server.close();
  };
}
