import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { TimeAxis } from '../../analysis/timeAxis.ts';
import { docOf, isRunning } from '../../store/doc.ts';
import { isDense, isListed, rowOrder } from '../../store/rowsView.ts';
import { quietly } from '../lazily.tsx';
import { useActions, useFanout, useFanoutStore } from '../useFanout.ts';
import { gridOf } from './axis.ts';
import { focusAfterRemoval } from './focusRow.ts';
import { OpenBars } from './OpenBars.tsx';
import { Row } from './Row.tsx';
import { useRowPx } from './rowPx.ts';
import { useNarrow } from './useNarrow.ts';

/** Rows drawn beyond the edge, so that a fast wheel never meets blank paper. */
const OVERSCAN = 8;

/** They come with the first search, sort, group, pin or dense view. */
const RowsDress = quietly(() => import('./RowsDress.tsx').then((loaded) => loaded.RowsDress), 'The order of the rows');
const GroupRow = quietly(() => import('./GroupRow.tsx').then((loaded) => loaded.GroupRow));

/** The plan and its chart at once, one row a call, as many elements as are seen. */
export function Rows({ axis }: { axis: TimeAxis }) {
  const empty = useFanout((state) => docOf(state).plan.calls.length === 0);
  const order = useFanout(rowOrder);
  const editing = useFanout((state) => state.editing);
  const selected = useFanout((state) => state.selected);
  const flashed = useFanout((state) => state.flashed);
  const dense = useFanout(isDense);
  const dressed = useFanout(({ rowsView }) => !isListed(rowsView) || rowsView.dense || rowsView.waiting);
  const top = useFanout(({ rowsView: { search, sort, group } }) => `${sort} ${group} ${search ?? ''}`);
  const { getState } = useFanoutStore();
  const { rowSelected, rowOpened, callRemoved, callCancelled, rowRevealed } = useActions();
  const narrow = useNarrow();
  const rowPx = useRowPx();
  const scroller = useRef<HTMLDivElement>(null);
  const focused = useRef<Element | null>(null);
  const [scrollbarPx, setScrollbarPx] = useState(0);
  /** The heading that the arrow keys stand at. */
  const [head, setHead] = useState<string | undefined>(undefined);
  const { count } = order;

  // Pinned rows stay under the axis, as long as they leave the others half of the room.
  const room = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / 2 / rowPx));
  const stuck = narrow ? 0 : Math.min(order.pinned, room);

  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: OVERSCAN,
    // Not the rows' own `data-index`, which is their call's key.
    indexAttribute: 'data-at',
    scrollPaddingStart: stuck * rowPx,
    rangeExtractor: (range) => {
      const seen = defaultRangeExtractor(range);
      return [...Array(Math.min(stuck, seen[0] ?? 0)).keys(), ...seen];
    },
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: the kept heights are of rows that are not there any more.
  useEffect(() => virtual.measure(), [virtual, rowPx, order, editing]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what was asked for begins at the top.
  useEffect(() => virtual.scrollToOffset(0), [virtual, top]);

  const show = useCallback(
    (key: number) => {
      rowRevealed(key);
      const index = rowOrder(getState()).indexOf(key);
      if (index >= 0) virtual.scrollToIndex(index);
    },
    [virtual, rowRevealed, getState],
  );
  useEffect(() => {
    if (flashed) show(flashed.key);
  }, [flashed, show]);
  useEffect(() => {
    if (editing !== undefined) show(editing);
  }, [editing, show]);
  useEffect(() => {
    // Not the one that has just taken the focus: a row must not move between press and release.
    const here = document.activeElement?.closest('.row')?.getAttribute('data-index');
    if (selected !== undefined && here !== String(selected)) show(selected);
  }, [selected, show]);

  // A scrollbar takes its width from the last column, so that the lanes stay under the axis.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it comes and goes with the number of rows.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element) setScrollbarPx(element.offsetWidth - element.clientWidth);
  }, [count, editing, rowPx]);

  // A row that the new order moves in the document loses the focus.
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the order has changed.
  useLayoutEffect(() => {
    const was = focused.current;
    if (was?.isConnected && document.activeElement === document.body)
      (was as HTMLElement).focus({ preventScroll: true });
  }, [order]);

  function go(event: KeyboardEvent<HTMLDivElement>): void {
    const row = event.target instanceof Element && event.target.getAttribute('role') === 'row' && event.target;
    if (!row) return;
    const here = Number(row.getAttribute('data-at'));
    const item = order.item(here);
    const to = {
      ArrowDown: here + 1,
      ArrowUp: here - 1,
      Home: 0,
      End: count - 1,
      PageDown: here + 8,
      PageUp: here - 8,
    }[event.key];
    if (to !== undefined) {
      const next = Math.min(count - 1, Math.max(0, to));
      const there = order.item(next);
      if (typeof there === 'number') rowSelected(there);
      setHead(typeof there === 'object' ? there.id : undefined);
      virtual.scrollToIndex(next);
      requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-at="${next}"]`)?.focus());
    } else if (typeof item !== 'number') return;
    else if (event.key === 'Enter') rowOpened(item);
    else if (event.key === 'Delete' && isRunning(getState())) callCancelled(item);
    else if (event.key === 'Delete') {
      callRemoved(item);
      focusAfterRemoval(scroller.current);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  if (empty)
    return (
      <div className="rows empty grid place-items-center text-ink2">
        No calls yet. Add one below, or undo the last removal.
      </div>
    );
  const items = virtual.getVirtualItems();
  // Where Tab goes: the row that is selected, or the first of those that are drawn.
  const chosen = selected === undefined ? -1 : order.indexOf(selected);
  const drawn = items.some(({ index }) => index === chosen) ? chosen : (items[0]?.index ?? 0);
  const openOf = (rows: typeof items) =>
    rows.flatMap(({ index, start }) => {
      const item = order.item(index);
      return typeof item === 'number' ? { index: item, start } : [];
    });
  const rowAt = ({ index, start }: { index: number; start: number }) => {
    const item = order.item(index);
    if (typeof item === 'object')
      return (
        <GroupRow
          key={item.id}
          head={item}
          place={index}
          start={start}
          axis={axis}
          measure={narrow ? virtual.measureElement : undefined}
          focusable={item.id === head || (head === undefined && index === drawn)}
          onFocused={setHead}
        />
      );
    if (item === undefined) return null;
    return (
      <Row
        key={item}
        index={item}
        place={index}
        start={start}
        axis={axis}
        measure={virtual.measureElement}
        uneven={narrow}
        pinned={index < order.pinned}
        focusable={head === undefined && index === drawn}
      />
    );
  };
  const pinned = items.slice(0, stuck);
  const rest = stuck > 0 ? items.slice(stuck) : items;
  const pinnedPx = pinned.at(-1)?.end ?? 0;
  return (
    <div
      ref={scroller}
      className={`rows ${dense ? 'dense' : ''} ${stuck > 0 && editing === undefined ? 'isolate' : ''}`}
      style={
        {
          '--scrollbar': `${scrollbarPx}px`,
          ...gridOf(axis),
        } as React.CSSProperties
      }
    >
      {/* biome-ignore lint/a11y/useSemanticElements: 10,000 virtual rows are no table element. */}
      <div
        role="grid"
        aria-label="Calls"
        aria-rowcount={count}
        aria-colcount={3}
        tabIndex={-1}
        className="relative"
        style={{ height: virtual.getTotalSize() }}
        onFocus={({ target }) => {
          focused.current = target;
          if (target.closest('[data-index]')) setHead(undefined);
        }}
        onBlur={() => {
          // Into nowhere when it is moved in the document, and then it is kept.
          if (document.hasFocus() && document.activeElement !== document.body) focused.current = null;
        }}
        onKeyDown={go}
      >
        {stuck > 0 && (
          // biome-ignore lint/a11y/useSemanticElements: rows of a virtual grid.
          <div role="rowgroup" className="pinned-rows" style={{ height: pinnedPx }}>
            {pinned.map(rowAt)}
            <OpenBars axis={axis} rows={openOf(pinned)} heightPx={pinnedPx} />
          </div>
        )}
        {rest.map(rowAt)}
      </div>
      <OpenBars axis={axis} rows={openOf(rest)} heightPx={virtual.getTotalSize()} />
      {dressed && <RowsDress />}
    </div>
  );
}
