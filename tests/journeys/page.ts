import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright';
import { inject } from 'vitest';

/** A page in its own browser context, without data from other journeys. */
export interface Journey extends AsyncDisposable {
  readonly page: Page;
  /**
   * Must stay empty: console errors, uncaught errors (also in Workers), CSP violations, failed and foreign requests.
   */
  readonly troubles: readonly string[];
  /** Files of the page that were requested, also by Workers. */
  readonly loaded: ReadonlySet<string>;
  /** Loads the page with a fragment, e.g. `#preset=tutorial`, as a new visit. */
  open(fragment?: string): Promise<void>;
}

let browser: Promise<Browser> | undefined;

/**
 * `await using journey = await startJourney()`, then `await journey.open('#preset=tutorial')`.
 *
 * @param at address of the page, if it is not the served one
 * @param first as somebody who has never been here, to whom predictions are hidden
 */
export async function startJourney({
  at: url = inject('pageUrl'),
  first = false,
  ...options
}: BrowserContextOptions & { at?: string; first?: boolean } = {}): Promise<Journey> {
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
    // Reloading or closing the page aborts its open requests.
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
  if (!first)
    await context.addInitScript(() => {
      // A page of another origin, or a frame, may have no storage.
      try {
        localStorage['fanout.predictions'] ??= 'auto';
      } catch {}
    });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  return {
    page,
    troubles,
    loaded,
    async open(fragment = '') {
      // Changing only the fragment would not reload the page.
      if (page.url() !== 'about:blank') await page.goto('about:blank');
      await page.goto(url + fragment);
    },
    [Symbol.asyncDispose]: () => context.close(),
  };
}
