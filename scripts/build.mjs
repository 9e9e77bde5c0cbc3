// @ts-check
/** `npm run build`: the page into dist/, and beside it the same page as one file. */
import { build } from 'vite';
import { buildOneFile } from './oneFile.mjs';
import { root } from './setup.mjs';

await build({ root, logLevel: process.argv.includes('--quiet') ? 'warn' : 'info' });
await buildOneFile();
