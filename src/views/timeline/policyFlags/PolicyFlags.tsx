import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef } from 'react';
import { duration } from '../../../analysis/format/format.ts';
import type { TimeAxis } from '../../../analysis/timeline/timeAxis.ts';
import type { Ms } from '../../../run/types.ts';
import { selectDocument, selectIsRunning } from '../../../store/plan/document.ts';
import { useHideOverlaps } from '../../axis/hideOverlaps.ts';
import { at, momentUnder } from '../../axis/percent.ts';
import { ARROWS_AND_PAGES } from '../../ui/icons/arrows.ts';
import { useActions, useFanout } from '../../ui/useFanout.ts';
import { useWidth } from '../../ui/useWidth.ts';
import { flagSides, SNAP_MS, snapped } from './flagPlacement.ts';

let lastDrag = 0;

/** The policy's timeout and deadline as draggable flags on the axis; their lines are in the lanes. */
export default function PolicyFlags({ axis }: { axis: TimeAxis }): ReactNode {
  const timeoutMs = useFanout((state) => selectDocument(state).plan.policy?.timeoutMs) ?? null;
  const deadlineMs = useFanout((state) => selectDocument(state).plan.policy?.deadlineMs) ?? null;
  const [ref, widthPx] = useWidth<HTMLDivElement>();
  useHideOverlaps();
  // The deadline is placed first, because it is more important.
  const values = [
    { of: 'deadlineMs' as const, value: deadlineMs },
    { of: 'timeoutMs' as const, value: timeoutMs },
  ].filter((one): one is { of: typeof one.of; value: Ms } => one.value !== null);
  const sides = flagSides(
    values.map(({ of, value }) => ({
      x: axis.share(shownAt(value, axis)) * widthPx,
      widePx: flagText(of, value, axis).length * CHAR_PX + PADDING_PX,
    })),
    widthPx,
  );
  return (
    <div ref={ref} className="time-flags">
      {values.map(({ of, value }, i) => (
        <Flag key={of} of={of} value={value} side={sides[i] ?? 'right'} axis={axis} />
      ))}
    </div>
  );
}

/** Upper bound, at the default text size. */
const CHAR_PX = 6.25;
const PADDING_PX = 16;

/** Values outside of the window are shown at its edge. */
const shownAt = (value: Ms, { from, to }: TimeAxis) => Math.min(to, Math.max(from, value));

function flagText(of: FlagProps['of'], value: Ms, { from, to }: TimeAxis): string {
  return `${value < from ? '‹ ' : ''}${NAMES[of].toLowerCase()} ${duration(value)}${value > to ? ' ›' : ''}`;
}

const NAMES = { timeoutMs: 'Timeout', deadlineMs: 'Deadline' } as const;
/** For screen readers: what the value counts from. */
const COUNTED = { timeoutMs: 'from each attempt’s start', deadlineMs: 'from the run’s start' } as const;

interface FlagProps {
  of: 'timeoutMs' | 'deadlineMs';
  value: Ms;
  side: 'left' | 'right';
  axis: TimeAxis;
}

function Flag({ of, value, side, axis }: FlagProps) {
  const { changePolicy, setDragging } = useActions();
  const running = useFanout(selectIsRunning);
  const drag = useRef<{ token: string; track: Element; byMs: Ms } | undefined>(undefined);
  // A flag that is removed during a drag (by undo) must not leave the axis frozen.
  useEffect(
    () => () => {
      if (drag.current) setDragging(false);
    },
    [setDragging],
  );

  const shown = shownAt(value, axis);

  function set(ms: Ms, token: string): void {
    const next = snapped(ms);
    if (next !== value) changePolicy({ [of]: next }, token);
  }

  function down(event: PointerEvent<HTMLDivElement>): void {
    const track = event.currentTarget.parentElement;
    if (!track || event.button !== 0 || running) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = {
      token: `drag-${of}-${++lastDrag}`,
      track,
      byMs: shown - momentUnder(event.clientX, track, axis),
    };
    setDragging(true);
  }

  function move(event: PointerEvent): void {
    const { current } = drag;
    if (current) set(current.byMs + momentUnder(event.clientX, current.track, axis), current.token);
  }

  function up(): void {
    if (!drag.current) return;
    drag.current = undefined;
    setDragging(false);
  }

  function step(event: KeyboardEvent): void {
    const by = ARROWS_AND_PAGES[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (!running) set(value + by * SNAP_MS, `keys-${of}`);
  }

  const name = NAMES[of];
  return (
    <div
      role="slider"
      tabIndex={0}
      className={`time-flag ${of === 'deadlineMs' ? 'whole-run' : ''} ${side === 'left' ? 'flip' : ''}`}
      aria-label={name}
      aria-disabled={running}
      aria-valuemin={SNAP_MS}
      aria-valuemax={Math.max(snapped(Number.POSITIVE_INFINITY), value)}
      aria-valuenow={value}
      aria-valuetext={`${duration(value)} ${COUNTED[of]}`}
      title={`${name} ${duration(value)}, ${COUNTED[of]}`}
      style={{ left: at(shown, axis) }}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onKeyDown={step}
    >
      <b>{flagText(of, value, axis)}</b>
    </div>
  );
}
