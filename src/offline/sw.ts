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
/** A network that is there but does not answer must not keep the page from opening. */
const PATIENCE_MS = 3000;
const AT_ONCE = 3;

worker.addEventListener('install', (event) => event.waitUntil(keepAll()));
worker.addEventListener('activate', (event) => event.waitUntil(takeOver()));
worker.addEventListener('message', (event) => event.waitUntil(hear(event)));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(scope)) return;
  const path = new URL(request.url).pathname.slice(new URL(scope).pathname.length);
  if (path === '' || path === 'index.html') event.respondWith(pageOf(request));
  else if (FILES.includes(path)) event.respondWith(kept(path, request));
  else if (path === ONE_FILE) event.respondWith(keptOnceAsked(request));
});

/** A few at a time: the page may be about to run something. What an older version had too is not fetched again. */
async function keepAll(): Promise<void> {
  const cache = await caches.open(NAME);
  const asked = await caches.match(new URL(ONE_FILE, scope).href);
  const left = [...FILES, ...(asked ? [ONE_FILE] : [])];
  async function keepNext(): Promise<void> {
    for (let path = left.shift(); path !== undefined; path = left.shift()) {
      const url = new URL(path, scope).href;
      const hashed = path.startsWith('assets/');
      const known = hashed ? await caches.match(url) : undefined;
      const response = known ?? (await fetch(url, { cache: hashed ? 'default' : 'no-cache', priority: 'low' }));
      if (!response.ok) throw new Error(`${url}: ${response.status}`);
      await cache.put(url, response);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, keepNext));
}

async function takeOver(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== NAME) await caches.delete(name);
  await worker.clients.claim();
}

/** The newest page when the network has it. It is not kept here: its files would be missing beside it. */
async function pageOf(request: Request): Promise<Response> {
  const own = () => kept('index.html', request);
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE_MS));
  const response = await Promise.race([fetch(request).catch(() => undefined), late]);
  return response?.ok ? response : own();
}

async function kept(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(NAME);
  return (await cache.match(new URL(path, scope).href)) ?? fetch(request);
}

async function keptOnceAsked(request: Request): Promise<Response> {
  const response = await kept(ONE_FILE, request);
  const cache = await caches.open(NAME);
  const url = new URL(ONE_FILE, scope).href;
  // Where there is no room for it, it has still come.
  if (response.ok && !(await cache.match(url))) await cache.put(url, response.clone()).catch(() => {});
  return response;
}

/**
 * `take over` is said on the person's wish. Else a page says by which script it lives: of this version it needs
 * nothing said, and of an older one it is told that there is a newer.
 */
async function hear({ data, source }: ExtendableMessageEvent): Promise<void> {
  if (data === 'take over') await worker.skipWaiting();
  else if (!FILES.includes(data)) source?.postMessage('newer');
  else if ((await worker.clients.matchAll({ type: 'window', includeUncontrolled: true })).length === 1)
    await worker.skipWaiting();
}
