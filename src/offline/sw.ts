/**
 * The service worker: after one visit the page opens without a network. A version is all files of one build; it is
 * kept whole or not at all, and the one before it goes when no page needs it any more.
 */
declare const FILES: readonly string[];
/** The whole page in one: as heavy as all of them, so it is kept only once somebody has asked for it. */
declare const ONE_FILE: string;
declare const VERSION: string;

const worker = self as unknown as ServiceWorkerGlobalScope;
const { scope } = worker.registration;
/** Another Fanout may live under another path of the same origin. */
const PREFIX = `fanout ${scope} `;
const NAME = PREFIX + VERSION;
const PAGE = 'index.html';
/** A network that is there but does not answer must not keep the page from opening. */
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
 * Keeps what is not kept yet: all at the first visit, and at later ones what the browser or the person has deleted.
 * A few at a time: the page may be about to run something. What an older version had too is not fetched again.
 * index.html is kept last: without a network a version opens only if it is whole.
 */
async function cacheAll(): Promise<void> {
  const cache = await caches.open(NAME);
  const there = new Set((await cache.keys()).map(({ url }) => url));
  const oneFileIsCached = await caches.match(urlOf(ONE_FILE));
  const left = [...FILES, ...(oneFileIsCached ? [ONE_FILE] : [])].filter((path) => !there.has(urlOf(path)));
  const page = left.includes(PAGE) ? await fetched(PAGE) : undefined;
  // The host may have a newer build by now, whose page must not come to stand beside these files.
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

/** Whether all scripts and styles that it names are of this version. */
async function isOwn(page: Response): Promise<boolean> {
  const named = [...(await page.clone().text()).matchAll(/"\.\/(assets\/[^"]+)"/g)].map(([, path = '']) => path);
  return named.length > 0 && named.every((path) => FILES.includes(path));
}

async function takeOver(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== NAME) await caches.delete(name);
  await worker.clients.claim();
}

/** The newest page when the network has it. It is not kept here: its files would be missing beside it. */
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
  // Where there is no room for it, it has still come.
  if (response.ok && !(await cache.match(url))) await cache.put(url, response.clone()).catch(() => {});
  return response;
}

/**
 * `take over` is said on the person's wish, `keep all` at each visit. Else a page says by which script it lives: of this
 * version it needs nothing said, and of an older one it is told that there is a newer.
 */
async function onMessage({ data, source }: ExtendableMessageEvent): Promise<void> {
  if (data === 'take over') await worker.skipWaiting();
  // Without a network, or when the host has a newer build: at the next visit.
  else if (data === 'keep all') await cacheAll().catch(() => {});
  else if (!FILES.includes(data)) source?.postMessage('newer');
  else if ((await worker.clients.matchAll({ type: 'window', includeUncontrolled: true })).length === 1)
    await worker.skipWaiting();
}

// A module for the types; it has nothing to give.
export {};
