import './metrics.css';
import { useEffect } from 'react';
import { callCount, capital, clip, count, duration, exact, NO_END } from '../../../analysis/format/format.ts';
import { figure, type RichText, richText } from '../../../analysis/format/richText.ts';
import type { Metric, MetricName, Metrics } from '../../../analysis/metrics/metrics.ts';
import { METRIC_DEFINITIONS, WAIT_PHRASES } from '../../../analysis/report/metricDefinitions.ts';
import { MARK_STYLES } from '../../../analysis/timeline/marks.ts';
import type { OutcomeKind } from '../../../run/types.ts';
import { selectAnswersHidden } from '../../../store/answers/answersHidden.ts';
import { followMetrics, selectMetrics, selectMetricsFile } from '../../../store/inspector/metrics.ts';
import { selectShownRun } from '../../../store/run/selectors.ts';
import { download } from '../../ui/download.ts';
import { Parts } from '../../ui/figures/Parts.tsx';
import { HiddenNote } from '../../ui/HiddenNote.tsx';
import { useFanout, useFanoutStore } from '../../ui/useFanout.ts';
import { Definitions, DefinitionTip, Figure, MomentName } from './Figure.tsx';
import { OverTime } from './OverTime.tsx';

/** All numbers of the run at the playhead, each with its definition and its source events. */
export default function MetricsTab() {
  const store = useFanoutStore();
  useEffect(() => followMetrics(store), [store]);
  const shown = useFanout(selectMetrics);
  const hidden = useFanout((state) => selectAnswersHidden(state) && selectShownRun(state) === undefined);
  if (hidden) return <HiddenNote className="p-4" />;
  if (!shown?.metrics)
    return (
      <p role={shown?.problem === undefined ? 'status' : 'alert'} className="p-4 text-ink2">
        {shown?.problem === undefined ? 'Counting' : `The numbers cannot be had: ${shown.problem}`}
      </p>
    );
  const { metrics, runId } = shown;
  return (
    <MomentName value={isWhole(metrics) ? '' : ` at ${exact(metrics.end)}`}>
      <DefinitionTip>
        <div className="metrics">
          <div className="flex flex-wrap items-baseline gap-x-4 px-5 pt-2 phone:px-3.5">
            <p className="text-body text-ink2">
              <Parts words={scopeText(metrics, runId !== undefined)} />
            </p>
            <button
              type="button"
              className="link-button ml-auto text-body"
              onClick={() =>
                download(selectMetricsFile(store.getState()) ?? '', 'fanout-metrics.json', 'application/json')
              }
            >
              Download metrics as JSON
            </button>
          </div>
          <Summary metrics={metrics} linked={runId !== undefined} />
          <OverTime metrics={metrics} predicted={runId === undefined} />
          <div className="metric-tables">
            <Durations metrics={metrics} linked={runId !== undefined} />
            <Waits metrics={metrics} linked={runId !== undefined} />
            <Ends metrics={metrics} linked={runId !== undefined} />
          </div>
          <Definitions />
        </div>
      </DefinitionTip>
    </MomentName>
  );
}

/** Of the whole run; in one that never ends the numbers go as far as anything happens. */
const isWhole = ({ open, total }: Metrics) => !open && total !== Number.POSITIVE_INFINITY;

function scopeText(metrics: Metrics, measured: boolean): RichText {
  const { end, total = end, open, calls, settled } = metrics;
  const all = figure('Calls', calls, callCount(calls).toLowerCase());
  if (!measured && !isWhole(metrics))
    return richText('Predicted, nothing has run yet: ', all, `, ${NO_END}; the numbers are up to ${duration(end)}.`);
  if (!measured)
    return richText('Predicted, nothing has run yet: ', all, ', ', figure('Predicted', total, duration(total)), '.');
  if (open) return richText(`At ${exact(end)}: ${count(settled)} of `, all, ' settled.');
  return richText('The whole run: ', all, ' in ', figure('Total', total, exact(total)), '.');
}

