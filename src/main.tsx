import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createRunner } from './runner/client.ts';
import { createFanout } from './store/fanout.ts';
import { stageAt } from './store/stage.ts';
import { browserStorage, memoryStorage } from './store/storage.ts';
import { App } from './views/App.tsx';
import './views/style.css';
import { FanoutContext } from './views/useFanout.ts';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

const store = createFanout({
  makeRunner: createRunner,
  // What another page shows is not the person's own plan.
  storage: stageAt(location.hash) === 'embedded' ? memoryStorage() : browserStorage(),
  hash: location.hash,
  leaveLink: () => history.replaceState(null, '', location.pathname + location.search),
});

const dark = matchMedia('(prefers-color-scheme: dark)');
function applyTheme(): void {
  const { theme, stage } = store.getState();
  // A projector shows light paper best.
  const own = dark.matches && stage !== 'presented' ? 'dark' : 'light';
  const shown = theme === 'system' ? own : theme;
  const { dataset } = document.documentElement;
  // Writing the same again makes the browser compute every style again.
  if (dataset.theme !== shown) dataset.theme = shown;
  if (dataset.stage !== stage) dataset.stage = stage;
}
applyTheme();
store.subscribe(applyTheme);
dark.addEventListener('change', applyTheme);

window.addEventListener('hashchange', () => store.actions.linkFollowed(location.hash));

if (stageAt(location.hash) === 'embedded' && window.parent !== window)
  void import('./store/embed.ts').then(({ embedIn }) =>
    embedIn(store, {
      // Whoever embeds the page may hear of it: what it is told is what it has loaded itself.
      post: (message) => window.parent.postMessage(message, '*'),
      listen(heard) {
        const hear = ({ source, data }: MessageEvent) => source === window.parent && heard(data);
        window.addEventListener('message', hear);
        return () => window.removeEventListener('message', hear);
      },
    }),
  );

// The first screen comes first; the engine is fetched when the browser has nothing better to do.
const whenIdle = globalThis.requestIdleCallback ?? ((go: () => void) => setTimeout(go, 200));
whenIdle(() => store.actions.warmed());

createRoot(root).render(
  <StrictMode>
    <FanoutContext value={store}>
      <App />
    </FanoutContext>
  </StrictMode>,
);
