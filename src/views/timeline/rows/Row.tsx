import { CircleSlash, Pin } from 'lucide-react';
import { memo } from 'react';
import { capital, duration } from '../../../analysis/format/format.ts';
import { figure } from '../../../analysis/format/richText.ts';
import { requestBesideId, valueText } from '../../../analysis/format/valueText.ts';
import {
  callName,
  durationFigure,
  durationText,
  outcomeWord,
  resultText,
  rowName,
} from '../../../analysis/log/callTable.ts';
import { barsOf, barTitle, outcomeMark } from '../../../analysis/timeline/bars.ts';
import { MARK_STYLES } from '../../../analysis/timeline/marks.ts';
import type { TimeAxis } from '../../../analysis/timeline/timeAxis.ts';
import type { CallState } from '../../../run/callState.ts';
import type { ToolCall } from '../../../run/types.ts';
import { LOCKED, selectAreRowsFixed, selectDocument, selectIsRunning } from '../../../store/plan/document.ts';
import { selectLostKeys } from '../../../store/rows/rowMarks.ts';
import { selectKeptCall } from '../../../store/run/rerunFailed.ts';
import {
  selectCallAtPlayhead,
  selectGhostCall,
  selectGhostStalls,
  selectPlannedMs,
  selectRanCall,
} from '../../../store/run/selectors.ts';
import { kindOf } from '../../../tools/catalogue.ts';
import { Parts } from '../../ui/figures/Parts.tsx';
import { KindIcon, OutcomeIcon } from '../../ui/icons/icons.tsx';
import { lazyComponent } from '../../ui/lazy.tsx';
import { useActions, useFanout } from '../../ui/useFanout.ts';
import { Lane } from '../bars/Lane.tsx';

const RowEditor = lazyComponent('The editor', () =>
  import('../editor/RowEditor.tsx').then((loaded) => loaded.RowEditor),
);

export interface RowProps {
  /** Index of the call. */
  index: number;
  /** Position among the displayed rows. */
  place: number;
  /** Distance from the top of the list, in px. */
  start: number;
  axis: TimeAxis;
  measure: (element: HTMLElement | null) => void;
  /**
   * Whether rows differ in height, so that each is measured. Otherwise only the row with the editor is, because
   * measuring forces a layout.
   */
  uneven: boolean;
  pinned: boolean;
  focusable: boolean;
}

/** Renders only when its own call changes. */
export const Row = memo(function Row(props: RowProps) {
  const { index, place, start, axis, measure, uneven, pinned, focusable } = props;
  const call = useFanout((state) => selectDocument(state).plan.calls[index]);
  const ran = useFanout((state) => selectRanCall(state, index));
  // Bars are drawn whole and what comes after the playhead is shaded; texts show the state at the playhead.
  const now = useFanout((state) => selectCallAtPlayhead(state, index));
  const ghost = useFanout((state) => selectGhostCall(state, index));
  const kept = useFanout((state) => selectKeptCall(state, index));
  const ghostStalls = useFanout(selectGhostStalls);
  const plannedMs = useFanout((state) => selectPlannedMs(state, index));
  const lost = useFanout((state) => selectLostKeys(state).has(index)) && ran !== undefined;
  const editing = useFanout((state) => state.editing === index);
  const selected = useFanout((state) => state.selected === index);
  const flashed = useFanout(({ flashed: last }) => (last?.key === index ? last.nonce : 0));
  const highlighted = useFanout((state) => state.highlightedRows?.has(index));
  const { selectRow, openDetails } = useActions();
  if (!call) return null;
  const displayed = (ran && now) ?? kept?.call;
  const expected = plannedMs === undefined ? durationText(ghost, ghostStalls) : duration(plannedMs);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row of a virtual grid.
    <div
      key={flashed}
      ref={editing || uneven ? measure : undefined}
      data-index={index}
      data-at={place}
      role="row"
      aria-rowindex={place + 1}
      aria-selected={selected}
      aria-label={`${nameOf(call, ran && now, expected && `${plannedMs === undefined ? 'predicted' : 'takes'} ${expected}`, kept)}${lost ? `, ${MARK_STYLES.lost.word}` : ''}${pinned ? ', pinned' : ''}`}
      aria-description={selected ? barsText(displayed ?? ghost, displayed ? false : ghostStalls) : undefined}
      tabIndex={focusable ? 0 : -1}
      className={`row ${flashed ? 'flashes' : ''} ${highlighted ? 'highlighted' : ''} ${editing ? 'edited' : ''}`}
      style={{ transform: `translateY(${start}px)` }}
      onFocus={() => !selected && selectRow(index)}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the grid's keys do the same. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the row is what takes the keys. */}
      <div className="row-line" onClick={({ target }) => isOfCall(target) && openDetails(index)}>
        <Head call={call} index={index} open={ran !== undefined && !ran.outcome} pinned={pinned} />
        <Lane
          index={index}
          call={call}
          ran={ran}
          kept={kept?.run}
          ghost={ghost}
          ghostStalls={ghostStalls}
          plannedMs={plannedMs}
          axis={axis}
          selected={selected}
        />
        <Tail index={index} ran={displayed} plannedMs={plannedMs} ghost={ghost} ghostStalls={ghostStalls} lost={lost} />
      </div>
      {displayed?.outcome && <p className="phone-result">{resultText(displayed)}</p>}
      {ran && !ran.outcome && <PhoneCancel id={valueText(call.id)} index={index} />}
      {editing && (
        // biome-ignore lint/a11y/useSemanticElements: a cell of a virtual grid.
        <div role="gridcell" tabIndex={-1} aria-colspan={3}>
          <RowEditor index={index} />
        </div>
      )}
    </div>
  );
});