interface SharePart {
  metrics: Metrics;
  /** Whether the numbers can show their source events; a prediction has no log. */
  linked: boolean;
}

const find = ({ measures }: Metrics, name: MetricName, of?: string) =>
  measures.find((one) => one.name === name && one.of === of);

const SUMMARY: readonly MetricName[] = ['peak', 'parallelism', 'utilisation', 'throughput', 'overhead', 'work', 'busy'];

function Summary({ metrics, linked }: SharePart) {
  return (
    <dl className="metric-summary flex flex-wrap gap-x-7 gap-y-1 px-5 py-2 text-body phone:px-3.5">
      {SUMMARY.map((name) => {
        const measure = find(metrics, name);
        return (
          measure && (
            <div key={name}>
              <dt className="text-ink2 text-small">{METRIC_DEFINITIONS[name].label}</dt>
              <dd className="font-semibold">
                <Figure measure={measure} what={METRIC_DEFINITIONS[name].label} linked={linked} />
              </dd>
            </div>
          )
        );
      })}
    </dl>
  );
}

const DURATIONS = ['duration.count', 'duration.p50', 'duration.p95', 'duration.max'] as const;

function Durations({ metrics, linked }: SharePart) {
  const tools = metrics.measures.flatMap(({ name, of }) => (name === 'duration.count' && of !== undefined ? [of] : []));
  return (
    <table>
      <caption>Durations by tool</caption>
      <thead>
        <tr>
          <th scope="col">Tool</th>
          {DURATIONS.map((name) => (
            <th key={name} scope="col">
              {METRIC_DEFINITIONS[name].label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {tools.map((tool) => (
          <tr key={tool}>
            <th scope="row" className="font-mono">
              {clip(tool, 40)}
            </th>
            {DURATIONS.map((name) => (
              <Cell
                key={name}
                measure={find(metrics, name, tool)}
                what={`${clip(tool, 40)} ${METRIC_DEFINITIONS[name].label}`}
                linked={linked}
              />
            ))}
          </tr>
        ))}
        {tools.length === 0 && (
          <tr>
            <td colSpan={5} className="none">
              No call has settled yet.
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

const WAITS = ['wait.p50', 'wait.p95', 'wait.max'] as const;

function Waits({ metrics, linked }: SharePart) {
  const causes = metrics.measures.filter(({ name }) => name === 'wait.total');
  return (
    <table>
      <caption>Waiting</caption>
      <tbody>
        {WAITS.map((name) => (
          <Line
            key={name}
            title={`${METRIC_DEFINITIONS[name].label} of all calls`}
            measure={find(metrics, name)}
            linked={linked}
          />
        ))}
        {causes.map((measure) => (
          <Line
            key={measure.of}
            title={`In all ${WAIT_PHRASES[measure.of as keyof typeof WAIT_PHRASES]}`}
            measure={measure}
            linked={linked}
          />
        ))}
      </tbody>
    </table>
  );
}

const RETRIES = ['retries', 'retryTime', 'backoff'] as const;

function Ends({ metrics, linked }: SharePart) {
  return (
    <table>
      <caption>Outcomes and retries</caption>
      <tbody>
        {metrics.measures
          .filter(({ name }) => name === 'outcome')
          .map((measure) => (
            <Line
              key={measure.of}
              title={capital(MARK_STYLES[measure.of as OutcomeKind].word)}
              measure={measure}
              linked={linked}
            />
          ))}
        {RETRIES.map((name) => (
          <Line key={name} title={METRIC_DEFINITIONS[name].label} measure={find(metrics, name)} linked={linked} />
        ))}
      </tbody>
    </table>
  );
}

function Line({ title, measure, linked }: { title: string; measure: Metric | undefined; linked: boolean }) {
  return (
    <tr>
      <th scope="row">{title}</th>
      <Cell measure={measure} what={title} linked={linked} />
    </tr>
  );
}

function Cell({ measure, what, linked }: { measure: Metric | undefined; what: string; linked: boolean }) {
  return <td>{measure ? <Figure measure={measure} what={what} linked={linked} /> : '–'}</td>;
}
