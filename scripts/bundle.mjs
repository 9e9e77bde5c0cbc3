// @ts-check
/** Bundles TypeScript files for a command, which Node cannot read: for Node (`ssr`) or for the page. */
import { build } from 'vite';
import { root } from './setup.mjs';

/**
 * @param {Record<string, string>} input the file of each bundle, by its name
 * @param {string} outDir
 * @param {{ ssr?: boolean }} [how]
 */
export async function bundle(input, outDir, { ssr = false } = {}) {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      ssr,
      outDir,
      emptyOutDir: false,
      minify: !ssr,
      chunkSizeWarningLimit: 10_000,
      target: ssr ? 'node20' : 'baseline-widely-available',
      rolldownOptions: { input, output: { entryFileNames: '[name].js' } },
    },
  });
}
