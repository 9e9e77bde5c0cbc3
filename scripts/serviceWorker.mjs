// @ts-check
/** Builds dist/sw.js: the service worker, with the list of the build's files. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { build } from 'vite';
import { ONE_FILE } from './oneFile.mjs';
import { root } from './setup.mjs';

/** Files that the page never requests, or that are cached only after a request. */
const NOT_KEPT = [ONE_FILE, 'robots.txt', 'social.png', 'sw.js'];

export async function buildServiceWorker() {
  const dist = join(root, 'dist');
  const files = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dist, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !NOT_KEPT.includes(path))
    .sort();
  const version = createHash('sha256');
  for (const path of [...files, ONE_FILE]) version.update(`${path}\n`).update(readFileSync(join(dist, path)));
  const result = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    define: {
      FILES: JSON.stringify(files),
      ONE_FILE: JSON.stringify(ONE_FILE),
      VERSION: JSON.stringify(version.digest('hex').slice(0, 16)),
    },
    build: {
      write: false,
      target: 'baseline-widely-available',
      modulePreload: false,
      rolldownOptions: { input: join(root, 'src/offline/sw.ts'), output: { format: 'iife' } },
    },
  });
  const [chunk] = /** @type {import('vite').Rolldown.RolldownOutput} */ (result).output;
  writeFileSync(join(dist, 'sw.js'), chunk.code);
}
