// @ts-check
/** `npm run build`: builds into dist/ the page, the same page as one file, and the service worker. */
import { build } from 'vite';
import { buildOneFile } from './oneFile.mjs';
import { buildServiceWorker } from './serviceWorker.mjs';
import { root } from './setup.mjs';

await build({ root, logLevel: process.argv.includes('--quiet') ? 'warn' : 'info' });
await buildOneFile();
await buildServiceWorker();
