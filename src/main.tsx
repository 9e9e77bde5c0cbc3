import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createRunner } from './runner/client.ts';
import { createFanout } from './store/fanout.ts';
import { browserStorage } from './store/storage.ts';
import { App } from './views/App.tsx';
import './views/style.css';
import { FanoutContext } from './views/useFanout.ts';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

const store = createFanout({
  makeRunner: createRunner,
  storage: browserStorage(),
  hash: location.hash,
  leaveLink: () => history.replaceState(null, '', location.pathname + location.search),
});

const dark = matchMedia('(prefers-color-scheme: dark)');
function applyTheme(): void {
  const { theme } = store.getState();
  const shown = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
  const { dataset } = document.documentElement;
  // Writing the same again makes the browser compute every style again.
  if (dataset.theme !== shown) dataset.theme = shown;
}
applyTheme();
store.subscribe(applyTheme);
dark.addEventListener('change', applyTheme);

window.addEventListener('hashchange', () => store.actions.linkFollowed(location.hash));

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
