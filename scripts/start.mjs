// @ts-check
/**
 * `npm start`: installs and builds what is missing, then serves the page until it is stopped.
 * PORT names a port; without it 4173 or the next free one is taken. `npm start -- --host` also serves the
 * machine's network, for a room of people.
 */
import { join } from 'node:path';
import { serve } from './serve.mjs';
import { ensureBuilt, ensureInstalled, fail, root } from './setup.mjs';

ensureInstalled();
if (!ensureBuilt()) fail('The page could not be built: see above.');

const asked = process.env.PORT;
const port = asked ? Number(asked) : 4173;
if (!(Number.isInteger(port) && port >= 0 && port < 65_536)) fail(`PORT is ${asked}; expected a number to 65535.`);
const host = process.argv.includes('--host') ? '0.0.0.0' : '127.0.0.1';
const server = await serve(join(root, 'dist'), { port, tries: asked ? 1 : 100, host }).catch((error) =>
  fail(error.code === 'EADDRINUSE' ? `Port ${port} is taken.` : error.message),
);

console.log(`Fanout is at ${server.url}`);
console.log('Stop it with Ctrl+C.');

const stop = () => server.close().then(() => process.exit(0));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
// npm passes a signal on to the shell between us, which ends without telling us: then there is a new parent.
const parent = process.ppid;
if (process.env.npm_lifecycle_event) setInterval(() => process.ppid !== parent && stop(), 250).unref();
