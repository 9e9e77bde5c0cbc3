import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { count as countText } from '../../analysis/format/format.ts';
import { clearLogFilter, selectLogFilter, selectLogView } from '../../store/inspector/logView.ts';
import { useFanout, useFanoutStore } from '../ui/useFanout.ts';
import { PHONE } from '../ui/useNarrow.ts';
import { useRem } from '../ui/useRem.ts';
import { LogBar } from './LogBar.tsx';
import { LogRow } from './LogRow.tsx';
import './log.css';

const LINE_PX = 22;
const NARROW_LINE_PX = 44;
/** Keys that scroll the log. */
const BY_KEY = ['PageUp', 'PageDown', 'ArrowUp', 'ArrowDown', 'Home', 'End', ' '];

/** One line per event, in order; during a run the newest stay visible. */
export function LogTab() {
  const view = useFanout(selectLogView);
  const [follow, setFollow] = useState(true);
  if (!view) return <p className="p-4 text-ink2">Nothing has happened yet. Each event of a run is one line here.</p>;
  return (
    <div className="log">
      <LogBar view={view} follow={follow} setFollow={setFollow} />
      {view.shown === 0 ? <Nothing of={view.of} /> : <Lines follow={follow} setFollow={setFollow} />}
    </div>
  );
}

function Nothing({ of }: { of: number }) {
  const store = useFanoutStore();
  return (
    <p className="px-4 py-3 text-ink2">
      None of the {countText(of)} events is what you filter for.{' '}
      <button type="button" className="link-button" onClick={() => clearLogFilter(store)}>
        Clear filters
      </button>
    </p>
  );
}

function Lines({ follow, setFollow }: { follow: boolean; setFollow: (on: boolean) => void }) {
  const view = useFanout(selectLogView);
  const ofNumber = useFanout((state) => selectLogFilter(state).behind !== undefined);
  const selected = useFanout((state) => state.selected);
  const scroller = useRef<HTMLDivElement>(null);
  /** Index of the line that is current for keyboard navigation. */
  const [cursor, setCursor] = useState(0);
  const toFocus = useRef(false);
  /** Whether the last scrolling was done by the user. */
  const byHand = useRef(false);
  const { lines = 0, happened } = view ?? {};
  const linePx = (window.matchMedia(PHONE).matches ? NARROW_LINE_PX : LINE_PX) * useRem();
  const virtual = useVirtualizer({
    count: lines,
    getScrollElement: () => scroller.current,
    estimateSize: () => linePx,
    overscan: 10,
  });

  useEffect(() => {
    if (!follow || lines === 0) return;
    byHand.current = false;
    if (happened !== undefined) virtual.scrollToIndex(Math.max(0, happened - 1), { align: 'center' });
    else virtual.scrollToIndex(ofNumber ? 0 : lines - 1);
  }, [virtual, follow, lines, happened, ofNumber]);

  const here = Math.min(cursor, lines - 1);
  useEffect(() => {
    if (!toFocus.current) return;
    toFocus.current = false;
    scroller.current?.querySelector<HTMLElement>(`[data-line="${here}"] button[tabindex="0"]`)?.focus();
  });

  function go(event: KeyboardEvent): void {
    const inLine = (event.target as Element).closest('li') !== null;
    if (BY_KEY.includes(event.key)) byHand.current = true;
    const to = { ArrowUp: here - 1, ArrowDown: here + 1, Home: 0, End: lines - 1 }[event.key];
    if (!inLine || to === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(lines - 1, to));
    setFollow(false);
    setCursor(next);
    toFocus.current = true;
    virtual.scrollToIndex(next);
  }

  if (!view) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields.
    <div
      ref={scroller}
      role="group"
      aria-label="Log"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll container must be reachable by keyboard.
      tabIndex={0}
      className="log-lines"
      onKeyDown={go}
      onWheel={() => {
        byHand.current = true;
      }}
      onPointerDown={() => {
        byHand.current = true;
      }}
      onScroll={({ currentTarget: box }) => {
        if (byHand.current) setFollow(box.scrollHeight - box.scrollTop - box.clientHeight < linePx * 2);
      }}
    >
      <ol className="relative font-mono" style={{ height: virtual.getTotalSize() }} aria-label="Events">
        {virtual.getVirtualItems().map(({ index, start }) => (
          <LogRow
            key={index}
            index={index}
            line={view.line(index)}
            top={start}
            height={linePx}
            current={index === here}
            selected={selected}
            happened={happened}
          />
        ))}
      </ol>
    </div>
  );
}
