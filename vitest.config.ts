import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { CHROMIUM_FLAGS } from './scripts/setup.mjs';

const executablePath = process.env.CHROMIUM_PATH;

/** Of these a second page would change the outcome: they hold totals and sentences against a calm machine. */
const TIMED = ['hidden', 'policy', 'steering', 'tutorial', 'why'].map((name) => `tests/journeys/${name}.test.ts`);

const journeys = {
  environment: 'node',
  // The files of a worker share what they import, and with it one connection to Chromium.
  isolate: false,
  // One journey of a file at a time, so that there are never more pages than workers.
  maxConcurrency: 1,
  globalSetup: ['tests/journeys/setup.ts'],
  // Of a page that hangs tell the 15 s of each of its steps; a long journey beside others is only slow.
  testTimeout: 180_000,
  hookTimeout: 60_000,
};

/** `npm test` sets CHROMIUM_PATH and never runs two of the browser projects at once: they measure time. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['tests/unit/**/*.test.ts'],
          // Both cores of a small machine: by default one is left alone.
          pool: 'threads',
          maxWorkers: 2,
          // Properties with many runs, on a machine that does other things too.
          testTimeout: 30_000,
        },
      },
      {
        plugins: [react(), tailwindcss()],
        // Found late, a dependency is bundled late and reloads the page under a running test.
        optimizeDeps: {
          include: [
            'react',
            'react-dom',
            'react-dom/client',
            'react/jsx-dev-runtime',
            'vitest-browser-react',
            'axe-core',
            'shiki/core',
            'shiki/engine/javascript',
            'shiki/langs/python.mjs',
            'shiki/langs/typescript.mjs',
          ],
        },
        test: {
          name: 'components',
          include: ['tests/components/**/*.test.tsx'],
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            viewport: { width: 1280, height: 800 },
            provider: playwright({ launchOptions: { executablePath, args: CHROMIUM_FLAGS } }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      // Two files side by side: vitest begins with the longest, of which it knows the time or else the size.
      { test: { ...journeys, name: 'journeys', include: ['tests/journeys/*.test.ts'], exclude: TIMED, maxWorkers: 2 } },
      {
        test: { ...journeys, name: 'journeys-timed', include: TIMED, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
