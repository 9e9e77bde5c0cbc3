import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { TimeAxis } from '../../analysis/timeAxis.ts';
import { docOf, isRunning } from '../../store/doc.ts';
import { useActions, useFanout, useFanoutStore } from '../useFanout.ts';
import { gridOf } from './axis.ts';
import { focusAfterRemoval, focusRow } from './focusRow.ts';
import { OpenBars } from './OpenBars.tsx';
import { Row } from './Row.tsx';
import { useNarrow } from './useNarrow.ts';

const ROW_PX = 36;
const ROW_NARROW_PX = 62;
/** Rows drawn beyond the edge, so that a fast wheel never meets blank paper. */
const OVERSCAN = 8;

/** The plan and its chart at once, one row a call, as many elements as are seen. */
export function Rows({ axis }: { axis: TimeAxis }) {
  const count = useFanout((state) => docOf(state).plan.calls.length);
  const editing = useFanout((state) => state.editing);
  const selected = useFanout((state) => state.selected);
  const flashed = useFanout((state) => state.flashed);
  const { getState } = useFanoutStore();
  const { rowSelected, rowOpened, callRemoved, callCancelled } = useActions();
  const narrow = useNarrow();
  const scroller = useRef<HTMLDivElement>(null);
  const [scrollbarPx, setScrollbarPx] = useState(0);
  const rowPx = narrow ? ROW_NARROW_PX : ROW_PX;

  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: OVERSCAN,
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: the kept heights are of rows that are not there any more.
  useEffect(() => virtual.measure(), [virtual, rowPx, count, editing]);

  useEffect(() => {
    if (flashed) virtual.scrollToIndex(flashed.key);
  }, [virtual, flashed]);

  useEffect(() => {
    if (editing !== undefined) virtual.scrollToIndex(editing);
  }, [virtual, editing]);

  // A scrollbar takes its width from the last column, so that the lanes stay under the axis.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it comes and goes with the number of rows.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element) setScrollbarPx(element.offsetWidth - element.clientWidth);
  }, [count, editing, narrow]);

  function go(event: KeyboardEvent<HTMLDivElement>): void {
    const row = event.target instanceof Element && event.target.getAttribute('role') === 'row';
    if (!row) return;
    const key = selected ?? 0;
    const to = { ArrowDown: key + 1, ArrowUp: key - 1, Home: 0, End: count - 1, PageDown: key + 8, PageUp: key - 8 }[
      event.key
    ];
    if (to !== undefined) {
      const next = Math.min(count - 1, Math.max(0, to));
      rowSelected(next);
      virtual.scrollToIndex(next);
      requestAnimationFrame(() => focusRow(scroller.current, next));
    } else if (event.key === 'Enter') rowOpened(key);
    else if (event.key === 'Delete' && isRunning(getState())) callCancelled(key);
    else if (event.key === 'Delete') {
      callRemoved(key);
      focusAfterRemoval(scroller.current, key);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  if (count === 0)
    return (
      <div className="rows empty grid place-items-center text-ink2">
        No calls yet. Add one below, or undo the last removal.
      </div>
    );
  return (
    <div
      ref={scroller}
      className="rows"
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
        onKeyDown={go}
      >
        {virtual.getVirtualItems().map(({ index, start }) => (
          <Row
            key={index}
            index={index}
            start={start}
            axis={axis}
            measure={virtual.measureElement}
            uneven={narrow}
            focusable={index === (selected ?? 0)}
          />
        ))}
      </div>
      <OpenBars axis={axis} rows={virtual.getVirtualItems()} heightPx={virtual.getTotalSize()} />
    </div>
  );
}
