import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright';
import { inject } from 'vitest';

/** A page of its own context: nothing is stored from journeys before. */
export interface Journey extends AsyncDisposable {
  readonly page: Page;
  /** What must stay empty: console errors, uncaught errors (Workers' too), policy violations, failed and foreign requests. */
  readonly troubles: readonly string[];
  /** The files of the page that were asked for, by Workers too. */
  readonly loaded: ReadonlySet<string>;
  /** Loads the page with this fragment, e.g. `#preset=tutorial`, as a new visit. */
  open(fragment?: string): Promise<void>;
}

let browser: Promise<Browser> | undefined;

/**
 * `await using journey = await startJourney()`, then `await journey.open('#preset=tutorial')`.
 *
 * @param at the page's address, when it is not the one that is served
 */
export async function startJourney({
  at: url = inject('pageUrl'),
  ...options
}: BrowserContextOptions & { at?: string } = {}): Promise<Journey> {
  browser ??= chromium.connect(inject('chromium'));
  const context = await (await browser).newContext({
    serviceWorkers: 'block',
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  const troubles: string[] = [];
  const loaded = new Set<string>();
  context.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()}`);
  });
  context.on('weberror', (error) => troubles.push(`uncaught: ${error.error().message}`));
  context.on('requestfailed', (request) => {
    // The page leaves what it still loads when it is opened anew or closed.
    const reason = request.failure()?.errorText;
    if (reason !== 'net::ERR_ABORTED') troubles.push(`request: ${request.url()} ${reason}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 400) troubles.push(`request: ${response.url()} ${response.status()}`);
  });
  context.on('request', (request) => {
    const own = request.url().startsWith(url);
    if (own) loaded.add(new URL(request.url()).pathname.slice(new URL(url).pathname.length) || 'index.html');
    const local = own || /^(data|blob):/.test(request.url());
    if (!local) troubles.push(`left the page's own path: ${request.url()}`);
  });
  await context.exposeFunction('fanoutViolation', (what: string) => troubles.push(`policy: ${what}`));
  await context.addInitScript(() => {
    const { fanoutViolation } = window as unknown as { fanoutViolation(what: string): void };
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile, lineNumber }) =>
      fanoutViolation(`${violatedDirective} ${blockedURI} (${sourceFile}:${lineNumber})`),
    );
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  return {
    page,
    troubles,
    loaded,
    async open(fragment = '') {
      // A change of the fragment alone would not be a new visit.
      if (page.url() !== 'about:blank') await page.goto('about:blank');
      await page.goto(url + fragment);
    },
    [Symbol.asyncDispose]: () => context.close(),
  };
}
