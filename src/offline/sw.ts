/**
 * The service worker: after one visit the page opens offline. A version is all files of one build. It is cached completely
 * or not at all, and the previous version is deleted when no page uses it any more.
 */
declare const FILES: readonly string[];
/** The whole page as one file. It is as large as all FILES together, so it is cached only after it has been requested. */
declare const ONE_FILE: string;
declare const VERSION: string;

const worker = self as unknown as ServiceWorkerGlobalScope;
const { scope } = worker.registration;
/** Includes the scope, since another Fanout may be hosted under another path of the same origin. */
const PREFIX = `fanout ${scope} `;
const NAME = PREFIX + VERSION;
const PAGE = 'index.html';
/** After this time without a response the page opens from the cache. */
const NETWORK_TIMEOUT_MS = 3000;
const PARALLEL_FETCHES = 3;

worker.addEventListener('install', (event) => event.waitUntil(cacheAll()));
worker.addEventListener('activate', (event) => event.waitUntil(takeOver()));
worker.addEventListener('message', (event) => event.waitUntil(onMessage(event)));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(scope)) return;
  const path = new URL(request.url).pathname.slice(new URL(scope).pathname.length);
  if (path === '' || path === PAGE) event.respondWith(pageOf(request));
  else if (FILES.includes(path)) event.respondWith(fromCache(path, request));
  else if (path === ONE_FILE) event.respondWith(oneFileFromCache(request));
});

/**
 * Caches the files that are not cached: all at the first visit, later those that the browser or the user has deleted.
 * Fetches a few at a time, since the page may be about to run something. Hashed files of an older version are copied and
 * not fetched again. index.html is cached last, so that a version opens offline only if it is complete.
 */
async function cacheAll(): Promise<void> {
  const cache = await caches.open(NAME);
  const there = new Set((await cache.keys()).map(({ url }) => url));
  const oneFileIsCached = await caches.match(urlOf(ONE_FILE));
  const left = [...FILES, ...(oneFileIsCached ? [ONE_FILE] : [])].filter((path) => !there.has(urlOf(path)));
  const page = left.includes(PAGE) ? await fetched(PAGE) : undefined;
  // The host may have deployed a newer build meanwhile; its index.html does not match these files.
  if (page && !(await isOwn(page))) throw new Error('index.html is of another build');
  const files = left.filter((path) => path !== PAGE);
  async function cacheNext(): Promise<void> {
    for (let path = files.shift(); path !== undefined; path = files.shift()) {
      const known = isHashed(path) ? await caches.match(urlOf(path)) : undefined;
      await cache.put(urlOf(path), known ?? (await fetched(path)));
    }
  }
  await Promise.all(Array.from({ length: PARALLEL_FETCHES }, cacheNext));
  if (page) await cache.put(urlOf(PAGE), page);
}

const urlOf = (path: string) => new URL(path, scope).href;
const isHashed = (path: string) => path.startsWith('assets/');

async function fetched(path: string): Promise<Response> {
  const url = urlOf(path);
  const response = await fetch(url, { cache: isHashed(path) ? 'default' : 'no-cache', priority: 'low' });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response;
}

/** Whether all scripts and styles that the page refers to belong to this version. */
async function isOwn(page: Response): Promise<boolean> {
  const named = [...(await page.clone().text()).matchAll(/"\.\/(assets\/[^"]+)"/g)].map(([, path = '']) => path);
  return named.length > 0 && named.every((path) => FILES.includes(path));
}

async function takeOver(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== NAME) await caches.delete(name);
  await worker.clients.claim();
}

/** The page from the network, else from the cache. The network's page is not cached, since its files would be missing. */
async function pageOf(request: Request): Promise<Response> {
  const own = () => fromCache(PAGE, request);
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, NETWORK_TIMEOUT_MS));
  const response = await Promise.race([fetch(request).catch(() => undefined), late]);
  return response?.ok ? response : own();
}

async function fromCache(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(NAME);
  return (await cache.match(urlOf(path))) ?? fetch(request);
}

async function oneFileFromCache(request: Request): Promise<Response> {
  const response = await fromCache(ONE_FILE, request);
  const cache = await caches.open(NAME);
  const url = urlOf(ONE_FILE);
  // The response is returned even if storage is full.
  if (response.ok && !(await cache.match(url))) await cache.put(url, response.clone()).catch(() => {});
  return response;
}

/**
 * Messages of a page: `take over` when the user accepts the new version, `keep all` at each visit, else the path of the
 * page's script. If the script belongs to another version, the reply is `newer`.
 */
async function onMessage({ data, source }: ExtendableMessageEvent): Promise<void> {
  if (data === 'take over') await worker.skipWaiting();
  // Offline, or when the host has a newer build, the next visit retries.
  else if (data === 'keep all') await cacheAll().catch(() => {});
  else if (!FILES.includes(data)) source?.postMessage('newer');
  else if ((await worker.clients.matchAll({ type: 'window', includeUncontrolled: true })).length === 1)
    await worker.skipWaiting();
}

// Makes this file a module for TypeScript.
export {};
