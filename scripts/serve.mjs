// @ts-check
/** A static server for the built page: serves the files of one folder under one path, with gzip as hosts do. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
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

/** @typedef {{ plain: Buffer, gzip?: Buffer }} Content */

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
  /** @type {Map<string, Content & { changed: number }>} */
  const read = new Map();
  const server = createServer(({ method = '', url = '/', headers }, response) => {
    const known = method === 'GET' || method === 'HEAD';
    const name = known ? nameOf(url, base) : undefined;
    const content = name === undefined ? undefined : contentOf(folder, name, read);
    if (name === undefined || !content) {
      response.writeHead(known ? 404 : 405, {
        'content-type': 'text/plain; charset=utf-8',
        ...(!known && { allow: 'GET, HEAD' }),
      });
      return response.end(known ? 'Not found\n' : 'Only GET and HEAD\n');
    }
    const { gzip, plain } = content;
    const small = /\bgzip\b/.test(String(headers['accept-encoding'])) ? gzip : undefined;
    const body = small ?? plain;
    response.writeHead(200, {
      'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
      'content-length': body.length,
      ...(small && { 'content-encoding': 'gzip', vary: 'accept-encoding' }),
      // The content of a file with a hashed name never changes.
      'cache-control': name.startsWith('assets/') ? 'max-age=31536000, immutable' : 'no-cache',
    });
    // Node drops the body of a response to HEAD.
    return response.end(body);
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

/**
 * The file that a request's target names, with `/` as separator.
 *
 * @param {string} target a path, or a whole address as a proxy sends it
 * @param {string} base
 */
function nameOf(target, base) {
  try {
    const path = decodeURIComponent(target.replace(/^https?:\/\/[^/?#]*/i, '').replace(/[?#].*/s, ''));
    if (!path.startsWith(base)) return undefined;
    const name = path.slice(base.length);
    return name === '' || name.endsWith('/') ? `${name}index.html` : name;
  } catch {
    return undefined;
  }
}

/**
 * Looks the name up in the list of existing files and never passes it to the file system, so it cannot leave the folder,
 * be too long, or have a special meaning on some system. Only regular files are served, no links.
 *
 * @param {string} folder
 * @param {string} name
 * @param {Map<string, Content & { changed: number }>} read cache of the files read before
 * @returns {Content | undefined}
 */
function contentOf(folder, name, read) {
  try {
    const path = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .find((path) => relative(folder, path).split(sep).join('/') === name);
    if (!path) return undefined;
    const changed = statSync(path).mtimeMs;
    const before = read.get(path);
    if (before?.changed === changed) return before;
    const plain = readFileSync(path);
    const packs = /\.(html|js|css|json|webmanifest|svg|txt)$/.test(path);
    const content = { plain, changed, ...(packs && { gzip: gzipSync(plain) }) };
    read.set(path, content);
    return content;
  } catch {
    // The file was deleted meanwhile or is not readable.
    return undefined;
  }
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
