import type { Behind } from '../analysis/behind.ts';
import { metricsText } from '../analysis/metricsFile.ts';
import type { Ms, RunEvent } from '../run/types.ts';
import type { OfLog } from '../runner/keptLog.ts';
import { docOf } from './doc.ts';
import type { FanoutStore } from './fanout.ts';
import { freshPrediction, headOf, measuredProof, shownRun } from './selectors.ts';
import type { FanoutState, MetricsAnswer, RunRecord } from './state.ts';

/** Between two questions. */
const PAUSE_MS = 120;
/** While a run goes on its engine needs the processor more: at least this, and so many times what the last one took. */
const LIVE_PAUSE_MS = 500;
const LIVE_SHARE = 8;
/** So many events are copied to the Worker in one go: about 2 ms. */
const PIECE = 2000;

/** What is known of what the page shows; the last numbers of the same run while newer ones are on their way. */
export function metricsShown(state: FanoutState): MetricsAnswer | undefined {
  const { metrics } = state;
  const run = shownRun(state);
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
  const run = shownRun(state);
  const { plan } = docOf(state);
  const prediction = freshPrediction(state);
  if (!run || run.length === 0)
    return state.predicting || !prediction
      ? undefined
      : { run: undefined, plan, count: 0, now: 0, overhead: undefined };
  const head = headOf(state);
  return {
    run,
    plan: run.again?.plan ?? run.plan,
    count: head?.count ?? run.length,
    now: head?.at ?? run.log[run.length - 1]?.at ?? 0,
    overhead: measuredProof(state)?.overhead,
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

/** Keeps the numbers those of what the page shows, until it is called again; one question is under way at a time. */
export function followMetrics({ subscribe, getState, setState, lab }: FanoutStore): () => void {
  let answered: Wanted | undefined;
  let busy = false;
  let askedAt = 0;
  /** Runs out when the next may be asked. */
  let pause: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  /** What the Worker has of the log. */
  let sent = { runId: -1, length: 0 };

  function look(): void {
    const wanted = wantedOf(getState());
    if (busy || stopped || !wanted || sameWish(answered, wanted)) return;
    // What a run has come to is not kept waiting.
    const ended = answered?.run?.phase !== wanted.run?.phase && wanted.run?.phase === 'settled';
    if (pause !== undefined && !ended) return;
    clearTimeout(pause);
    busy = true;
    askedAt = performance.now();
    if (wanted.run) tell(wanted, wanted.run);
    else lab.ask('metrics', [wanted.plan], (answers, _, problem) => hear(wanted, answers[0], problem));
  }

  /** The log, piece by piece, and with the last of it the question. */
  function tell(wanted: Wanted, run: RunRecord): void {
    if (stopped) return;
    if (sent.runId !== run.id) sent = { runId: run.id, length: 0 };
    const from = sent.length;
    const to = Math.max(from, Math.min(wanted.count, from + PIECE));
    const { count, now, overhead } = wanted;
    const log: OfLog = {
      runId: run.id,
      from,
      events: run.log.slice(from, to).map(bare),
      count,
      now,
      overhead,
    };
    sent.length = to;
    const last = to >= count;
    lab.ask('metrics', last ? [wanted.plan] : [], (answers, _, problem) => hear(wanted, answers[0], problem), log);
    if (!last) setTimeout(() => tell(wanted, run));
  }

  function hear(wanted: Wanted, metrics: MetricsAnswer['metrics'] | undefined, problem: string | undefined): void {
    answered = wanted;
    const { run, plan, count } = wanted;
    // A Worker that has lost its place is told all of it again.
    if (problem !== undefined) sent = { runId: -1, length: 0 };
    setState({ metrics: { metrics, runId: run?.id, plan, count, ...(problem !== undefined && { problem }) } });
    busy = false;
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
    stopped = true;
    clearTimeout(pause);
    unsubscribe();
    if (busy) lab.ask('metrics', [], () => {});
  };
}

/** The Log tab, with nothing but what the number was made from. */
export function eventsShown({ setState, getState, actions }: FanoutStore, text: string, of: Behind): void {
  const shown = metricsShown(getState());
  if (shown?.runId === undefined) return;
  setState({ logFilter: { behind: { text, of, runId: shown.runId, count: shown.count } } });
  actions.tabChosen('log');
}

/** What `Download metrics as JSON` saves; `undefined` while there is nothing to save. */
export function metricsFile(state: FanoutState): string | undefined {
  const shown = metricsShown(state);
  return shown?.metrics && metricsText(shown.metrics, shown.plan, shown.runId === undefined ? 'predicted' : 'measured');
}

/** What tools returned can be large, and no number needs it. */
function bare(event: RunEvent): RunEvent {
  if (event.type === 'settled') {
    const { value: _, ...rest } = event;
    return rest;
  }
  return event.type === 'partial' ? { ...event, value: undefined } : event;
}
