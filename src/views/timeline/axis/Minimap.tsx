import { type KeyboardEvent, type PointerEvent, useCallback, useLayoutEffect, useRef } from 'react';
import { duration } from '../../../analysis/format/format.ts';
import type { TimeRange } from '../../../analysis/timeline/timeAxis.ts';
import { pannedBy, zoomedBy } from '../../../analysis/timeline/zoom.ts';
import type { Ms } from '../../../run/types.ts';
import { selectIsShownRunning } from '../../../store/plan/document.ts';
import { selectRowOrder } from '../../../store/rows/rowsSlice.ts';
import { foldOf, selectPrediction, selectShownRun } from '../../../store/run/selectors.ts';
import { selectShownEnd } from '../../../store/run/shownEnd.ts';
import { selectDrawnRun } from '../../../store/viewport/viewport.ts';
import type { Axes } from '../../axis/useTimeAxis.ts';
import { useLiveTicker } from '../../ui/liveTicker.ts';
import { useActions, useFanout, useFanoutStore } from '../../ui/useFanout.ts';
import { useMedia } from '../../ui/useNarrow.ts';
import { useWidth } from '../../ui/useWidth.ts';
import { showRange } from './axisKeys.ts';
import { drawMinimap, type MinimapStyle, readMinimapStyle } from './drawMinimap.ts';

type Grip = 'left' | 'right' | 'frame' | 'new';
const LIVE_MS = 500;
const KEY_PAN = 0.1;
const KEY_ZOOM = 1.25;

/** The bars of all rows. The visible window is a frame that can be moved, resized or drawn anew. */
export function Minimap({ axis, full }: Axes) {
  const store = useFanoutStore();
  const { changeViewport } = useActions();
  const part = axis !== full;
  const [ref, widthPx] = useWidth<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const drag = useRef<{ grip: Grip; share: number; left: number; right: number } | undefined>(undefined);

  const picture = useFanout(selectDrawnRun);
  const end = useFanout(selectShownEnd);
  const live = useFanout(selectIsShownRunning);
  const order = useFanout(selectRowOrder);
  const theme = useFanout((state) => state.theme);
  const dark = useMedia('(prefers-color-scheme: dark)');
  const forced = useMedia('(forced-colors: active)');
  const drawn = useRef(0);
  const style = useRef<MinimapStyle>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of them changes the canvas or its colours.
  useLayoutEffect(() => {
    if (canvas.current) style.current = readMinimapStyle(canvas.current);
  }, [widthPx, theme, dark, forced]);
  /** @param now the moment up to which open attempts are drawn */
  const draw = useCallback(
    (now: Ms) => {
      const state = store.getState();
      const run = selectShownRun(state);
      const source = run ? foldOf(run) : selectPrediction(state);
      drawn.current = now;
      // A rerun of failed calls has its own call indices.
      const placeOf = (key: number) => order.indexOf(run?.rerun?.keys[key] ?? key);
      if (canvas.current && style.current)
        drawMinimap(canvas.current, source?.calls ?? [], {
          ...style.current,
          axis: full,
          rows: order.count,
          placeOf,
          ghost: !run,
          now,
        });
    },
    [store, full, order],
  );
  // Not per frame: every half second during a run.
  const drawLive = useCallback((now: Ms) => void (now - drawn.current >= LIVE_MS && draw(now)), [draw]);
  useLiveTicker(live ? drawLive : undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of them changes the picture, or its colours.
  useLayoutEffect(
    () => draw(live ? drawn.current : (end ?? 0)),
    [draw, picture, end, live, widthPx, theme, dark, forced],
  );

  const left = full.share(axis.from);
  const right = full.share(axis.to);

  const shareAt = ({ clientX }: PointerEvent, element: Element) => {
    const rect = element.getBoundingClientRect();
    return Math.min(1, Math.max(0, (clientX - rect.left) / rect.width));
  };
  const range = (one: number, other: number): TimeRange => ({
    from: full.moment(Math.min(one, other)),
    to: full.moment(Math.max(one, other)),
  });

  function down(event: PointerEvent<HTMLDivElement>): void {
    if (event.button !== 0 || !event.isPrimary) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const share = shareAt(event, event.currentTarget);
    const taken = (event.target as HTMLElement).dataset.grip as Grip | undefined;
    const inside = taken === 'frame' && !part ? 'new' : taken;
    if (inside) drag.current = { grip: inside, share, left, right };
    else {
      // A press beside the frame centres the frame there and starts dragging it.
      const half = (right - left) / 2;
      showRange(store, range(share - half, share + half));
      drag.current = { grip: 'frame', share, left: share - half, right: share + half };
    }
  }

  function move(event: PointerEvent<HTMLDivElement>): void {
    const { current } = drag;
    if (!current) return;
    const share = shareAt(event, event.currentTarget);
    const by = share - current.share;
    if (current.grip === 'left') showRange(store, range(current.left + by, current.right));
    else if (current.grip === 'right') showRange(store, range(current.left, current.right + by));
    else if (current.grip === 'frame') showRange(store, range(current.left + by, current.right + by));
    else if (Math.abs(by) * widthPx >= 4) showRange(store, range(current.share, share));
  }

  function up(): void {
    drag.current = undefined;
  }

  function step(event: KeyboardEvent): void {
    const wanted = {
      ArrowLeft: pannedBy(axis, -KEY_PAN),
      ArrowRight: pannedBy(axis, KEY_PAN),
      PageDown: pannedBy(axis, -1),
      PageUp: pannedBy(axis, 1),
      ArrowUp: zoomedBy(axis, 1 / KEY_ZOOM),
      ArrowDown: zoomedBy(axis, KEY_ZOOM),
    }[event.key];
    if (wanted) showRange(store, wanted);
    else if (event.key === 'Home') changeViewport({ zoom: undefined });
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const percent = (share: number) => `${share * 100}%`;
  return (
    <div ref={ref} className="minimap" onPointerDown={down} onPointerMove={move} onPointerUp={up} onPointerCancel={up}>
      <canvas ref={canvas} />
      <div className="outside left-0" style={{ width: percent(left) }} />
      <div className="outside right-0" style={{ width: percent(1 - right) }} />
      <div
        role="slider"
        tabIndex={0}
        className="frame"
        data-grip="frame"
        aria-label="Shown part"
        aria-valuemin={0}
        aria-valuemax={Math.round(full.to)}
        aria-valuenow={Math.round(axis.from)}
        aria-valuetext={part ? `${duration(axis.from)} to ${duration(axis.to)} of ${duration(full.to)}` : 'all of it'}
        title="Arrow keys move and zoom it"
        style={{ left: percent(left), width: percent(right - left) }}
        onKeyDown={step}
      >
        <i className="edge left" data-grip="left" />
        <i className="edge right" data-grip="right" />
      </div>
    </div>
  );
}
