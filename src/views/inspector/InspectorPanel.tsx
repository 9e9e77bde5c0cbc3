import type { ComponentType, KeyboardEvent } from 'react';
import { TABS } from '../../store/inspector/tabs.ts';
import type { Tab } from '../../store/state.ts';
import { lazyComponent } from '../ui/lazy.tsx';
import { Region } from '../ui/regions/Region.tsx';
import { useActions, useFanout } from '../ui/useFanout.ts';
import { StateTab } from './StateTab.tsx';

/** recharts is loaded when one of these tabs is first opened. */
const CompareTab = lazyComponent('The chart', () =>
  import('./charts/CompareTab.tsx').then((loaded) => loaded.CompareTab),
);
const MetricsTab = lazyComponent('The chart', () => import('./charts/MetricsTab.tsx').then((loaded) => loaded.default));

const LogTab = lazyComponent('The log', () => import('./LogTab.tsx').then((loaded) => loaded.LogTab));

const Details = lazyComponent('Details', () => import('./details/Details.tsx').then((loaded) => loaded.Details));

const CodeTab = lazyComponent('The code', () => import('./code/CodeTab.tsx').then((loaded) => loaded.CodeTab));

/** The view of each tab; does not compile while a tab has none. */
export type TabViews<T extends string = Tab> = Readonly<Record<T, ComponentType>>;

const VIEWS: TabViews = {
  state: () => (
    <Region what="The State tab">
      <StateTab />
    </Region>
  ),
  log: LogTab,
  metrics: MetricsTab,
  compare: CompareTab,
  code: CodeTab,
};

export function InspectorPanel() {
  const tab = useFanout((state) => state.tab);
  const { selectTab } = useActions();
  const details = useFanout((state) => state.details !== undefined);
  const View = VIEWS[tab];

  function go(event: KeyboardEvent): void {
    const here = TABS.findIndex(({ id }) => id === tab);
    const to = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: TABS.length - 1 }[event.key];
    if (to === undefined) return;
    const next = TABS[(to + TABS.length) % TABS.length];
    if (!next) return;
    selectTab(next.id);
    document.getElementById(`tab-${next.id}`)?.focus();
    event.preventDefault();
  }

  return (
    <section className="inspector flex flex-col phone:mb-[4.75rem]" aria-label="What the run left behind">
      <div
        role="tablist"
        aria-label="Inspector"
        className="gutter flex flex-none flex-wrap gap-0.5 pt-2"
        onKeyDown={go}
      >
        {TABS.map(({ id, label }) => (
          <button
            key={id}
            id={`tab-${id}`}
            type="button"
            role="tab"
            aria-selected={tab === id && !details}
            aria-controls="panel"
            tabIndex={tab === id ? 0 : -1}
            className={`border-b-2 px-3 small-phone:px-1.5 py-[0.4375rem] ${tab === id && !details ? 'border-accent font-[560] text-ink' : 'border-transparent text-ink2 hover:text-ink'}`}
            onClick={() => selectTab(id)}
          >
            {label}
          </button>
        ))}
      </div>
      {details && <Details />}
      <div
        id="panel"
        hidden={details}
        role="tabpanel"
        aria-labelledby={`tab-${tab}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a panel that scrolls must be reachable by keyboard.
        tabIndex={0}
        className="gutter mb-4 min-h-[7.5rem] flex-1 overflow-auto rounded-xl border border-line bg-panel"
      >
        {!details && <View />}
      </div>
    </section>
  );
}
