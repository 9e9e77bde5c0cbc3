import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serve } from '../../scripts/serve.mjs';
import { property } from './support/property.ts';

const BASE = '/some/sub/';
const PAGE = '<!doctype html>the page';
const SCRIPT = 'export {}; // a script';
const SPACED = 'of a name with a space';
const SECRET = 'not to be served';

let outside: string;
let server: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  outside = mkdtempSync(join(tmpdir(), 'fanout-serve-'));
  const folder = join(outside, 'root');
  mkdirSync(join(folder, 'assets', 'empty'), { recursive: true });
  mkdirSync(join(outside, 'root-beside'));
  for (const path of ['secret.txt', 'root-beside/secret.txt']) writeFileSync(join(outside, path), SECRET);
  writeFileSync(join(folder, 'index.html'), PAGE);
  writeFileSync(join(folder, 'assets', 'a.js'), SCRIPT);
  writeFileSync(join(folder, 'ä b.txt'), SPACED);
  symlinkSync(join(outside, 'secret.txt'), join(folder, 'link.txt'));
  symlinkSync(outside, join(folder, 'linked'));
  symlinkSync('link-to-itself', join(folder, 'link-to-itself'));
  server = await serve(folder, { base: BASE });
});
afterAll(async () => {
  await server.close();
  rmSync(outside, { recursive: true });
});

/**
 * Bytes as they are sent and what comes back until the connection is closed, each byte a character.
 *
 * @param ending `wait`: the server closes it; `end`: we say that nothing more comes; `cut`: we are gone
 */
function exchange(bytes: string, ending: 'wait' | 'end' | 'cut', piece = bytes.length): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect(server.port, '127.0.0.1', () => {
      for (let at = 0; at < bytes.length; at += piece || 1) socket.write(bytes.slice(at, at + (piece || 1)), 'latin1');
      if (ending === 'cut') setImmediate(() => socket.destroy());
      if (ending === 'end') socket.end();
    });
    socket.setNoDelay(true);
    socket.setTimeout(5000, () => socket.destroy());
    socket.setEncoding('latin1');
    socket.on('data', (text) => {
      heard += text;
    });
    // A connection that the server has cut is an answer.
    socket.on('error', () => {});
    socket.on('close', () => resolve(heard));
  });
}

interface Answer {
  status: number;
  head: string;
  body: string;
}

function answerOf(text: string): Answer {
  const end = text.indexOf('\r\n\r\n');
  return { status: Number(text.slice(9, 12)), head: text.slice(0, end), body: text.slice(end + 4) };
}

/** @param target its characters are sent as UTF-8 */
async function ask(target: string, { method = 'GET', headers = '' } = {}): Promise<Answer> {
  const request = `${method} ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`;
  return answerOf(await exchange(Buffer.from(request).toString('latin1'), 'wait'));
}

it.each([
  ['/some/sub/', PAGE],
  ['/some/sub/index.html', PAGE],
  ['/some/sub/?a=../b#c', PAGE],
  ['/some/sub/assets/a.js', SCRIPT],
  ['/some/sub/%C3%A4%20b.txt', SPACED],
  ['http://elsewhere/some/sub/assets/a.js', SCRIPT],
])('%s is served', async (target, text) => {
  expect(await ask(target)).toMatchObject({ status: 200, body: text });
});

/** Each is answered with 404, or with 400 by Node itself. */
const NOTHING_THERE = [
  '/',
  '/some/sub',
  '/some/sub/index.html/',
  '/some/sub/index.html/a',
  '/some/sub/index.html/../index.html',
  '/some/sub/assets',
  '/some/sub/assets/',
  '/some/sub/assets/empty/',
  `/some/sub/${'a'.repeat(300)}`,
  `/some/sub/${'a/'.repeat(5000)}`,
  '/some/sub/../secret.txt',
  '/some/sub/%2e%2e/secret.txt',
  '/some/sub/..%2fsecret.txt',
  '/some/sub/%252e%252e%252fsecret.txt',
  '/some/sub/..%5csecret.txt',
  '/some/sub/..\\secret.txt',
  '/some/sub/%c0%ae%c0%ae/secret.txt',
  '/some/sub/../root-beside/secret.txt',
  '/some/sub//secret.txt',
  '/some/sub/link.txt',
  '/some/sub/linked/secret.txt',
  '/some/sub/link-to-itself',
  '/some/sub/index.html%00',
  '/some/sub/index.html%00.js',
  '/some/sub/%',
  '/some/sub/%zz',
  '/some/sub/%ff',
  '/some/sub/index.html.',
  '/some/sub/INDEX.HTML',
  '/some/sub/index.html::$DATA',
  '/some/sub/CON',
  '/some/sub/file:///etc/passwd',
  '//some/sub/index.html',
  '//elsewhere/some/sub/',
  '\\some\\sub\\',
  'http://',
  'file:///etc/passwd',
  'elsewhere:80',
  '*',
  '?',
  '#',
];
// As an object: vitest cuts what it writes of it.
it.each(NOTHING_THERE.map((target) => ({ target })))('$target is not there', async ({ target }) => {
  const { status, body } = await ask(target);
  expect([400, 404]).toContain(status);
  expect(body).not.toContain(SECRET);
});

