import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { CHROMIUM_FLAGS } from './scripts/setup.mjs';

const executablePath = process.env.CHROMIUM_PATH;

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
      {
        test: {
          name: 'journeys',
          environment: 'node',
          include: ['tests/journeys/**/*.test.ts'],
          globalSetup: ['tests/journeys/setup.ts'],
          fileParallelism: false,
          // Of the few files that say that their journeys may go side by side.
          maxConcurrency: 2,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