function nameOf(
  call: ToolCall,
  ran: CallState | undefined,
  expected: string,
  kept: { call: CallState; run: number } | undefined,
): string {
  if (ran) return rowName(ran);
  if (kept) return `${rowName(kept.call)}, kept from run ${kept.run}`;
  return `${callName(call)}, ${expected || 'not run'}`;
}

/** The bars as text, for screen readers. */
function barsText(call: CallState | undefined, stalls: boolean): string | undefined {
  const bars = call ? barsOf(call, stalls) : [];
  return bars.length > 1
    ? bars.map((bar) => barTitle(bar, { tries: call?.attempts.length ?? 1 })).join('; ')
    : undefined;
}

/** On a bar or on the result. The end of a ghost bar is dragged. */
const isOfCall = (target: EventTarget) =>
  target instanceof Element && target.closest('.bar, .row-tail') !== null && !target.closest('[role=slider]');

interface HeadProps {
  call: ToolCall;
  index: number;
  open: boolean;
  pinned: boolean;
}

const Head = memo(function Head({ call, index, open, pinned }: HeadProps) {
  const running = useFanout(selectIsRunning);
  const fixed = useFanout(selectAreRowsFixed);
  const { openRow, duplicateCall, removeCall, togglePin } = useActions();
  const editing = useFanout((state) => state.editing === index);
  const id = valueText(call.id);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a cell of a virtual grid.
    <div role="gridcell" tabIndex={-1} className="row-head">
      <KindIcon kind={kindOf(call)} />
      <button
        type="button"
        tabIndex={-1}
        className="flex min-w-0 items-baseline gap-2.5 text-left"
        aria-expanded={editing}
        aria-disabled={fixed}
        title={fixed && !running ? LOCKED : undefined}
        onClick={() => !fixed && openRow(editing ? undefined : index)}
      >
        {/* Not an aria-label: the accessible name must contain the visible text. */}
        <span className="sr-only">Edit </span>
        <b className="max-w-[10rem] flex-none truncate font-[560] font-mono text-body">{id}</b>
        <span className="truncate text-body text-ink3">{requestBesideId(call)}</span>
      </button>
      {pinned && <Pin size={12} fill="currentColor" className="pinned-mark" aria-hidden />}
      {running && open && (
        <span className="row-actions phone:hidden">
          <CancelCall id={id} index={index} />
        </span>
      )}
      {!fixed && (
        <span className="row-actions phone:hidden">
          <button
            type="button"
            tabIndex={-1}
            className={`row-action drawn ${pinned ? 'unpin' : 'pin'}`}
            aria-label={`${pinned ? 'Unpin' : 'Pin'} ${id}`}
            title={`${pinned ? 'Unpin' : 'Pin'}: key P`}
            onClick={() => togglePin(index)}
          />
          <button
            type="button"
            tabIndex={-1}
            className="row-action drawn duplicate"
            aria-label={`Duplicate ${id}`}
            title="Duplicate"
            onClick={() => duplicateCall(index)}
          />
          <button
            type="button"
            tabIndex={-1}
            className="row-action drawn remove"
            aria-label={`Remove ${id}`}
            title="Remove"
            onClick={() => removeCall(index)}
          />
        </span>
      )}
    </div>
  );
});

function CancelCall({ id, index, worded = false }: { id: string; index: number; worded?: boolean }) {
  const { cancelCall } = useActions();
  return (
    <button
      type="button"
      tabIndex={-1}
      className={worded ? 'outline-button' : 'row-action'}
      aria-label={`Cancel ${id}`}
      title="Cancel this call"
      onClick={() => cancelCall(index)}
    >
      <CircleSlash size={14} aria-hidden />
      {worded && `Cancel ${id}`}
    </button>
  );
}

/** On a phone the row has no room for the button: it appears after a tap on the row. */
function PhoneCancel({ id, index }: { id: string; index: number }) {
  const running = useFanout(selectIsRunning);
  if (!running) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a cell of a virtual grid.
    <div role="gridcell" tabIndex={-1} aria-colspan={3} className="phone-result">
      <CancelCall id={id} index={index} worded />
    </div>
  );
}

const Tail = memo(function Tail({
  index,
  ran,
  plannedMs,
  ghost,
  ghostStalls,
  lost,
}: {
  index: number;
  ran: CallState | undefined;
  /** Drawn in place of the prediction while that is hidden. */
  plannedMs: number | undefined;
  ghost: CallState | undefined;
  ghostStalls: boolean;
  lost: boolean;
}) {
  const outcome = ran?.outcome;
  const resultOrState = ran ? (outcome ? resultText(ran) : outcomeWord(ran)) : '';
  const expected =
    plannedMs === undefined
      ? durationFigure(index, ghost, ghostStalls)
      : figure(`Planned duration of call ${index + 1}`, plannedMs, duration(plannedMs));
  const own = ran ? outcome && durationFigure(index, ran) : expected;
  const text = lost ? `${capital(MARK_STYLES.lost.word)}: ${resultOrState}` : resultOrState;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a cell of a virtual grid.
    <div role="gridcell" tabIndex={-1} className="row-tail">
      {outcome ? (
        <OutcomeIcon mark={lost ? 'lost' : outcomeMark(outcome)} />
      ) : (
        <span className="w-4 flex-none phone:hidden" />
      )}
      <span className={`w-[3.125rem] flex-none phone:w-auto ${outcome ? 'text-ink' : 'text-ink3'}`}>
        {own && <Parts words={[own]} />}
      </span>
      <span
        className={`truncate text-ink2 phone:hidden ${lost ? 'falls-out' : ''}`}
        title={text.length > 22 ? text : undefined}
      >
        {text}
      </span>
    </div>
  );
});
