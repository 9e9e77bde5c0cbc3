// First: the page of one file joins the sheets in the order of their imports, and this one orders the layers.
import './views/styles/style.css';
import { StrictMode, startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import { clip } from './analysis/format/format.ts';
import { createRunner } from './runner/client.ts';
import { createFanoutStore } from './store/createStore.ts';
import { displayModeOf } from './store/display/displayMode.ts';
import { resolveInitial } from './store/open/resolveInitial.ts';
import { selectDocument } from './store/plan/document.ts';
import { selectRunPhase } from './store/run/selectors.ts';
import { browserStorage, memoryStorage } from './store/storage.ts';
import type { InitialState } from './store/types.ts';
import { App } from './views/app/App.tsx';
import { Region } from './views/ui/regions/Region.tsx';
import { FanoutContext } from './views/ui/useFanout.ts';

// Not awaited at the top: what is loaded imports from this file, and would wait for it for ever.
const stage = displayModeOf(location.hash);
// What another page shows is not the person's own plan.
const storage = stage === 'embedded' ? memoryStorage() : browserStorage();
void resolveInitial(location.hash, document.getElementById('fanout-run')?.textContent, storage).then(start);

function start(opening: InitialState): void {
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no #root');

  const store = createFanoutStore({
    createRunner: createRunner,
    storage,
    hash: location.hash,
    initial: opening,
    leaveLink: () => history.replaceState(null, '', location.pathname + location.search),
  });

  const { title } = document;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  function apply(): void {
    const state = store.getState();
    // A projector shows light paper best.
    const own = dark.matches && state.displayMode !== 'presented' ? 'dark' : 'light';
    const shown = state.theme === 'system' ? own : state.theme;
    const { dataset } = document.documentElement;
    // Writing the same again makes the browser compute every style again.
    if (dataset.theme !== shown) dataset.theme = shown;
    if (dataset.stage !== state.displayMode) dataset.stage = state.displayMode;
    const { name } = selectDocument(state);
    const named = name ? `${clip(name, 80)} · Fanout` : title;
    if (document.title !== named) document.title = named;
  }
  apply();
  store.subscribe(apply);
  dark.addEventListener('change', apply);

  if (stage === 'embedded')
    void import('./views/display/host.ts').then(({ connectHost: speakToHost }) => speakToHost(store));
  window.addEventListener('hashchange', () => store.actions.openLink(location.hash));

  // The first screen comes first; the engine is fetched when the browser has nothing better to do.
  const whenIdle = globalThis.requestIdleCallback ?? ((go: () => void) => setTimeout(go, 200));
  whenIdle(() => store.actions.loadEngine());

  if (import.meta.env.PROD && stage !== 'embedded') {
    // Kept for offline when the first run is over, or nobody has begun one: it must not slow it, or come before it.
    const keepLater = () => {
      if (selectRunPhase(store.getState()) === 'running') return;
      leave();
      clearTimeout(timer);
      void import('./offline/registerServiceWorker.ts').then(
        ({ registerServiceWorker }) => registerServiceWorker(store),
        () => {},
      );
    };
    const leave = store.subscribe(() => selectRunPhase(store.getState()) === 'settled' && keepLater());
    const timer = setTimeout(keepLater, 10_000);
  }

  // What no region of the page catches: an event, a timer, a promise. The loop of a ResizeObserver has no error.
  const troubled = (error: unknown) =>
    void (
      error &&
      import('./views/ui/regions/uncaught.ts').then(({ showErrorNotice: tell }) => tell(store)).catch(() => undefined)
    );
  window.addEventListener('error', ({ error }) => troubled(error));
  window.addEventListener('unhandledrejection', ({ reason }) => troubled(reason));

  /** Nothing could be drawn, not even what stands in its place; React has taken everything away. */
  function gone(error: unknown): void {
    reportError(error);
    root?.append('The page stopped working. Your plan is kept: reload the page.');
  }

  // In slices: a slow phone can answer a touch in between.
  startTransition(() =>
    createRoot(root, { onUncaughtError: gone }).render(
      <StrictMode>
        <FanoutContext value={store}>
          <Region what="The page">
            <App />
          </Region>
        </FanoutContext>
      </StrictMode>,
    ),
  );
}
