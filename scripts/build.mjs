// @ts-check
/** `npm run build`: the page into dist/, beside it the same page as one file, and what keeps it for offline. */
import { build } from 'vite';
import { buildOneFile } from './oneFile.mjs';
import { buildServiceWorker } from './serviceWorker.mjs';
import { root } from './setup.mjs';

await build({ root, logLevel: process.argv.includes('--quiet') ? 'warn' : 'info' });
await buildOneFile();
await buildServiceWorker();
