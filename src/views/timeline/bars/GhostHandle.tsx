import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react';
import { clip, duration } from '../../../analysis/format/format.ts';
import { isShown, type TimeAxis } from '../../../analysis/timeline/timeAxis.ts';
import { timingOf, withTiming } from '../../../run/callTiming.ts';
import { MAX_TAKES_MS } from '../../../run/check/bounds.ts';
import type { Ms, ToolCall } from '../../../run/types.ts';
import { selectAreRowsFixed } from '../../../store/plan/document.ts';
import { entryOfCall, neverEnds } from '../../../tools/catalogue.ts';
import { at, momentUnder } from '../../axis/percent.ts';
import { ARROWS_AND_PAGES } from '../../ui/icons/arrows.ts';
import { useActions, useFanout } from '../../ui/useFanout.ts';

const SNAP_MS = 50;

let lastDrag = 0;

interface HandleProps {
  index: number;
  call: ToolCall;
  /** End of the ghost bar. */
  to: Ms;
  axis: TimeAxis;
  selected: boolean;
}

/** A handle at the end of a ghost bar: draggable within 24 px after the bar, and a slider for the arrow keys. */
export function GhostHandle({ index, call, to, axis, selected }: HandleProps) {
  const { editCall, setDragging, selectRow } = useActions();
  const fixed = useFanout(selectAreRowsFixed);
  const drag = useRef<{ token: string; lane: Element; byMs: Ms } | undefined>(undefined);
  // A row that is removed during a drag must not leave the axis frozen.
  useEffect(
    () => () => {
      if (drag.current) setDragging(false);
    },
    [setDragging],
  );
  const entry = entryOfCall(call);
  const { ms: given } = timingOf(call);
  // A handle that is dragged out of the window stays at its edge.
  if (fixed || entry === undefined || neverEnds(entry) || !(isShown(axis, to) || drag.current)) return null;
  // Not the ghost's length, which a blocking call beside it may increase.
  const takes = typeof given === 'number' ? given : entry.ms;

  function setTakes(ms: Ms, token: string): void {
    const snapped = Math.min(MAX_TAKES_MS, Math.max(0, Math.round(ms / SNAP_MS) * SNAP_MS));
    if (snapped !== given) editCall(index, withTiming(call, { ms: snapped }), token);
  }

  function down(event: PointerEvent<HTMLDivElement>): void {
    const lane = event.currentTarget.parentElement;
    if (!lane || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const token = `drag-${++lastDrag}`;
    drag.current = {
      token,
      lane,
      byMs: takes - momentUnder(event.clientX, lane, axis),
    };
    selectRow(index);
    setDragging(true);
  }

  function move(event: PointerEvent): void {
    const { current } = drag;
    if (current) setTakes(current.byMs + momentUnder(event.clientX, current.lane, axis), current.token);
  }

  function up(): void {
    drag.current = undefined;
    setDragging(false);
  }

  function step(event: KeyboardEvent): void {
    const by = ARROWS_AND_PAGES[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    setTakes(takes + by * SNAP_MS, `keys-${index}`);
  }

  return (
    <div
      role="slider"
      tabIndex={selected ? 0 : -1}
      className="handle"
      aria-label={`${clip(call.id, 100)} takes`}
      aria-valuemin={0}
      aria-valuemax={MAX_TAKES_MS}
      aria-valuenow={takes}
      aria-valuetext={duration(takes)}
      style={{ left: `min(${at(to, axis)}, calc(100% - 24px))` }}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onKeyDown={step}
    />
  );
}
