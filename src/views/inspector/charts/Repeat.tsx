import { useEffect, useState } from 'react';
import { count, duration, exact, numberWord, percent } from '../../../analysis/format/format.ts';
import type { Distribution } from '../../../analysis/metrics/distribution.ts';
import { intervalMidpoints, sharesText } from '../../../analysis/report/metricSeries.ts';
import { linearAxis } from '../../../analysis/timeline/timeAxis.ts';
import type { Ms } from '../../../run/types.ts';
import { selectHiddenText } from '../../../store/answers/display.ts';
import {
  addSpread,
  followRepeat,
  type RepeatChart,
  repeatChart,
  selectIsVaried,
  selectPlannedMs,
  selectRepeat,
  startMeasuredRepeat,
  startPredictedRepeat,
  stopRepeat,
} from '../../../store/inspector/repeat.ts';
import { selectDocument, selectIsRunning, selectRunProblem } from '../../../store/plan/document.ts';
import type { SeedSeries } from '../../../store/state.ts';
import { Value } from '../../ui/figures/Value.tsx';
import { useFanout, useFanoutStore } from '../../ui/useFanout.ts';
import { ReadOut } from './ReadOut.tsx';

const TIMES = [10, 30, 100];
const MEASURED_TIMES = 10;
const SPREAD = 0.2;

/** Repeats the plan with many seeds: the distribution of the totals, and the share of successful runs. */
export function Repeat() {
  const store = useFanoutStore();
  const repeat = useFanout(selectRepeat);
  const random = useFanout(selectIsVaried);
  const canRun = useFanout((state) => selectRunProblem(state) === undefined);
  useEffect(() => followRepeat(store), [store]);
  const shape = repeat && repeatChart(repeat);
  return (
    <section aria-label="Repeat" className="mt-4 border-line border-t pt-3 text-body">
      <h2 className="font-[560] text-base">Repeat</h2>
      <p className="max-w-[72ch] text-ink2">
        The same plan with one seed after another. What varies from run to run is drawn from the seed.
      </p>
      {!random && canRun && <NoChance />}
      <Controls predicted={repeat?.predicted} measured={repeat?.measured} />
      {repeat?.predicted?.problem !== undefined && (
        <p className="complaint">It cannot be predicted: {repeat.predicted.problem}</p>
      )}
      {shape && (
        <div className="flex flex-wrap items-start gap-x-6 gap-y-2 pt-2">
          <Histogram shape={shape} />
          <Quantiles shape={shape} />
        </div>
      )}
    </section>
  );
}

function NoChance() {
  const store = useFanoutStore();
  const running = useFanout(selectIsRunning);
  const calls = useFanout((state) => selectDocument(state).plan.calls.length);
  if (calls === 0) return null;
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 py-1">
      Nothing in this plan varies: every seed gives the same total.
      <button
        type="button"
        className="outline-button"
        aria-disabled={running}
        onClick={() => !running && addSpread(store, SPREAD)}
      >
        Let all times vary by {percent(SPREAD)}
      </button>
    </p>
  );
}

function Controls({ predicted, measured }: { predicted: SeedSeries | undefined; measured: SeedSeries | undefined }) {
  const store = useFanoutStore();
  const [times, setTimes] = useState(30);
  const running = useFanout(selectIsRunning);
  const problem = useFanout(selectRunProblem);
  const takesMs = useFanout(selectPlannedMs);
  const open = predicted?.open ? predicted : measured?.open ? measured : undefined;
  const off = running || problem !== undefined;
  const hidden = useFanout(selectHiddenText);
  const endless = takesMs === Number.POSITIVE_INFINITY;
  const realOff = off || endless;
  return (
    <div className="flex flex-wrap items-center gap-2 py-1.5">
      <label className="flex items-center gap-1.5 text-ink2">
        Runs
        <select
          className="h-[1.875rem] rounded-[0.4375rem] border border-line bg-panel px-1.5 text-ink phone:h-11"
          value={times}
          onChange={({ target }) => setTimes(Number(target.value))}
        >
          {TIMES.map((n) => (
            <option key={n}>{n}</option>
          ))}
        </select>
      </label>
      <button
        type="button"
        className="outline-button"
        aria-disabled={off || hidden !== undefined}
        title={problem ?? hidden}
        onClick={() => !off && startPredictedRepeat(store, times)}
      >
        Predict {times}
      </button>
      <button
        type="button"
        className="outline-button"
        aria-disabled={realOff}
        title={endless ? 'Something in this plan never ends, so no run of it does. Add a timeout first.' : problem}
        onClick={() => !realOff && startMeasuredRepeat(store, MEASURED_TIMES)}
      >
        Measure {MEASURED_TIMES}
      </button>
      {open ? (
        <button type="button" className="outline-button" onClick={() => stopRepeat(store)}>
          Stop repeating
        </button>
      ) : (
        takesMs !== undefined &&
        !endless && (
          <span className="text-ink2 text-small">
            Measuring takes real time: about {roughly(takesMs * MEASURED_TIMES)}.
          </span>
        )
      )}
      <span role="status" className="text-ink2">
        {open &&
          `${count(open.samples.length)} of ${count(open.times)} ${open === measured ? 'measured' : 'predicted'}`}
      </span>
    </div>
  );
}

