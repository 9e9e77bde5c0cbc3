import { type CSSProperties, useLayoutEffect, useRef, useState } from 'react';
import { Area, Bar, BarChart, CartesianGrid, ComposedChart, Line, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import { count } from '../../analysis/format.ts';
import type { Metrics } from '../../analysis/metrics.ts';
import type { Ms } from '../../run/types.ts';
import { tickLabel, ticksOf } from '../timeline/axis.ts';
import { useTimeAxis } from '../useTimeAxis.ts';

const TICKS = 8;
const HEIGHT = 64;
/** A limit this many times the peak would press the profile to the ground, and is only told. */
const FAR = 3;
const MARGIN = { top: 4, right: 0, bottom: 0, left: 0 };

/** What ran and what settled at each moment, on the axis of the timeline above. */
export function OverTime({ metrics, predicted }: { metrics: Metrics; predicted: boolean }) {
  const { axis: time } = useTimeAxis();
  const ticks = ticksOf(time, TICKS);
  const step = (ticks[1] ?? time.to) - (ticks[0] ?? time.from);
  const [ref, scrollbarPx] = useScrollbar();
  const { concurrency, limits, end } = metrics;
  const peak = Math.max(1, ...concurrency.map(({ running }) => running));
  const limit = Math.max(0, ...limits.map((one) => one.limit ?? 0));
  const near = limit > 0 && limit <= FAR * peak;
  const top = near ? Math.max(peak, limit) : peak;
  const stretch = end / metrics.settledIn.length;
  const rates = metrics.settledIn.map((settled, i) => ({
    x: time.share((i + 0.5) * stretch),
    rate: (settled * 1000) / stretch,
  }));
  const fastest = Math.max(...rates.map(({ rate }) => rate)) || 1;
  const axis = {
    type: 'number' as const,
    // Where a moment stands, not the moment: short gaps are short here too.
    dataKey: 'x',
    domain: [0, 1],
    allowDataOverflow: true,
    ticks: ticks.map(time.share),
  };
  return (
    <div ref={ref} className="over-time" style={{ '--scrollbar': `${scrollbarPx}px` } as CSSProperties} aria-hidden>
      <Side title="Running at once" top={count(top)}>
        {near ? 'dashed: the limit' : limit > 0 ? `limit ${count(limit)}, above the chart` : ''}
      </Side>
      <div className="plot" style={{ height: HEIGHT }}>
        <ResponsiveContainer width="100%" height="100%">
          <ComposedChart
            accessibilityLayer={false}
            data={steps(metrics, near).map((one) => ({ ...one, x: time.share(one.at) }))}
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
      <Side title="Settled per second" top={rate(fastest)} />
      <div style={{ height: HEIGHT + 20 }}>
        <ResponsiveContainer width="100%" height="100%">
          <BarChart accessibilityLayer={false} data={rates} margin={MARGIN} barCategoryGap={0} barGap={0}>
            <CartesianGrid horizontal={false} stroke="var(--line-soft)" />
            <XAxis
              {...axis}
              height={20}
              tickLine={false}
              axisLine={{ stroke: 'var(--line)' }}
              tick={{ fontSize: 12, fill: 'var(--ink-3)' }}
              tickFormatter={(x: number) => tickLabel(time.moment(x), time, step)}
            />
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
  );
}

function Side({ title, top, children }: { title: string; top: string; children?: string }) {
  return (
    <div className="over-time-side">
      <span>{title}</span>
      <span className="top">{top}</span>
      <small>{children}</small>
    </div>
  );
}

const rate = (perSecond: number) => (perSecond < 9.95 ? perSecond.toFixed(1) : count(Math.round(perSecond)));

interface Step {
  at: Ms;
  running: number;
  limit: number | undefined;
}

/** Both staircases in one list, and their last step once more at the end. */
function steps({ concurrency, limits, end }: Metrics, withLimit: boolean): Step[] {
  const moments = [...new Set([...concurrency.map(({ at }) => at), ...limits.map(({ at }) => at), end])]
    .filter((at) => at <= end)
    .sort((a, b) => a - b);
  let run = 0;
  let bound = 0;
  return moments.map((at) => {
    while ((concurrency[run + 1]?.at ?? Number.POSITIVE_INFINITY) <= at) run++;
    while ((limits[bound + 1]?.at ?? Number.POSITIVE_INFINITY) <= at) bound++;
    const limit = withLimit ? (limits[bound]?.limit ?? undefined) : undefined;
    return { at, running: concurrency[run]?.running ?? 0, limit };
  });
}

/** How much of its width the panel's scrollbar takes: the axis ends where the lanes above end. */
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
