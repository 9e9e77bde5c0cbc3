import { ChevronDown, ChevronRight } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { callsText, duration, NO_END } from '../../../analysis/format/format.ts';
import type { TimeAxis } from '../../../analysis/timeline/timeAxis.ts';
import type { GroupHead } from '../../../store/state.ts';
import { gridOf } from '../../axis/axis.ts';
import { span } from '../../axis/percent.ts';
import { Value } from '../../ui/figures/Value.tsx';
import { useActions, useFanout } from '../../ui/useFanout.ts';
import { useNarrow } from '../../ui/useNarrow.ts';

export interface GroupRowProps {
  head: GroupHead;
  place: number;
  start: number;
  axis: TimeAxis;
  measure: (element: HTMLElement | null) => void;
  focusable: boolean;
}

/** The heading of a group, as a row: title, number of calls, total span and work. */
export function GroupRow({ head, place, start, axis, measure, focusable }: GroupRowProps) {
  const { id, title, keys, closed, measured } = head;
  const taken = head.span;
  const drawn = taken && span(taken.from, Number.isFinite(taken.to) ? taken.to : undefined, axis);
  const all = useFanout(({ rowsView }) => rowsView.closed);
  const { changeRowsView } = useActions();
  const set = (close: boolean) =>
    close !== closed && changeRowsView({ closed: close ? [...all, id] : all.filter((one) => one !== id) });

  function go(event: KeyboardEvent<HTMLElement>): void {
    if (event.target !== event.currentTarget) return;
    if (event.key === 'Enter' || event.key === ' ') set(!closed);
    else if (event.key === 'ArrowLeft') set(true);
    else if (event.key === 'ArrowRight') set(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const Chevron = closed ? ChevronRight : ChevronDown;
  const work = workText(head);
  const spanText = taken ? duration(taken.to - taken.from) : '';
  const parts = [title, callsText(keys.length), spanText && `${spanText} from first start to last end`, work];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row of a virtual grid.
    <div
      ref={useNarrow() ? measure : undefined}
      data-at={place}
      data-group={id}
      role="row"
      aria-rowindex={place + 1}
      aria-label={[...parts, measured || work === '' ? '' : 'predicted', closed ? 'closed' : 'open']
        .filter(Boolean)
        .join(', ')}
      tabIndex={focusable ? 0 : -1}
      className="row group-row"
      style={{ transform: `translateY(${start}px)` }}
      onKeyDown={go}
    >
      <div className="row-line">
        {/* biome-ignore lint/a11y/useSemanticElements: a cell of a virtual grid. */}
        <div role="gridcell" tabIndex={-1} className="row-head">
          <button
            type="button"
            tabIndex={-1}
            className="flex min-w-0 flex-1 items-center gap-2.5 text-left"
            aria-expanded={!closed}
            onClick={() => set(!closed)}
          >
            <Chevron size={16} className="text-ink2" aria-hidden />
            <b className="truncate font-[560] text-body">{title}</b>
            <span className="flex-none text-body text-ink2">
              <Value name={`Calls of ${title}`} value={keys.length} text={callsText(keys.length)} className="" />
            </span>
          </button>
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: a cell of a virtual grid. */}
        <div role="gridcell" tabIndex={-1} className="lane" style={gridOf(axis) as React.CSSProperties}>
          {drawn && <i className={`group-span ${measured ? '' : 'guessed'}`} style={drawn} />}
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: a cell of a virtual grid. */}
        <div role="gridcell" tabIndex={-1} className="row-tail text-ink2">
          <span className="w-4 flex-none phone:hidden" />
          <span className="w-[3.125rem] flex-none text-ink phone:w-auto">
            {taken && <Value name={`Span of ${title}`} value={taken.to - taken.from} text={spanText} className="" />}
          </span>
          <span className="truncate phone:hidden" title="Attempts of its calls, laid end to end">
            <Value name={`Work of ${title}`} value={head.work} text={work} className="" />
          </span>
        </div>
      </div>
    </div>
  );
}

function workText({ work }: GroupHead): string {
  if (work === undefined) return '';
  return work === Number.POSITIVE_INFINITY ? `work: ${NO_END}` : `work ${duration(work)}`;
}
