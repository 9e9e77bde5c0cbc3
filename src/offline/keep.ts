import type { FanoutStore } from '../store/types.ts';

type Page = Pick<FanoutStore, 'getState' | 'setState' | 'subscribe'>;

/** The browser looks for a new version at each visit; a page that stays open does so when it is looked at again. */
const CHECK_INTERVAL_MS = 3_600_000;

/** Keeps this version of the page for when there is no network, and says when there is a newer one. */
export async function registerServiceWorker({ getState, setState, subscribe }: Page): Promise<void> {
  const { serviceWorker } = navigator;
  const script = document.querySelector<HTMLScriptElement>('script[type=module][src]')?.src;
  // The page as one file has all it needs.
  if (!serviceWorker || !script) return;
  const registration = await serviceWorker.register('./sw.js', { updateViaCache: 'none' }).catch(() => undefined);
  if (!registration) return;

  function queryVersion(worker: ServiceWorker): void {
    serviceWorker.onmessage = ({ data, source }) => {
      // One from before `keep all` answers that with `newer`.
      if (data === 'newer' && source === worker) showNoticeWhenFree(() => activate(worker));
    };
    worker.postMessage(script?.slice(registration?.scope.length));
  }

  /** When nothing else is said. */
  function showNoticeWhenFree(reload: () => void): void {
    const leave = subscribe(() => getState().notice || showNotice());
    const showNotice = () => {
      leave();
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
      // The first one replaces nothing.
      if (worker.state === 'installed' && serviceWorker.controller) queryVersion(worker);
    });
  }

  // What it keeps can have been deleted since.
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
