import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { shownRun } from '../../store/selectors.ts';
import { useFanout } from '../useFanout.ts';
import { logLines } from './logLines.ts';

const LINE_PX = 22;

/** One sentence per event, as they came; while a run goes on the newest stay in sight. */
export function LogTab() {
  const run = useFanout(shownRun);
  const scroller = useRef<HTMLDivElement>(null);
  const follow = useRef(true);
  const lines = run && logLines(run);
  const length = lines?.count ?? 0;
  const virtual = useVirtualizer({
    count: length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_PX,
    overscan: 10,
  });

  useEffect(() => {
    if (follow.current && length > 0) virtual.scrollToIndex(length - 1);
  }, [virtual, length]);

  if (!lines || length === 0)
    return <p className="p-4 text-ink2">Nothing has happened yet. Each event of a run is one line here.</p>;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields.
    <div
      ref={scroller}
      role="group"
      aria-label="Log"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
      className="h-full max-h-[420px] overflow-auto py-2 max-[760px]:max-h-[300px]"
      onScroll={({ currentTarget: box }) => {
        follow.current = box.scrollHeight - box.scrollTop - box.clientHeight < LINE_PX * 2;
      }}
    >
      <ol className="relative font-mono text-[12.5px]" style={{ height: virtual.getTotalSize() }} aria-label="Events">
        {virtual.getVirtualItems().map(({ index, start }) => {
          const line = lines.line(index);
          return (
            <li
              key={index}
              className="absolute inset-x-0 top-0 flex gap-4 px-4 leading-[22px]"
              style={{ height: LINE_PX, transform: `translateY(${start}px)` }}
            >
              {!line.heading && <span className="w-16 flex-none text-right text-ink3">{line.at}</span>}
              <span className={`truncate ${line.heading ? 'font-semibold' : ''}`}>{line.text}</span>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
