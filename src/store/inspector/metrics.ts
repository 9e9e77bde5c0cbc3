import type { SourceEvents } from '../../analysis/metrics/sourceEvents.ts';
import { metricsText } from '../../analysis/report/metricsFile.ts';
import type { Ms } from '../../run/types.ts';
import { selectDocument } from '../plan/document.ts';
import { selectMeasuredProof, selectPlayhead, selectShownRun } from '../run/selectors.ts';
import type { FanoutState, MetricsAnswer, RunRecord } from '../state.ts';
import type { FanoutStore } from '../types.ts';
import { askOfRun, heardOf, predictionCame, type QueryResult } from '../worker/runQueries.ts';

/** Between two questions. */
const PAUSE_MS = 120;
/** While a run goes on its engine needs the processor more: at least this, and so many times what the last one took. */
const LIVE_PAUSE_MS = 500;
const LIVE_SHARE = 8;

/** What is known of what the page shows; the last numbers of the same run while newer ones are on their way. */
export function selectMetrics(state: FanoutState): MetricsAnswer | undefined {
  const { metrics } = state;
  const run = selectShownRun(state);
  const same = run && run.length > 0 ? metrics?.runId === run.id : metrics?.runId === undefined;
  return same ? metrics : undefined;
}

/** What the numbers should be of now. */
interface Wanted {
  run: RunRecord | undefined;
  plan: MetricsAnswer['plan'];
  count: number;
  now: Ms;
  overhead: Ms | undefined;
}

function wantedOf(state: FanoutState): Wanted | undefined {
  const run = selectShownRun(state);
  const { plan } = selectDocument(state);
  if (!run || run.length === 0)
    return predictionCame(state) ? { run: undefined, plan, count: 0, now: 0, overhead: undefined } : undefined;
  const head = selectPlayhead(state);
  return {
    run,
    plan: run.rerun?.plan ?? run.plan,
    count: head?.count ?? run.length,
    now: head?.at ?? run.log[run.length - 1]?.at ?? 0,
    overhead: selectMeasuredProof(state)?.overhead,
  };
}

function sameWish(a: Wanted | undefined, b: Wanted): boolean {
  return (
    a !== undefined &&
    a.run?.id === b.run?.id &&
    a.run?.phase === b.run?.phase &&
    a.plan === b.plan &&
    a.count === b.count &&
    a.now === b.now &&
    a.overhead === b.overhead
  );
}

/** A prediction may take long, and is of no use any more; what is asked of a run is soon answered. */
function isOvertaken(open: Wanted, wanted: Wanted): boolean {
  return !open.run && (wanted.run !== undefined || open.plan !== wanted.plan);
}

/** Keeps the numbers those of what the page shows, until it is called again; one question is under way at a time. */
export function followMetrics({ subscribe, getState, setState, lab }: FanoutStore): () => void {
  let answered: Wanted | undefined;
  /** What is asked. */
  let open: Wanted | undefined;
  let askedAt = 0;
  /** Runs out when the next may be asked. */
  let pause: ReturnType<typeof setTimeout> | undefined;
  /** Lets go what is asked. */
  let drop = () => {};

  function look(): void {
    const wanted = wantedOf(getState());
    if (!wanted || sameWish(answered, wanted) || (open && !isOvertaken(open, wanted))) return;
    // What a run has come to is not kept waiting.
    const ended = answered?.run?.phase !== wanted.run?.phase && wanted.run?.phase === 'settled';
    if (pause !== undefined && !ended) return;
    clearTimeout(pause);
    open = wanted;
    askedAt = performance.now();
    const { run, plan } = wanted;
    if (run) drop = askOfRun(lab, 'metrics', run, wanted, (heard) => hear(wanted, heard));
    else {
      drop = () => lab.ask('metrics', [], () => {});
      lab.ask('metrics', [plan], ([answer], _, problem) => hear(wanted, heardOf(answer, problem)));
    }
  }

  function hear(wanted: Wanted, heard: QueryResult<'metrics'>): void {
    open = undefined;
    if (!heard) {
      look();
      return;
    }
    answered = wanted;
    const { run, plan, count } = wanted;
    const told = 'answer' in heard ? { metrics: heard.answer } : { metrics: undefined, problem: heard.problem };
    setState({ metrics: { ...told, runId: run?.id, plan, count } });
    const live = run !== undefined && run.phase !== 'settled';
    const ms = live ? Math.max(LIVE_PAUSE_MS, LIVE_SHARE * (performance.now() - askedAt)) : PAUSE_MS;
    pause = setTimeout(() => {
      pause = undefined;
      look();
    }, ms);
  }

  const unsubscribe = subscribe(look);
  look();
  return () => {
    clearTimeout(pause);
    unsubscribe();
    if (open) drop();
  };
}

/** The Log tab, with nothing but what the number was made from. */
export function eventsShown({ setState, getState, actions }: FanoutStore, text: string, of: SourceEvents): void {
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
