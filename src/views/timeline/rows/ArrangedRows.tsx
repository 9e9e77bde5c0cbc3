import type { Virtualizer } from '@tanstack/react-virtual';
import type { ComponentProps } from 'react';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { clip } from '../../../analysis/format/format.ts';
import type { TimeAxis } from '../../../analysis/timeline/timeAxis.ts';
import { revealRow, rowsKit } from '../../../store/rows/rows.lazy.ts';
import { selectRowOrder } from '../../../store/rows/rowsSlice.ts';
import { deferredPart } from '../../ui/deferred.tsx';
import { useRowPx } from '../../ui/rowPx.ts';
import { useActions, useFanout, useFanoutStore } from '../../ui/useFanout.ts';
import { useNarrow } from '../../ui/useNarrow.ts';
import type { OpenBars as OpenBarsPart } from '../bars/OpenBars.tsx';
import { GroupRow } from './GroupRow.tsx';
import { Row } from './Row.tsx';
import type { ArrangedParts } from './Rows.tsx';
import './rowsView.css';

const OpenBars = deferredPart<ComponentProps<typeof OpenBarsPart>>('OpenBars');

interface ArrangedRowsProps {
  axis: TimeAxis;
  virtual: Virtualizer<HTMLDivElement, Element>;
  sticky: number;
  onArranged: (dress: ArrangedParts) => void;
  /** Index of the row in the tab order. */
  stopAt: number | undefined;
}

/** What only rearranged rows need: their order, pinned rows, scrolling to search results. */
export function ArrangedRows({ axis, virtual, sticky, onArranged, stopAt }: ArrangedRowsProps) {
  const { provideRowsKit, changeRowsView } = useActions();
  const order = useFanout(selectRowOrder);
  const search = useFanout(({ rowsView }) => rowsView.search);
  useEffect(() => provideRowsKit(rowsKit), [provideRowsKit]);
  useStickyRows(virtual, onArranged);
  useScrollToRow(virtual);
  return (
    <>
      {sticky > 0 && <PinnedRows axis={axis} virtual={virtual} sticky={sticky} stopAt={stopAt} />}
      {order.found === 0 && (
        // biome-ignore lint/a11y/useSemanticElements: a row of a virtual grid.
        <div role="row" tabIndex={-1} className="none-found" style={{ top: virtual.getTotalSize() }}>
          {/* biome-ignore lint/a11y/useSemanticElements: a cell of a virtual grid. */}
          <span role="gridcell" tabIndex={-1} className="min-w-0 truncate">
            No call matches “{clip(search ?? '', 40)}”.
          </span>
          {/* biome-ignore lint/a11y/useSemanticElements: a cell of a virtual grid. */}
          <span role="gridcell" tabIndex={-1}>
            <button type="button" className="outline-button" onClick={() => changeRowsView({ search: '' })}>
              Clear search
            </button>
          </span>
        </div>
      )}
    </>
  );
}

function PinnedRows({ axis, virtual, sticky, stopAt }: Omit<ArrangedRowsProps, 'onArranged'>) {
  const { item } = useFanout(selectRowOrder);
  const rowPx = useRowPx();
  const narrow = useNarrow();
  const last = virtual.measurementsCache[sticky - 1];
  const placed = Array.from({ length: sticky }, (_, place) => ({
    place,
    start: virtual.measurementsCache[place]?.start ?? place * rowPx,
    index: item(place),
  }));
  const rows = placed.flatMap(({ index, ...at }) => (typeof index === 'number' ? { index, ...at } : []));
  const heightPx = last?.end ?? sticky * rowPx;
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows of a virtual grid.
    <div role="rowgroup" className="pinned-rows" style={{ height: heightPx }}>
      {rows.map(({ index, place, start }) => (
        <Row
          key={index}
          index={index}
          place={place}
          start={start}
          axis={axis}
          measure={virtual.measureElement}
          uneven={narrow}
          pinned
          focusable={place === stopAt}
        />
      ))}
      <OpenBars axis={axis} rows={rows} heightPx={heightPx} />
    </div>
  );
}

/** On a phone more pinned rows would leave no room for the others; further ones scroll. */
const MOST_ON_PHONE = 3;

/**
 * Pinned rows stay below the axis while they leave half of the height to the others and none of them is being edited.
 */
function useStickyRows(virtual: ArrangedRowsProps['virtual'], onArranged: ArrangedRowsProps['onArranged']): void {
  const { pinned, indexOf } = useFanout(selectRowOrder);
  const editing = useFanout((state) => state.editing);
  const rowPx = useRowPx();
  const narrow = useNarrow();
  const heightPx = virtual.scrollRect?.height ?? 0;
  const edited = editing !== undefined && indexOf(editing) < pinned;
  const most = narrow ? MOST_ON_PHONE : Math.max(1, Math.floor(heightPx / 2 / rowPx));
  const sticky = edited ? 0 : Math.min(pinned, most);
  useLayoutEffect(() => onArranged({ sticky, GroupRow }), [sticky, onArranged]);
}

/** Scrolls to search results and to calls selected elsewhere, and opens groups and filters that hide them. */
function useScrollToRow(virtual: ArrangedRowsProps['virtual']): void {
  const store = useFanoutStore();
  const wanted = useFanout(({ rowsView: { search, sort, group } }) => `${sort} ${group} ${search ?? ''}`);
  const selected = useFanout((state) => state.selected);
  const flashed = useFanout((state) => state.flashed);
  const editing = useFanout((state) => state.editing);
  const last = useRef(wanted);

  useEffect(() => {
    if (last.current !== wanted) virtual.scrollToOffset(0);
    last.current = wanted;
  }, [virtual, wanted]);

  useEffect(() => {
    const show = (key: number | undefined) => {
      if (key === undefined) return;
      revealRow(store, key);
      const index = selectRowOrder(store.getState()).indexOf(key);
      if (index >= 0) virtual.scrollToIndex(index);
    };
    // Excludes the row that has just received the focus: a row must not move between press and release.
    const here = document.activeElement?.closest('.row')?.getAttribute('data-index');
    if (here !== String(selected)) show(selected);
    show(editing);
  }, [store, virtual, selected, editing]);

  useEffect(() => {
    if (flashed) {
      revealRow(store, flashed.key);
      virtual.scrollToIndex(selectRowOrder(store.getState()).indexOf(flashed.key));
    }
  }, [store, virtual, flashed]);
}
