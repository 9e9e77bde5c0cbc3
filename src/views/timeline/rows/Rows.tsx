import { elementScroll, type ReactVirtualizerOptions, useVirtualizer } from '@tanstack/react-virtual';
import type { ComponentProps } from 'react';
import { type ComponentType, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { TimeAxis } from '../../../analysis/timeline/timeAxis.ts';
import { selectDocument, selectIsRunning, selectIsShownRunning } from '../../../store/plan/document.ts';
import { isListed, selectIsDense, selectRowOrder } from '../../../store/rows/rowsSlice.ts';
import { later } from '../../ui/later.tsx';
import { quietly } from '../../ui/lazy.tsx';
import { useRowPx } from '../../ui/rowPx.ts';
import { useActions, useFanout, useFanoutStore } from '../../ui/useFanout.ts';
import { useNarrow } from '../../ui/useNarrow.ts';
import { useRem } from '../../ui/useRem.ts';
import type { OpenBars as OpenBarsPart } from '../bars/OpenBars.tsx';
import type { GroupRowProps } from './GroupRow.tsx';
import { Row } from './Row.tsx';

/** Rows drawn beyond the edge, so that a fast wheel never meets blank paper. */
const OVERSCAN = 8;
/** More of them scroll by themselves on a phone too, or each would be drawn. */
const LONG = 40;

type Virtual = ReactVirtualizerOptions<HTMLDivElement, Element>;

/**
 * As the library does, but for its first look, which lays out the page in the middle of a drawing. And a scrollbar takes
 * its width from the last column, so that the lanes stay under the axis.
 */
const watchSize: Virtual['observeElementRect'] = ({ scrollElement }, tell) => {
  if (!scrollElement) return;
  const observer = new ResizeObserver(() => {
    const { offsetWidth, clientWidth, offsetHeight, style } = scrollElement;
    style.setProperty('--scrollbar', `${offsetWidth - clientWidth}px`);
    tell({ width: offsetWidth, height: offsetHeight });
  });
  observer.observe(scrollElement);
  return () => observer.disconnect();
};

/** From the top to the top, with which the library begins, would lay out the page too. */
const scroll: Virtual['scrollToFn'] = (offset, options, virtual) => {
  if (offset || virtual.scrollOffset) elementScroll(offset, options, virtual);
};

/** They come with the first row that is selected, searched for, or not as listed. */
const RowsDress = quietly(
  () => import('./arrangedRows.lazy.ts').then(({ arranged }) => arranged.RowsDress),
  'The order of the rows',
);

/** While a run goes on: what has settled stands in its row. */
const OpenBars = later<ComponentProps<typeof OpenBarsPart>>('OpenBars');

/** What the rows have of those that are not as listed, once that is here. */
export interface Dress {
  /** So many of the first rows stay under the axis, and are drawn there. */
  stuck: number;
  GroupRow?: ComponentType<GroupRowProps>;
}

/** The plan and its chart at once, one row a call, as many elements as are seen. */
export function Rows({ axis }: { axis: TimeAxis }) {
  const empty = useFanout((state) => selectDocument(state).plan.calls.length === 0);
  const order = useFanout(selectRowOrder);
  const editing = useFanout((state) => state.editing);
  const selected = useFanout((state) => state.selected);
  const dense = useFanout(selectIsDense);
  const dressed = useFanout(
    ({ rowsView, selected: one, flashed }) =>
      one !== undefined || flashed || rowsView.dense || rowsView.waiting || !isListed(rowsView),
  );
  const running = useFanout(selectIsShownRunning);
  const { getState } = useFanoutStore();
  const { selectRow, openRow, removeCall, cancelCall } = useActions();
  const narrow = useNarrow();
  const rowPx = useRowPx();
  const rem = useRem();
  const scroller = useRef<HTMLDivElement>(null);
  const [{ stuck, GroupRow }, setDress] = useState<Dress>({ stuck: 0 });
  const { count, item, indexOf } = order;

  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: OVERSCAN,
    // As the stylesheet has it, so that rows are part of the first drawing, which is in slices, and not of its measuring.
    initialRect: { width: 0, height: 288 * rem },
    observeElementRect: watchSize,
    scrollToFn: scroll,
    // Not the rows' own `data-index`, which is their call's key.
    indexAttribute: 'data-at',
    scrollPaddingStart: stuck * rowPx,
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: the kept heights are of rows that are not there any more.
  useEffect(() => virtual.measure(), [virtual, rowPx, order, editing]);

  function go(event: KeyboardEvent<HTMLDivElement>): void {
    // A click gives the focus to a cell; what stands in one has keys of its own.
    const target = event.target as Element;
    const row = target.matches('[role=row], [role=gridcell]') && target.closest('[role=row]');
    if (!row) return;
    const here = Number(row.getAttribute('data-at'));
    const key = item(here);
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
      const there = item(next);
      if (typeof there === 'number') selectRow(there);
      virtual.scrollToIndex(next);
      requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-at="${next}"]`)?.focus());
    } else if (typeof key !== 'number') return;
    else if (event.key === 'Enter') openRow(key);
    else if (event.key === 'Delete' && selectIsRunning(getState())) cancelCall(key);
    else if (event.key === 'Delete') removeCall(key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  if (empty)
    return (
      <div className="rows empty grid place-items-center text-ink2">
        No calls yet. Add one below, or undo the last removal.
      </div>
    );
  const drawn = virtual.getVirtualItems().filter(({ index }) => index >= stuck);
  // Where Tab goes: to the row that is selected, else to the first that is drawn.
  const first = stuck > 0 ? 0 : drawn[0]?.index;
  const chosen = indexOf(selected ?? -1);
  const isDrawn = chosen >= 0 && (chosen < stuck || drawn.some(({ index }) => index === chosen));
  const stopAt = isDrawn ? chosen : first;
  const open: { index: number; start: number }[] = [];
  const rows = drawn.map(({ index, start }) => {
    const key = item(index);
    const place = { place: index, start, axis, measure: virtual.measureElement, focusable: index === stopAt };
    // A batch's name is a number too.
    if (typeof key === 'object') return GroupRow && <GroupRow key={`group ${key.id}`} head={key} {...place} />;
    if (key === undefined) return null;
    open.push({ index: key, start });
    return <Row key={key} index={key} uneven={narrow && index === selected} pinned={index < order.pinned} {...place} />;
  });
  return (
    <div
      ref={scroller}
      className={`rows ${dense ? 'dense' : ''} ${count > LONG ? 'long' : ''} ${virtual.getTotalSize() > 160 * rem ? 'tall' : ''}`}
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
        onKeyDown={go}
      >
        {dressed && <RowsDress axis={axis} virtual={virtual} stuck={stuck} onDress={setDress} stopAt={stopAt} />}
        {rows}
      </div>
      {running && <OpenBars axis={axis} rows={open} heightPx={virtual.getTotalSize()} />}
    </div>
  );
}
