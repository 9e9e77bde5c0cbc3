// @ts-check
/**
 * `npm start`: installs and builds what is missing, then serves the page until it is stopped. PORT sets the port; without
 * it 4173 or the next free port is used. `npm start -- --host` also serves other machines of the network.
 */
import { join } from 'node:path';
import { serve } from './serve.mjs';
import { ensureBuilt, ensureInstalled, fail, root } from './setup.mjs';

ensureInstalled();
if (!ensureBuilt()) fail('The page could not be built: see above.');

const portSetting = process.env.PORT;
const port = portSetting ? Number(portSetting) : 4173;
if (!(Number.isInteger(port) && port >= 0 && port < 65_536))
  fail(`PORT is ${portSetting}; expected a number to 65535.`);
const host = process.argv.includes('--host') ? '0.0.0.0' : '127.0.0.1';
const server = await serve(join(root, 'dist'), { port, tries: portSetting ? 1 : 100, host }).catch((error) =>
  fail(error.code === 'EADDRINUSE' ? `Port ${port} is taken.` : error.message),
);

console.log(`Fanout is at ${server.url}`);
console.log('Stop it with Ctrl+C.');

const stop = () => server.close().then(() => process.exit(0));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
// npm signals only the shell between npm and this process; when the shell has ended, the parent changes.
const parent = process.ppid;
if (process.env.npm_lifecycle_event) setInterval(() => process.ppid !== parent && stop(), 250).unref();
