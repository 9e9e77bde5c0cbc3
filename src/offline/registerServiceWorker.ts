import type { FanoutStore } from '../store/types.ts';

type Page = Pick<FanoutStore, 'getState' | 'setState' | 'subscribe'>;

/** The browser checks for a new version at each visit; a page that stays open checks when it is shown again after this time. */
const CHECK_INTERVAL_MS = 3_600_000;

/** Registers the service worker, which caches this version of the page for offline use, and shows a notice when a newer version is ready. */
export async function registerServiceWorker({ getState, setState, subscribe }: Page): Promise<void> {
  const { serviceWorker } = navigator;
  const script = document.querySelector<HTMLScriptElement>('script[type=module][src]')?.src;
  // The page as one file needs no service worker.
  if (!serviceWorker || !script) return;
  const registration = await serviceWorker.register('./sw.js', { updateViaCache: 'none' }).catch(() => undefined);
  if (!registration) return;

  function queryVersion(worker: ServiceWorker): void {
    serviceWorker.onmessage = ({ data, source }) => {
      // Only of this worker: service workers older than the message `keep all` reply to it with `newer`.
      if (data === 'newer' && source === worker) showNoticeWhenFree(() => activate(worker));
    };
    worker.postMessage(script?.slice(registration?.scope.length));
  }

  /** Shows the notice once no other notice is shown. */
  function showNoticeWhenFree(reload: () => void): void {
    const unsubscribe = subscribe(() => getState().notice || showNotice());
    const showNotice = () => {
      unsubscribe();
      setState({ notice: { text: 'A new version of Fanout is ready.', reload } });
    };
    if (!getState().notice) showNotice();
  }

  function activate(worker: ServiceWorker): void {
    serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    worker.postMessage('take over');
  }

  function watch(worker: ServiceWorker | null): void {
    worker?.addEventListener('statechange', () => {
      // The first service worker replaces no other version.
      if (worker.state === 'installed' && serviceWorker.controller) queryVersion(worker);
    });
  }

  // Its cached files may have been deleted since.
  registration.active?.postMessage('keep all');
  if (registration.waiting) queryVersion(registration.waiting);
  watch(registration.installing);
  registration.addEventListener('updatefound', () => watch(registration.installing));
  let lastCheck = Date.now();
  document.addEventListener('visibilitychange', () => {
    if (document.hidden || Date.now() - lastCheck < CHECK_INTERVAL_MS) return;
    lastCheck = Date.now();
    registration.update().catch(() => {});
  });
}
