import type { SourceEvents } from '../../analysis/metrics/sourceEvents.ts';
import { metricsText } from '../../analysis/report/metricsFile.ts';
import type { Plan } from '../../run/types.ts';
import { selectAnswersHidden } from '../answers/answersHidden.ts';
import { selectDocument } from '../plan/document.ts';
import { logEnd } from '../run/playhead.ts';
import { selectMeasuredProof, selectPlayhead, selectShownRun } from '../run/selectors.ts';
import type { FanoutState, MetricsResult } from '../state.ts';
import type { FanoutStore } from '../types.ts';
import { followQuery, type RunMoment } from '../worker/followQuery.ts';
import { selectIsPredictionReady } from '../worker/runQueries.ts';

/** Between two queries. */
const PAUSE_MS = 120;
/** While a run is under way its engine needs the processor more: at least this, and this many times what the last query took. */
const LIVE_PAUSE_MS = 500;
const LIVE_SHARE = 8;

/** The numbers of what the page shows; the last ones of the same run while newer ones are awaited. */
export function selectMetrics(state: FanoutState): MetricsResult | undefined {
  const { metrics } = state;
  const run = selectShownRun(state);
  const same =
    run && run.length > 0 ? metrics?.runId === run.id : metrics?.runId === undefined && !selectAnswersHidden(state);
  return same ? metrics : undefined;
}

function momentOf(state: FanoutState): RunMoment | undefined {
  const run = selectShownRun(state);
  if (!run || run.length === 0) return undefined;
  const head = selectPlayhead(state);
  return {
    run,
    count: head?.count ?? run.length,
    now: head?.at ?? logEnd(run),
    overhead: selectMeasuredProof(state)?.overhead,
  };
}

function planOf(state: FanoutState): Plan {
  const run = momentOf(state)?.run;
  return run ? (run.rerun?.plan ?? run.plan) : selectDocument(state).plan;
}

/** Keeps the numbers those of what the page shows, until the returned function is called. */
export function followMetrics(store: FanoutStore): () => void {
  return followQuery(store, {
    topic: 'metrics',
    plans: (state) => [planOf(state)],
    when: (state) => momentOf(state) !== undefined || selectIsPredictionReady(state),
    moment: momentOf,
    pause(asked, took) {
      const run = momentOf(asked)?.run;
      const live = run !== undefined && run.phase !== 'settled';
      return live ? Math.max(LIVE_PAUSE_MS, LIVE_SHARE * took) : PAUSE_MS;
    },
    apply([metrics], asked, problem) {
      const moment = momentOf(asked);
      store.setState({
        metrics: {
          metrics,
          runId: moment?.run.id,
          plan: planOf(asked),
          count: moment?.count ?? 0,
          ...(problem !== undefined && { problem }),
        },
      });
    },
  });
}

/** Opens the Log tab with the events that the number was computed from, and no others. */
export function showSourceEvents({ setState, getState, actions }: FanoutStore, text: string, of: SourceEvents): void {
  const shown = selectMetrics(getState());
  if (shown?.runId === undefined) return;
  setState({ logFilter: { behind: { text, of, runId: shown.runId, count: shown.count } } });
  actions.selectTab('log');
}

/** What `Download metrics as JSON` saves; `undefined` while there is nothing to save. */
export function selectMetricsFile(state: FanoutState): string | undefined {
  const shown = selectMetrics(state);
  return shown?.metrics && metricsText(shown.metrics, shown.plan, shown.runId === undefined ? 'predicted' : 'measured');
}
