// @ts-check
/** A static server for the built page: files of one folder, under one path, compressed as hosts do, and nothing else. */
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { gzipSync } from 'node:zlib';

/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** @type {Map<string, Buffer>} by path and time of change */
const zipped = new Map();

/**
 * @param {string} folder
 * @param {object} [options]
 * @param {string} [options.base] the path it is served under; starts and ends in `/`
 * @param {number} [options.port] 0 = any free one
 * @param {number} [options.tries] how many ports are tried, one after the other, while they are taken
 * @param {string} [options.host] the address that is listened on
 * @returns {Promise<{ url: string, port: number, close(): Promise<void> }>}
 */
export async function serve(folder, { base = '/', port = 0, tries = 1, host = '127.0.0.1' } = {}) {
  const server = createServer((request, response) => {
    const file = fileOf(folder, base, request.url ?? '/');
    const known = request.method === 'GET' || request.method === 'HEAD';
    if (!file || !known) {
      response.writeHead(known ? 404 : 405, { 'content-type': 'text/plain; charset=utf-8' });
      return response.end(known ? 'Not found\n' : 'Only GET and HEAD\n');
    }
    const small = /\bgzip\b/.test(String(request.headers['accept-encoding'])) ? gzipped(file) : undefined;
    response.writeHead(200, {
      'content-type': TYPES[extname(file.path)] ?? 'application/octet-stream',
      'content-length': small?.length ?? file.size,
      ...(small && { 'content-encoding': 'gzip', vary: 'accept-encoding' }),
      // Hashed names never change what they hold.
      'cache-control': file.path.includes(`${sep}assets${sep}`) ? 'max-age=31536000, immutable' : 'no-cache',
    });
    // Of an answer to HEAD, Node sends no body.
    if (small || request.method === 'HEAD') return response.end(small);
    return createReadStream(file.path)
      .on('error', () => response.destroy())
      .pipe(response);
  });
  const taken = await listen(server, port, tries, host);
  return {
    port: taken,
    url: `http://localhost:${taken}${base}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** @param {string} folder @param {string} base @param {string} url */
function fileOf(folder, base, url) {
  let path;
  try {
    path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
  } catch {
    return undefined;
  }
  if (!path.startsWith(base) || path.includes('\0')) return undefined;
  const wanted = normalize(join(folder, path.slice(base.length), path.endsWith('/') ? 'index.html' : ''));
  if (!wanted.startsWith(join(folder, sep))) return undefined;
  const stat = statSync(wanted, { throwIfNoEntry: false });
  return stat?.isFile() ? { path: wanted, size: stat.size, changed: stat.mtimeMs } : undefined;
}

/** @param {{ path: string, changed: number }} file */
function gzipped({ path, changed }) {
  if (!/\.(html|js|css|json|webmanifest|svg|txt)$/.test(path)) return undefined;
  const key = `${path} ${changed}`;
  const known = zipped.get(key) ?? gzipSync(readFileSync(path));
  zipped.set(key, known);
  return known;
}

/**
 * @param {import('node:http').Server} server
 * @param {number} port
 * @param {number} tries
 * @param {string} host
 * @returns {Promise<number>} the port it got
 */
function listen(server, port, tries, host) {
  return new Promise((resolve, reject) => {
    let next = port;
    server.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code !== 'EADDRINUSE' || ++next >= port + tries) reject(error);
      else server.listen(next, host);
    });
    server.on('listening', () => resolve(/** @type {import('node:net').AddressInfo} */ (server.address()).port));
    server.listen(next, host);
  });
}
