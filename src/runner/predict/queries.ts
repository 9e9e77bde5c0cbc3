import type { PathColumns } from '../../analysis/criticalPath/pathColumns.ts';
import type { Findings } from '../../analysis/findings/findings.ts';
import { type ComparedTotals, comparedTotals } from '../../analysis/metrics/comparedTotals.ts';
import { type Sample, sampleOf } from '../../analysis/metrics/distribution.ts';
import type { Metrics } from '../../analysis/metrics/metrics.ts';
import type { RunState } from '../../run/fold.ts';
import type { Ms, Plan, Run, RunEvent } from '../../run/types.ts';
import { foldInTurns } from './foldInTurns.ts';

/** The answer type of each topic: predictions besides that of the plan on the page. At most one query of each topic is in progress. */
export interface AnswerOf {
  /** The predicted run of the second plan, side by side. */
  twin: RunState;
  compare: ComparedTotals;
  repeat: Sample;
  /** The predicted run of a lesson's worksheet. */
  lesson: RunState;
  findings: Findings;
  metrics: Metrics;
  path: PathColumns;
}

export type Topic = keyof AnswerOf;
/** Topics that can be answered for a measured run as well as for a prediction. */
export type LogTopic = 'metrics' | 'path';

/** A query. It replaces the query of its topic in progress; with no plans it only cancels that query. */
export interface Query<T extends Topic = Topic> {
  id: number;
  topic: T;
  /** The plans share their calls, so that structured cloning copies the calls once. */
  plans: Plan[];
  /** The measured run that the query is about, in place of a prediction of its plan; with no plan, its events are only cached. */
  log?: OfLog | undefined;
}

/** Some of the answers, in the order of the plans. */
export interface QueryAnswers<T extends Topic = Topic> {
  id: number;
  answers: AnswerOf[T][];
  done: boolean;
  /** The error that ended the query. */
  problem?: string;
}

export interface QueryHost {
  /** Rejects with the signal's reason as soon as it is aborted. */
  predict(plan: Plan, signal: AbortSignal): Promise<Run>;
  post(answers: QueryAnswers): void;
  /** Resolves after other messages have been handled and no more urgent work is in progress. */
  turn(): Promise<void>;
  now(): Ms;
}

/** Time of work after which the answers so far are posted and other messages handled, in ms. */
export const SLICE_MS = 30;

/**
 * Answers queries plan by plan, in slices, so that the page can show progress. A newer query of a topic aborts the older
 * one.
 */
export function createQueries({ predict, post, turn, now }: QueryHost): (ask: Query) => Promise<void> {
  const latest = new Map<Topic, AbortController>();
  let logCache: ReturnType<typeof loadLogCache> | undefined;

  return async ({ id, topic, plans, log }) => {
    latest.get(topic)?.abort();
    const stop = new AbortController();
    latest.set(topic, stop);
    const { signal } = stop;
    let answers: AnswerOf[Topic][] = [];
    let since = now();
    /** Predicts a further plan, for an answer that needs several predictions. */
    async function predictMore(plan: Plan): Promise<Run> {
      if (now() - since >= SLICE_MS) {
        await turn();
        since = now();
      }
      signal.throwIfAborted();
      return predict(plan, signal);
    }
    try {
      if (log) {
        logCache ??= loadLogCache();
        const { append, LOG_ANSWERS } = await logCache;
        // In the order of the queries: a log arrives in pieces.
        const replay = append(log);
        const [plan] = plans;
        if (!plan) return;
        await turn();
        const answer = LOG_ANSWERS[topic as LogTopic];
        if (!signal.aborted) post({ id, answers: [answer(replay.after(log.count), plan, log)], done: true });
        return;
      }
      if (plans.length === 0) return;
      await turn();
      for (const [i, plan] of plans.entries()) {
        signal.throwIfAborted();
        const run = await predict(plan, signal);
        answers.push(
          await ANSWERS[topic](run, plan, {
            predictMore: predictMore,
            fold: (events) => foldInTurns(events, signal, turn),
          }),
        );
        signal.throwIfAborted();
        const done = i === plans.length - 1;
        if (!done && now() - since < SLICE_MS) continue;
        post({ id, answers, done });
        answers = [];
        await turn();
        since = now();
      }
    } catch (thrown) {
      if (signal.aborted) return;
      post({ id, answers, done: true, problem: thrown instanceof Error ? thrown.message : String(thrown) });
    }
  };
}

async function loadLogCache() {
  const { createLogCache, LOG_ANSWERS } = await import('./logCache.ts');
  return { ...createLogCache(), LOG_ANSWERS };
}

interface AnswerTools {
  predictMore(plan: Plan): Promise<Run>;
  fold(events: readonly RunEvent[]): Promise<RunState>;
}

const ANSWERS: { [T in Topic]: (run: Run, plan: Plan, means: AnswerTools) => AnswerOf[T] | Promise<AnswerOf[T]> } = {
  twin: ({ events }, _, { fold }) => fold(events),
  compare: async ({ events }, plan, { fold }) => comparedTotals(await fold(events), plan),
  lesson: ({ events }, _, { fold }) => fold(events),
  repeat: (run, plan) => sampleOf(run, run.outcomes, plan.seed ?? 0),
  async findings(run, plan, { predictMore }) {
    // Loaded on first use: most visits never open the findings.
    const { findWith } = await import('./findFindings.ts');
    return findWith(plan, run, predictMore);
  },
  metrics: async ({ events }, plan, { fold }) =>
    (await import('./logCache.ts')).LOG_ANSWERS.metrics(await fold(events), plan),
  path: async ({ events }, plan, { fold }) =>
    (await import('./logCache.ts')).LOG_ANSWERS.path(await fold(events), plan),
};

/** A moment of a measured run. Its log arrives in pieces: one message with a long log would block the page for a frame. */
export interface OfLog {
  runId: number;
  /** Index of the first of these events in the log. */
  from: number;
  events: RunEvent[];
  /** Number of events up to the moment; `now` is its time, in ms since the run's start. */
  count: number;
  now: Ms;
  /** The overhead of the whole run in ms, as in the proof. */
  overhead?: Ms | undefined;
}
