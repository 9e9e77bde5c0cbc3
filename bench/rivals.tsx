import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { Bar, BarChart, ReferenceLine, XAxis, YAxis } from 'recharts';
import { Timeline } from 'vis-timeline/standalone';
import 'vis-timeline/styles/vis-timeline-graph2d.min.css';
import type { RivalAnswer, RivalBar, RivalName } from './messages.ts';

/**
 * The same bars in other libraries: a plain recharts Gantt with one row per call, and vis-timeline with a group per call
 * and stacking off, the fastest setting in its documentation. Each draws once and is then panned and scrubbed once per
 * frame through its API.
 */
const FRAMES = 60;
/** A library that exceeds this time is stopped, in ms. */
const PATIENCE_MS = 20_000;
const ROW_PX = 36;
const HEIGHT_PX = 400;

interface Rival {
  /** Shows `from` to `to`, in ms. */
  pan(from: number, to: number): void;
  scrub(at: number): void;
}

const RIVALS: Record<RivalName, (place: HTMLElement, bars: readonly RivalBar[], end: number) => Rival> = {
  recharts(place, bars, end) {
    const root = createRoot(place);
    const data = bars.map(({ id, from, to }) => ({ id, span: [from, to] }));
    const draw = (from: number, to: number, head?: number) =>
      flushSync(() =>
        root.render(
          <BarChart layout="vertical" width={1200} height={bars.length * ROW_PX} data={data}>
            <XAxis type="number" domain={[from, to]} allowDataOverflow />
            <YAxis type="category" dataKey="id" width={160} interval={0} />
            <Bar dataKey="span" isAnimationActive={false} />
            {head !== undefined && <ReferenceLine x={head} />}
          </BarChart>,
        ),
      );
    draw(0, end);
    return { pan: draw, scrub: (at) => draw(0, end, at) };
  },
  'vis-timeline'(place, bars, end) {
    const items = bars.map(({ id, from, to }, i) => ({ id: i, group: i, content: id, start: from, end: to }));
    const groups = bars.map(({ id }, i) => ({ id: i, content: id }));
    const timeline = new Timeline(place, items, groups, {
      stack: false,
      height: HEIGHT_PX,
      verticalScroll: true,
      start: 0,
      end,
      showCurrentTime: false,
    });
    timeline.addCustomTime(0, 'head');
    return {
      pan: (from, to) => timeline.setWindow(from, to, { animation: false }),
      scrub: (at) => timeline.setCustomTime(at, 'head'),
    };
  },
};

async function watch(step: (share: number) => void): Promise<number[]> {
  const intervals: number[] = [];
  const began = performance.now();
  let last = await frame();
  for (let i = 0; i < FRAMES && performance.now() - began < PATIENCE_MS; i++) {
    step(i / FRAMES);
    const now = await frame();
    intervals.push(now - last);
    last = now;
  }
  return intervals;
}

const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));

async function measure(name: RivalName, bars: readonly RivalBar[]): Promise<RivalAnswer> {
  const place = document.body.appendChild(document.createElement('div'));
  place.style.cssText = `height: ${HEIGHT_PX}px; overflow: auto`;
  const end = Math.max(...bars.map(({ to }) => to));
  await frame();
  const start = performance.now();
  const rival = RIVALS[name](place, bars, end);
  await frame();
  await frame();
  const firstDrawMs = performance.now() - start;
  const pan = await watch((share) => rival.pan(share * 0.5 * end, (share * 0.5 + 0.5) * end));
  const scrub = await watch((share) => rival.scrub(share * end));
  return { firstDrawMs, pan, scrub };
}

Object.assign(globalThis, { measureRival: measure });
