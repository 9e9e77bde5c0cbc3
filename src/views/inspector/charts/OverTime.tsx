import { type CSSProperties, useLayoutEffect, useRef, useState } from 'react';
import { Area, Bar, BarChart, CartesianGrid, ComposedChart, Line, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import { count } from '../../../analysis/format/format.ts';
import type { Metrics } from '../../../analysis/metrics/metrics.ts';
import {
  intervalMidpoints,
  ratesOf,
  rateText,
  runningText,
  settledText,
  stepsOf,
} from '../../../analysis/report/metricSeries.ts';
import { LINES, ticksOf } from '../../axis/axis.ts';
import { useTimeAxis } from '../../axis/useTimeAxis.ts';
import { Ticks } from '../../timeline/axis/Axis.tsx';
import { ReadOut } from './ReadOut.tsx';

const HEIGHT = 64;
/** A limit above this many times the peak would flatten the profile, and is only shown as text. */
const FAR = 3;
const MARGIN = { top: 4, right: 0, bottom: 0, left: 0 };

/** Running and settled calls over time, on the axis of the timeline. */
export function OverTime({ metrics, predicted }: { metrics: Metrics; predicted: boolean }) {
  const { axis: time } = useTimeAxis();
  const [ref, scrollbarPx] = useScrollbar();
  const { concurrency, limits, end } = metrics;
  const peak = Math.max(1, ...concurrency.map(({ running }) => running));
  const limit = Math.max(0, ...limits.map((one) => one.limit ?? 0));
  const near = limit > 0 && limit <= FAR * peak;
  const top = near ? Math.max(peak, limit) : peak;
  const bounded = stepsOf(metrics, true);
  const intervalMs = end / metrics.settledIn.length;
  const rates = ratesOf(metrics).map((rate, i) => ({ x: time.share((i + 0.5) * intervalMs), rate }));
  const fastest = Math.max(...rates.map(({ rate }) => rate)) || 1;
  const axis = {
    type: 'number' as const,
    // Positions and not times, so that compressed gaps are compressed here too.
    dataKey: 'x',
    domain: [0, 1],
    allowDataOverflow: true,
    ticks: ticksOf(time, LINES).map(time.share),
    // All ticks, because the grid lines follow them.
    interval: 0 as const,
  };
  return (
    <div ref={ref} className="over-time" style={{ '--scrollbar': `${scrollbarPx}px` } as CSSProperties}>
      <Side title="Running at once" top={count(top)}>
        {near ? 'dashed: the limit' : limit > 0 ? `limit ${count(limit)}, above the chart` : ''}
      </Side>
      <div className="plot" style={{ height: HEIGHT }}>
        <ReadOut
          label="Running at once, at each moment"
          axis={time}
          end={end}
          stops={bounded.map(({ at }) => at)}
          textAt={(at) => runningText(bounded, at)}
        />
        <div className="h-full" aria-hidden>
          <ResponsiveContainer width="100%" height="100%">
            <ComposedChart
              accessibilityLayer={false}
              data={stepsOf(metrics, near).map((one) => ({ ...one, x: time.share(one.at) }))}
              margin={MARGIN}
            >
              <CartesianGrid horizontal={false} stroke="var(--line-soft)" />
              <XAxis {...axis} hide />
              <YAxis hide domain={[0, top]} />
              <Area
                dataKey="running"
                type="stepAfter"
                isAnimationActive={false}
                fill={predicted ? 'none' : 'var(--accent-soft)'}
                fillOpacity={1}
                stroke={predicted ? 'var(--ink-3)' : 'var(--accent)'}
                strokeWidth={1.5}
                strokeDasharray={predicted ? '4 3' : undefined}
              />
              <Line
                dataKey="limit"
                type="stepAfter"
                isAnimationActive={false}
                dot={false}
                activeDot={false}
                stroke="var(--ink)"
                strokeDasharray="6 4"
              />
            </ComposedChart>
          </ResponsiveContainer>
        </div>
      </div>
      <Side title="Settled per second" top={rateText(fastest)} />
      <div className="plot" style={{ height: HEIGHT }}>
        <ReadOut
          label="Settled per second, in each stretch"
          axis={time}
          end={end}
          stops={intervalMidpoints(0, end, metrics.settledIn.length)}
          textAt={(at) => settledText(metrics, at)}
        />
        <div className="h-full" aria-hidden>
          <ResponsiveContainer width="100%" height="100%">
            <BarChart accessibilityLayer={false} data={rates} margin={MARGIN} barCategoryGap={0} barGap={0}>
              <CartesianGrid horizontal={false} stroke="var(--line-soft)" />
              <XAxis {...axis} hide />
              <YAxis hide domain={[0, fastest]} />
              <Bar
                dataKey="rate"
                isAnimationActive={false}
                fill={predicted ? 'none' : 'var(--sum)'}
                stroke={predicted ? 'var(--ink-3)' : 'none'}
                strokeDasharray="4 3"
              />
            </BarChart>
          </ResponsiveContainer>
        </div>
      </div>
      <Ticks axis={time} />
    </div>
  );
}

function Side({ title, top, children }: { title: string; top: string; children?: string }) {
  return (
    <div className="over-time-side" aria-hidden>
      <span>{title}</span>
      <span className="top">{top}</span>
      <small>{children}</small>
    </div>
  );
}

/** Width of the panel's scrollbar; subtracted so that the axis ends where the lanes end. */
function useScrollbar() {
  const ref = useRef<HTMLDivElement>(null);
  const [px, setPx] = useState(0);
  useLayoutEffect(() => {
    const panel = ref.current?.closest<HTMLElement>('[role=tabpanel]');
    if (!panel) return;
    const measure = () => setPx(panel.offsetWidth - panel.clientWidth - 2);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(panel);
    if (ref.current) observer.observe(ref.current);
    return () => observer.disconnect();
  }, []);
  return [ref, px] as const;
}
