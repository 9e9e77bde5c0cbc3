import { elementScroll, type ReactVirtualizerOptions, useVirtualizer } from '@tanstack/react-virtual';
import type { ComponentProps } from 'react';
import { type ComponentType, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { TimeAxis } from '../../../analysis/timeline/timeAxis.ts';
import { selectDocument, selectIsRunning, selectIsShownRunning } from '../../../store/plan/document.ts';
import { isPlanOrder, selectIsDense, selectRowOrder } from '../../../store/rows/rowsSlice.ts';
import { selectShownRun } from '../../../store/run/selectors.ts';
import { deferredPart } from '../../ui/deferred.tsx';
import { lazyOptional } from '../../ui/lazy.tsx';
import { useRowPx } from '../../ui/rowPx.ts';
import { useActions, useFanout, useFanoutStore } from '../../ui/useFanout.ts';
import { useNarrow } from '../../ui/useNarrow.ts';
import { useRem } from '../../ui/useRem.ts';
import type { OpenBars as OpenBarsPart } from '../bars/OpenBars.tsx';
import type { GroupRowProps } from './GroupRow.tsx';
import { Row } from './Row.tsx';

/** Extra rows rendered outside of the visible area, so that fast scrolling shows no blank space. */
const OVERSCAN = 8;
/** Longer lists scroll on their own on a phone too; otherwise all rows would be rendered. */
const LONG = 40;

type Virtual = ReactVirtualizerOptions<HTMLDivElement, Element>;

/**
 * Like the library's own observer, without its initial measurement, which forces a layout during rendering. Also
 * subtracts the scrollbar's width from the last column, so that the lanes stay aligned with the axis.
 */
const watchSize: Virtual['observeElementRect'] = ({ scrollElement }, report) => {
  if (!scrollElement) return;
  const observer = new ResizeObserver(() => {
    const { offsetWidth, clientWidth, offsetHeight, style } = scrollElement;
    style.setProperty('--scrollbar', `${offsetWidth - clientWidth}px`);
    report({ width: offsetWidth, height: offsetHeight });
  });
  observer.observe(scrollElement);
  return () => observer.disconnect();
};

/** Skips the library's initial scroll from 0 to 0, which forces a layout too. */
const scroll: Virtual['scrollToFn'] = (offset, options, virtual) => {
  if (offset || virtual.scrollOffset) elementScroll(offset, options, virtual);
};

/** Loaded with the first row that is selected, searched or rearranged. */
const ArrangedRows = lazyOptional(
  () => import('./arrangedRows.lazy.ts').then(({ arrangedRows }) => arrangedRows.ArrangedRows),
  'The order of the rows',
);

/** Only during a run: bars of settled calls are in their rows. */
const OpenBars = deferredPart<ComponentProps<typeof OpenBarsPart>>('OpenBars');

/** Parts for rearranged rows, available once they are loaded. */
export interface ArrangedParts {
  /** Number of leading rows that stay below the axis and are rendered there. */
  sticky: number;
  GroupRow?: ComponentType<GroupRowProps>;
}

/** The plan and its chart: one row per call, virtualised. */
export function Rows({ axis }: { axis: TimeAxis }) {
  const empty = useFanout((state) => selectDocument(state).plan.calls.length === 0);
  const order = useFanout(selectRowOrder);
  const editing = useFanout((state) => state.editing);
  const selected = useFanout((state) => state.selected);
  const dense = useFanout(selectIsDense);
  const needsArrangedRows = useFanout(
    ({ rowsView, selected: one, flashed }) =>
      one !== undefined || flashed || rowsView.dense || rowsView.waiting || !isPlanOrder(rowsView),
  );
  const running = useFanout(selectIsShownRunning);
  const { getState } = useFanoutStore();
  const { selectRow, openRow, openDetails, removeCall, cancelCall } = useActions();
  const narrow = useNarrow();
  const rowPx = useRowPx();
  const rem = useRem();
  const scroller = useRef<HTMLDivElement>(null);
  const [{ sticky, GroupRow }, setArranged] = useState<ArrangedParts>({ sticky: 0 });
  const { count, item, indexOf } = order;

  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: OVERSCAN,
    // As in the style sheet, so that rows are part of the first render, which React does in slices, and not of the
    // layout measurement.
    initialRect: { width: 0, height: 288 * rem },
    observeElementRect: watchSize,
    scrollToFn: scroll,
    // Not `data-index`, which is the call's index on these rows.
    indexAttribute: 'data-at',
    scrollPaddingStart: sticky * rowPx,
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: the cached heights belong to rows that no longer exist.
  useEffect(() => virtual.measure(), [virtual, rowPx, order, editing]);

  function go(event: KeyboardEvent<HTMLDivElement>): void {
    // A click focuses a cell; the controls inside of cells have keys of their own.
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
    else if (event.key === 'Enter' && selectShownRun(getState())) openDetails(key, true);
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
  const drawn = virtual.getVirtualItems().filter(({ index }) => index >= sticky);
  // The row in the tab order: the selected one if it is rendered, otherwise the first.
  const first = sticky > 0 ? 0 : drawn[0]?.index;
  const chosen = indexOf(selected ?? -1);
  const isDrawn = chosen >= 0 && (chosen < sticky || drawn.some(({ index }) => index === chosen));
  const stopAt = isDrawn ? chosen : first;
  const open: { index: number; start: number }[] = [];
  const rows = drawn.map(({ index, start }) => {
    const key = item(index);
    const place = { place: index, start, axis, measure: virtual.measureElement, focusable: index === stopAt };
    // The type decides, because the id of a batch group is a number too.
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
        {needsArrangedRows && (
          <ArrangedRows axis={axis} virtual={virtual} sticky={sticky} onArranged={setArranged} stopAt={stopAt} />
        )}
        {rows}
      </div>
      {running && <OpenBars axis={axis} rows={open} heightPx={virtual.getTotalSize()} />}
    </div>
  );
}
