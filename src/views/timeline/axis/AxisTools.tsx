import { X, ZoomIn } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { exact } from '../../../analysis/format/format.ts';
import { rangeStatsText } from '../../../analysis/timeline/rangeStats.ts';
import type { TimeAxis } from '../../../analysis/timeline/timeAxis.ts';
import { withMargin } from '../../../analysis/timeline/zoom.ts';
import { keepRunInView } from '../../../store/viewport/keepRunInView.ts';
import { selectRangeStats } from '../../../store/viewport/rangeStats.ts';
import { LINES, ticksOf } from '../../axis/axis.ts';
import { hideOverlaps, useHideOverlaps } from '../../axis/hideOverlaps.ts';
import { at, momentUnder, span } from '../../axis/percent.ts';
import { axesOf } from '../../axis/useTimeAxis.ts';
import { useActions, useFanout, useFanoutStore } from '../../ui/useFanout.ts';
import { followGestures } from './axisGestures.ts';
import { GapBreaks } from './GapBreaks.tsx';
import './axisTools.css';

/** Overlays of the chart: the time at the mouse, the measured range, and the breaks of compressed gaps. */
export function AxisTools({ axis }: { axis: TimeAxis }) {
  const store = useFanoutStore();
  const [over, setOver] = useState<HTMLElement | null>(null);
  useEffect(() => {
    const card = over?.closest<HTMLElement>('.card');
    return card ? followGestures(card, store) : undefined;
  }, [over, store]);
  useEffect(() => keepRunInView(store), [store]);
  // A repeated background image cannot follow a scale that is not uniform.
  const gaps = axis.parts.length > 1;
  useLayoutEffect(() => {
    const style = gaps && over?.closest<HTMLElement>('.card')?.style;
    if (!style) return;
    style.setProperty('--lines', linesOf(axis));
    return () => void style.removeProperty('--lines');
  }, [axis, gaps, over]);
  return (
    <div ref={setOver} className="axis-tools">
      <GapBreaks axis={axis} />
      <Cursor axis={axis} />
      <Measured axis={axis} />
    </div>
  );
}

/** The grid lines, each as a gradient of its own. */
function linesOf(axis: TimeAxis): string {
  const lines = ticksOf(axis, LINES).map((tick) => {
    const x = at(tick, axis);
    return `linear-gradient(90deg, transparent ${x}, var(--line-soft) ${x} calc(${x} + 1px), transparent 0)`;
  });
  return lines.join(', ');
}

/** Follows the mouse by writing to the DOM, without rendering. */
function Cursor({ axis }: { axis: TimeAxis }) {
  const line = useRef<HTMLDivElement>(null);
  const text = useRef<HTMLElement>(null);
  useEffect(() => {
    const element = line.current;
    const lanes = element?.parentElement;
    const chart = lanes?.parentElement;
    if (!element || !lanes || !chart) return;
    const hide = () => {
      if (element.hidden) return;
      element.hidden = true;
      hideOverlaps();
    };
    const follow = (event: PointerEvent) => {
      const { left, width } = lanes.getBoundingClientRect();
      const x = event.clientX - left;
      const away = x < 0 || x > width || event.pointerType === 'touch' || event.buttons !== 0;
      if (away || (event.target as Element).closest('.measured, .editor')) return hide();
      element.hidden = false;
      element.style.transform = `translateX(${x}px)`;
      element.classList.toggle('flip', x > width - 72);
      if (text.current) text.current.textContent = exact(Math.max(0, momentUnder(event.clientX, lanes, axis)));
      hideOverlaps();
    };
    // The wheel moves the axis under a mouse at rest, so the shown time would be wrong.
    hide();
    chart.addEventListener('pointermove', follow);
    chart.addEventListener('pointerleave', hide);
    chart.addEventListener('pointerdown', hide);
    return () => {
      chart.removeEventListener('pointermove', follow);
      chart.removeEventListener('pointerleave', hide);
      chart.removeEventListener('pointerdown', hide);
    };
  }, [axis]);
  return (
    <div ref={line} className="cursor-line" aria-hidden hidden>
      <b ref={text} />
    </div>
  );
}

/** The measured range and its statistics. */
function Measured({ axis }: { axis: TimeAxis }) {
  const store = useFanoutStore();
  const measure = useFanout(selectRangeStats);
  const open = useFanout(({ measuring }) => measuring?.to === undefined);
  const { changeViewport } = useActions();
  const there = measure !== undefined;
  useHideOverlaps();

  useEffect(() => {
    if (!there) return;
    function leave(event: KeyboardEvent): void {
      const typing = 'input:not([type=checkbox]), select, textarea, dialog, form';
      const inside = event.target instanceof Element && event.target.closest(typing);
      if (event.key === 'Escape' && !event.defaultPrevented && !inside) changeViewport({ measuring: undefined });
    }
    document.addEventListener('keydown', leave);
    return () => document.removeEventListener('keydown', leave);
  }, [there, changeViewport]);

  if (!measure) return null;
  const band = span(measure.from, measure.to, axis);
  const share = (moment: number) => Math.min(1, Math.max(0, axis.share(moment)));
  const middle = (share(measure.from) + share(measure.to)) / 2;
  return (
    <>
      {band && <div className={`measure-band ${open ? 'open' : ''}`} style={band} aria-hidden />}
      {/* Centred on the band, as far as the lane has room. */}
      <div className="measure-line">
        <span style={{ flex: middle }} />
        <div className="measured">
          <span role="status">{rangeStatsText(measure)}</span>
          <button
            type="button"
            className="row-action"
            aria-label="Zoom to what is measured"
            title="Zoom to it"
            onClick={() => changeViewport({ zoom: withMargin(axesOf(store).full, measure) })}
          >
            <ZoomIn size={14} aria-hidden />
          </button>
          <button
            type="button"
            className="row-action"
            aria-label="End measuring"
            title="End measuring (Esc)"
            onClick={() => changeViewport({ measuring: undefined })}
          >
            <X size={14} aria-hidden />
          </button>
        </div>
        <span style={{ flex: 1 - middle }} />
      </div>
    </>
  );
}