function roughly(ms: Ms): string {
  return ms < 60_000 ? `${Math.max(1, Math.round(ms / 1000))} s` : duration(ms);
}

const WIDTH = 480;
const HEIGHT = 96;

/** Measured solid, predicted as an outline, each as shares of its own number of runs. */
function Histogram({ shape }: { shape: RepeatChart }) {
  const { from, to, predicted, measured, p50, p95 } = shape;
  const x = (moment: Ms) => ((moment - from) / (to - from)) * WIDTH;
  const best = Math.max(...[predicted, measured].flatMap((one) => one?.shares ?? [0])) || 1;
  const bars = (shares: readonly number[] | undefined, className: string) =>
    shares?.map((share, i) => {
      const width = WIDTH / shares.length;
      const height = (share / best) * (HEIGHT - 6);
      return share === 0 ? null : (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: a bin is identified by its position.
          key={i}
          x={i * width + 1}
          y={HEIGHT - height}
          width={width - 2}
          height={height}
          className={className}
          vectorEffect="non-scaling-stroke"
        />
      );
    });
  return (
    <div className="min-w-[16.25rem] max-w-[40rem] flex-1">
      <div className="relative border-line border-b">
        <ReadOut
          label="Totals of the runs, how many took so long"
          axis={linearAxis(from, to)}
          end={to}
          stops={intervalMidpoints(from, to, (predicted ?? measured)?.shares.length ?? 0)}
          textAt={(at) => sharesText(shape, at)}
        />
        <svg
          aria-hidden
          className="block"
          width="100%"
          height={HEIGHT}
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="presentation"
        >
          {bars(measured?.shares, 'fill-accent')}
          {bars(predicted?.shares, measured ? 'fill-none stroke-ink2' : 'fill-sunk stroke-ink3')}
          {[p50, p95].map(
            (moment, i) =>
              Number.isFinite(moment) && (
                <line
                  // biome-ignore lint/suspicious/noArrayIndexKey: the first is the median.
                  key={i}
                  x1={x(moment)}
                  x2={x(moment)}
                  y1={0}
                  y2={HEIGHT}
                  className="stroke-ink"
                  strokeDasharray={i === 0 ? undefined : '4 3'}
                  vectorEffect="non-scaling-stroke"
                />
              ),
          )}
        </svg>
      </div>
      <p className="flex justify-between text-ink3 text-small" aria-hidden>
        <span>{duration(from)}</span>
        <span>{duration(to)}</span>
      </p>
      <p className="text-ink3 text-small" aria-hidden>
        Line: p50, dashed: p95{measured && predicted ? '. Solid: measured, outline: predicted' : ''}.
      </p>
    </div>
  );
}

const ROWS: readonly [keyof Distribution, string][] = [
  ['p50', 'p50'],
  ['p95', 'p95'],
  ['min', 'Fastest'],
  ['max', 'Slowest'],
];

function Quantiles({ shape: { predicted, measured } }: { shape: RepeatChart }) {
  const columns = [
    ...(predicted ? [{ title: 'Predicted', text: duration, of: predicted.distribution }] : []),
    ...(measured ? [{ title: 'Measured', text: exact, of: measured.distribution }] : []),
  ];
  const line = (
    title: string,
    number: (of: Distribution) => number | undefined,
    shown: (of: Distribution, text: (ms: Ms) => string) => string,
  ) => (
    <tr key={title}>
      <th scope="row" className="pr-6 text-left font-normal text-ink2">
        {title}
      </th>
      {columns.map(({ title: column, of, text }) => (
        <td key={column} className="pl-4 text-right">
          <Value name={`${column} with many seeds: ${title}`} value={number(of)} text={shown(of, text)} className="" />
        </td>
      ))}
    </tr>
  );
  return (
    <table>
      <caption className="sr-only">Totals of the runs with different seeds, and how many succeeded</caption>
      <thead>
        <tr className="text-ink2">
          <td />
          {columns.map(({ title }) => (
            <th key={title} scope="col" className="pl-4 text-right font-medium">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {line(
          'Runs',
          ({ runs }) => runs,
          ({ runs }) => count(runs),
        )}
        {ROWS.map(([key, title]) =>
          line(
            title,
            (of) => of[key],
            (of, text) => text(of[key] as Ms),
          ),
        )}
        {line(
          'Every call succeeded',
          ({ cleanRuns }) => cleanRuns,
          ({ cleanRuns, runs }) => shareOfRuns(cleanRuns, runs),
        )}
        {line(
          'Calls that succeeded',
          ({ goodCalls }) => goodCalls,
          ({ goodCalls }) => (goodCalls === undefined ? '–' : percent(goodCalls)),
        )}
      </tbody>
    </table>
  );
}

function shareOfRuns(share: number, runs: number): string {
  return share === 0 ? `in ${numberWord(0)} run` : `${percent(share)} of ${count(runs)} runs`;
}
