import type { LogLine } from '../../store/inspector/logView.ts';
import { selectPlayhead, selectShownRun } from '../../store/run/selectors.ts';
import { useActions, useFanoutStore } from '../ui/useFanout.ts';

interface LogRowProps {
  index: number;
  line: LogLine;
  top: number;
  height: number;
  /** Whether the line is current for keyboard navigation. */
  current: boolean;
  selected: number | undefined;
  /** Number of lines that have happened at the playhead. */
  happened: number | undefined;
}

/** An event: its time moves the playhead there, its call's id selects the row. */
export function LogRow({ index, line, top, height, current, selected, happened }: LogRowProps) {
  const { getState } = useFanoutStore();
  const { stepPlayhead, selectRow } = useActions();
  const own = !line.heading && line.key !== undefined && line.key === selected;
  const marks = [
    index >= (happened ?? index + 1) ? 'to-come' : '',
    index + 1 === happened ? 'at-head' : '',
    own ? 'selected' : '',
  ].join(' ');

  function goThere(after: number): void {
    const state = getState();
    stepPlayhead(after - (selectPlayhead(state)?.count ?? selectShownRun(state)?.length ?? 0));
  }

  return (
    <li data-line={index} className={`log-line ${marks}`} style={{ height, transform: `translateY(${top}px)` }}>
      {line.heading ? (
        <span className="truncate font-semibold">{line.text}</span>
      ) : (
        <>
          <button
            type="button"
            tabIndex={current ? 0 : -1}
            className="log-time"
            title={line.after === undefined ? undefined : 'Go there'}
            disabled={line.after === undefined}
            onClick={() => line.after !== undefined && goThere(line.after)}
          >
            {line.at}
          </button>
          <span className="log-text truncate">
            {line.id !== '' && (
              <button
                type="button"
                tabIndex={current ? 0 : -1}
                className="call-id"
                aria-pressed={own}
                onClick={() => selectRow(line.key)}
              >
                {line.id}
              </button>
            )}
            {line.rest}
          </span>
        </>
      )}
    </li>
  );
}
