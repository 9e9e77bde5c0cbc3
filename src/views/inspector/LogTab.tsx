import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { headOf, shownRun } from '../../store/selectors.ts';
import { useActions, useFanout } from '../useFanout.ts';
import { logLines } from './logLines.ts';

const LINE_PX = 22;

/** One sentence per event, as they came; while a run goes on the newest stay in sight. */
export function LogTab() {
  const run = useFanout(shownRun);
  const count = useFanout(headOf)?.count;
  const { playheadStepped } = useActions();
  const scroller = useRef<HTMLDivElement>(null);
  const follow = useRef(true);
  const lines = run && logLines(run);
  const length = lines?.count ?? 0;
  // The lines of the run on the screen come last.
  const head = run && count !== undefined ? length - run.length + count : undefined;
  const virtual = useVirtualizer({
    count: length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_PX,
    overscan: 10,
  });

  useEffect(() => {
    if (head !== undefined) virtual.scrollToIndex(head - 1, { align: 'center' });
    else if (follow.current && length > 0) virtual.scrollToIndex(length - 1);
  }, [virtual, length, head]);

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
              className={`absolute inset-x-0 top-0 flex gap-4 px-4 leading-[22px] ${index >= (head ?? length) ? 'opacity-45' : ''} ${index + 1 === head ? 'bg-sunk' : ''}`}
              style={{ height: LINE_PX, transform: `translateY(${start}px)` }}
            >
              {!line.heading && (
                <button
                  type="button"
                  tabIndex={-1}
                  className="w-16 flex-none text-right text-ink3 enabled:hover:text-accent"
                  title={line.after === undefined ? undefined : 'Go there'}
                  disabled={line.after === undefined}
                  onClick={() => line.after !== undefined && playheadStepped(line.after - (count ?? run?.length ?? 0))}
                >
                  {line.at}
                </button>
              )}
              <span className={`truncate ${line.heading ? 'font-semibold' : ''}`}>{line.text}</span>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
