import { beforeEach, expect, it, vi } from 'vitest';

const SCOPE = 'https://host.test/fanout/';
const FILES = ['assets/index-1a.js', 'assets/late-1b.js', 'favicon.svg', 'index.html'];
const ONE_FILE = 'fanout-offline.html';
const NAME = `fanout ${SCOPE} 1`;
const page = (script: string) => `<script type="module" src="./assets/${script}"></script>`;

/** What the host has. */
let host: Map<string, string>;
/** What was asked of it, in order. */
let asked: string[];
let stores: Map<string, Map<string, Response>>;
let heard: Map<string, (event: unknown) => void>;

const pathOf = (address: string) => address.slice(SCOPE.length);
const keptOf = (name = NAME) => [...(stores.get(name)?.keys() ?? [])].map(pathOf).sort();
const indexOf = (name = NAME) => stores.get(name)?.get(`${SCOPE}index.html`)?.clone().text();

function store(name: string): Map<string, Response> {
  const known = stores.get(name) ?? new Map();
  stores.set(name, known);
  return known;
}

const caches = {
  async open(name: string) {
    const kept = store(name);
    return {
      keys: async () => [...kept.keys()].map((url) => ({ url })),
      match: async (url: string) => kept.get(url)?.clone(),
      async put(url: string, response: Response) {
        if (!response.ok) throw new TypeError('not ok');
        kept.set(url, response);
      },
    };
  },
  async match(url: string) {
    for (const kept of stores.values()) if (kept.has(url)) return kept.get(url)?.clone();
    return undefined;
  },
  keys: async () => [...stores.keys()],
  delete: async (name: string) => stores.delete(name),
};

/** `undefined` when the worker has done what belongs to the event; else why it has not. */
async function happens(type: string, event: object = {}): Promise<unknown> {
  let work: Promise<unknown> = Promise.resolve();
  heard.get(type)?.({
    ...event,
    waitUntil: (promise: Promise<unknown>) => {
      work = promise;
    },
  });
  return work.then(
    () => undefined,
    (error) => error,
  );
}
const visited = () => happens('message', { data: 'keep all' });

beforeEach(async () => {
  host = new Map(FILES.map((path) => [path, path === 'index.html' ? page('index-1a.js') : path]));
  host.set(ONE_FILE, 'all in one');
  asked = [];
  stores = new Map();
  heard = new Map();
  vi.stubGlobal('self', {
    registration: { scope: SCOPE },
    clients: { claim: async () => {} },
    addEventListener: (type: string, hear: (event: unknown) => void) => heard.set(type, hear),
  });
  vi.stubGlobal('caches', caches);
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(pathOf(url));
    const text = host.get(pathOf(url));
    return new Response(text ?? 'Not found', { status: text === undefined ? 404 : 200 });
  });
  vi.stubGlobal('FILES', FILES);
  vi.stubGlobal('ONE_FILE', ONE_FILE);
  vi.stubGlobal('VERSION', '1');
  vi.resetModules();
  await import('../../../src/offline/sw.ts');
  expect(await happens('install')).toBeUndefined();
  asked.length = 0;
  return () => vi.unstubAllGlobals();
});

it('a version is installed whole, index.html last', () => {
  expect(keptOf()).toEqual(FILES);
  expect([...store(NAME).keys()].at(-1)).toBe(`${SCOPE}index.html`);
});

it('asks for nothing while all is there', async () => {
  await visited();
  expect(asked).toEqual([]);
});

it('keeps all again when all was deleted', async () => {
  stores.clear();
  await visited();
  expect(keptOf()).toEqual(FILES);
});

it.each(FILES)('keeps %s again when only that was deleted', async (path) => {
  store(NAME).delete(SCOPE + path);
  await visited();
  expect(keptOf()).toEqual(FILES);
  expect(asked).toEqual([path]);
});

it('keeps nothing of a newer build, even if the host still has the files of this one', async () => {
  stores.clear();
  host.set('index.html', page('index-2a.js'));
  await visited();
  expect(keptOf()).toEqual([]);
});

it('is not installed when the host has a newer page by then', async () => {
  stores.clear();
  host.set('index.html', page('index-2a.js'));
  expect(await happens('install')).toMatchObject({ message: 'index.html is of another build' });
});

it('has no page when one of its files is gone, and the page when it is back', async () => {
  stores.clear();
  host.delete('assets/late-1b.js');
  await visited();
  expect(keptOf()).not.toContain('index.html');
  host.set('assets/late-1b.js', 'back');
  await visited();
  expect(keptOf()).toEqual(FILES);
});

it('leaves the page that is there when a file cannot be had again', async () => {
  store(NAME).delete(`${SCOPE}assets/late-1b.js`);
  host.delete('assets/late-1b.js');
  host.set('index.html', page('index-2a.js'));
  await visited();
  expect(await indexOf()).toBe(page('index-1a.js'));
});

it('keeps the page of one file only once it was asked for, by an older version too', async () => {
  expect(keptOf()).not.toContain(ONE_FILE);
  store(`fanout ${SCOPE} 0`).set(SCOPE + ONE_FILE, new Response('all in one, older'));
  await visited();
  expect(
    await store(NAME)
      .get(SCOPE + ONE_FILE)
      ?.clone()
      .text(),
  ).toBe('all in one');
});
