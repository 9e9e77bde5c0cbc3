import { createContext, type ReactNode, useContext, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Metric, MetricName } from '../../../analysis/metrics/metrics.ts';
import { METRIC_DEFINITIONS, metricValueText } from '../../../analysis/report/metricDefinitions.ts';
import { showSourceEvents } from '../../../store/inspector/metrics.ts';
import { Value } from '../../ui/figures/Value.tsx';
import { useFanoutStore } from '../../ui/useFanout.ts';

type ChartPoint = (at: { name: MetricName; over: Element } | undefined) => void;
const Pointed = createContext<ChartPoint>(() => {});

/** A number; a click shows its source events, if there are any. */
export function Figure({ measure, what, linked }: { measure: Metric; what: string; linked: boolean }) {
  const moment = useContext(MomentName);
  const store = useFanoutStore();
  const point = useContext(Pointed);
  const text = metricValueText(measure, linked);
  const known = linked && measure.value !== undefined;
  const { name } = measure;
  return (
    <button
      type="button"
      className="figure"
      aria-label={`${what}: ${text}${known ? ', show its events' : ''}`}
      aria-describedby={idOf(name)}
      aria-disabled={!known}
      onClick={() => known && showSourceEvents(store, `${what} ${text}`, measure.sourceEvents)}
      onPointerEnter={({ currentTarget: over, pointerType }) => pointerType === 'mouse' && point({ name, over })}
      onPointerLeave={() => point(undefined)}
      onFocus={({ currentTarget: over }) => over.matches(':focus-visible') && point({ name, over })}
      onBlur={() => point(undefined)}
    >
      <Value name={what + moment} value={measure.value} text={text} className="" />
    </button>
  );
}

/** Follows the names of the figures when they are of a moment and not of the whole run: ` at 0.420 s`. */
export const MomentName = createContext('');

const idOf = (name: MetricName) => `meaning-${name}`;
const GAP_PX = 4;
/** Time for the pointer to move from the number to the tip. */
const TIP_DELAY_MS = 120;

/** One tip for all numbers inside; a popover, so that the panel does not clip it. Escape closes it. */
export function DefinitionTip({ children }: { children: ReactNode }) {
  const [pointed, setPointed] = useState<Parameters<ChartPoint>[0]>();
  const tip = useRef<HTMLDivElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const point: ChartPoint = (next) => {
    clearTimeout(timer.current);
    if (next) setPointed(next);
    else timer.current = setTimeout(setPointed, TIP_DELAY_MS, undefined);
  };

  useLayoutEffect(() => {
    const box = tip.current;
    if (!box || !pointed) return;
    box.showPopover();
    const over = pointed.over.getBoundingClientRect();
    const { width, height } = box.getBoundingClientRect();
    const below = over.bottom + GAP_PX;
    box.style.left = `${Math.max(8, Math.min(over.left, innerWidth - width - 8))}px`;
    box.style.top = `${below + height <= innerHeight - 8 ? below : over.top - height - GAP_PX}px`;
    return () => box.hidePopover();
  }, [pointed]);

  useEffect(() => {
    if (!pointed) return;
    const close = (event: KeyboardEvent) => event.key === 'Escape' && setPointed(undefined);
    const scrolled = () => setPointed(undefined);
    document.addEventListener('keydown', close);
    document.addEventListener('scroll', scrolled, true);
    return () => {
      document.removeEventListener('keydown', close);
      document.removeEventListener('scroll', scrolled, true);
    };
  }, [pointed]);
  useEffect(() => () => clearTimeout(timer.current), []);

  return (
    <Pointed value={point}>
      {children}
      {/* The numbers are described by the list below; the tip is for sighted users. */}
      <div
        ref={tip}
        popover="manual"
        aria-hidden
        className="meaning-tip"
        onPointerEnter={() => clearTimeout(timer.current)}
        onPointerLeave={() => point(undefined)}
      >
        {pointed && METRIC_DEFINITIONS[pointed.name].definition}
      </div>
    </Pointed>
  );
}

/** The definitions of all numbers, for users who cannot hover. */
export function Definitions() {
  return (
    <details className="px-5 pb-3 text-body">
      <summary className="w-fit py-1 text-ink2">What the numbers mean</summary>
      <dl className="meanings">
        {Object.entries(METRIC_DEFINITIONS).map(([name, { label, definition }]) => (
          <div key={name}>
            <dt>
              {groupOf(name)}
              {label}
            </dt>
            <dd id={idOf(name as MetricName)}>{definition}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function groupOf(name: string): string {
  if (name.startsWith('duration.')) return 'Durations: ';
  return name.startsWith('wait.') ? 'Waiting: ' : '';
}