it('GET and HEAD are answered, with the length of what is sent', async () => {
  const zipped = { headers: 'Accept-Encoding: gzip\r\n' };
  const { head, body } = await ask('/some/sub/', zipped);
  expect(gunzipSync(Buffer.from(body, 'latin1')).toString()).toBe(PAGE);
  expect(head).toContain(`content-length: ${body.length}`);
  const undated = (text: string) => text.replace(/\r\nDate: .*/, '');
  const bare = await ask('/some/sub/', { method: 'HEAD', ...zipped });
  expect(bare).toEqual({ status: 200, head: expect.any(String), body: '' });
  expect(undated(bare.head)).toBe(undated(head));
});

it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'])('%s is refused, its body unread', async (method) => {
  const headers = `Content-Length: ${10 ** 9}\r\n`;
  expect(await ask('/some/sub/', { method, headers })).toMatchObject({
    status: 405,
    body: expect.stringContaining('Only GET and HEAD'),
  });
});

const BYTES = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) });
const PIECES = [
  '..',
  '.',
  '',
  '%2e%2e',
  '%2f',
  '%5c',
  '%00',
  '%',
  '\\',
  '\0',
  'assets',
  'a.js',
  'index.html',
  'linked',
];
const TARGETS = fc.oneof(
  fc.constantFrom(BASE, `${BASE}assets/a.js`, ...NOTHING_THERE),
  fc
    .array(fc.oneof(fc.constantFrom(...PIECES, 'secret.txt', 'root-beside', 'CON', ' ', '~'), BYTES), { maxLength: 12 })
    .map((parts) => BASE + parts.join('/')),
  fc.integer({ min: 200, max: 20_000 }).map((length) => BASE + 'x'.repeat(length)),
  BYTES,
);
const HEADERS = fc.oneof(
  fc.constantFrom(
    'Host: a\r\nHost: b',
    'Host: \0',
    'Host: ../..',
    'Range: bytes=0-1',
    'Range: bytes=-1,5-2,99999999999999999999-',
    'If-Modified-Since: never',
    'If-None-Match: "',
    'Accept-Encoding: gzip, gzip;q=0, \u00ff',
    'Expect: 100-continue',
    'Expect: the worst',
    'Upgrade: websocket\r\nConnection: upgrade',
    'Connection: keep-alive',
    'Connection: close, keep-alive',
    'Content-Length: 5',
    'Content-Length: -1',
    'Content-Length: 99999999999999999999',
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: chunked\r\nContent-Length: 3',
    ' folded: line',
    ':',
    `X: ${'y'.repeat(20_000)}`,
    Array.from({ length: 2500 }, (_, i) => `A${i}: b`).join('\r\n'),
  ),
  BYTES.map((bytes) => `X: ${bytes}`),
);
const METHODS = fc.oneof(
  { weight: 4, arbitrary: fc.constant('GET') },
  fc.constantFrom('HEAD', 'POST', 'OPTIONS', 'CONNECT', 'TRACE', 'PRI', 'get', 'GET\0', ''),
);
const BODIES = fc.oneof(fc.constantFrom('', '0\r\n\r\n', 'ffffffffffffffff\r\n', '5\r\nab', 'x'.repeat(70_000)), BYTES);
const REQUESTS = fc
  .record({
    method: METHODS,
    target: TARGETS,
    version: fc.constantFrom('HTTP/1.1', 'HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/9', ''),
    headers: fc.array(HEADERS, { maxLength: 3 }),
    body: BODIES,
  })
  .map(
    ({ method, target, version, headers, body }) =>
      `${method} ${target} ${version}\r\n${['Host: x', ...headers].join('\r\n')}\r\n\r\n${body}`,
  );
const CONNECTIONS = fc.record({
  /** Several: the next is sent before the answer to the last has come. */
  bytes: fc.array(REQUESTS, { minLength: 1, maxLength: 3 }).map((requests) => requests.join('')),
  /** How much of them is sent before the connection is closed or cut. */
  share: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
  piece: fc.constantFrom(undefined, undefined, 7, 1000),
  ending: fc.constantFrom('end' as const, 'cut' as const),
});

property(
  'whatever is sent is answered or cut off, nothing from outside is given, and the page is served afterwards',
  CONNECTIONS,
  async ({ bytes, share, piece, ending }) => {
    const sent = bytes.slice(0, Math.ceil(bytes.length * share));
    const heard = await exchange(sent, ending, sent.length < 5000 ? piece : undefined);
    if (heard !== '') {
      expect(heard).toMatch(/^HTTP\/1\.1 \d{3} /);
      expect([100, 200, 400, 404, 405, 417, 431]).toContain(answerOf(heard).status);
    }
    expect(heard).not.toContain(SECRET);
    expect(await ask(BASE)).toMatchObject({ status: 200, body: PAGE });
  },
  { runs: 400 },
);
