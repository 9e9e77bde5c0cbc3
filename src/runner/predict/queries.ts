import type { PathColumns } from '../../analysis/criticalPath/pathColumns.ts';
import type { Findings } from '../../analysis/findings/findings.ts';
import { type ComparedTotals, comparedTotals } from '../../analysis/metrics/comparedTotals.ts';
import { type Sample, sampleOf } from '../../analysis/metrics/distribution.ts';
import type { Metrics } from '../../analysis/metrics/metrics.ts';
import type { RunState } from '../../run/fold.ts';
import type { Ms, Plan, Run, RunEvent } from '../../run/types.ts';
import { foldInTurns } from './foldInTurns.ts';

/** What else than the plan on the page is predicted; one question of each topic is under way at a time. */
export interface AnswerOf {
  /** The whole run, to be drawn. */
  twin: RunState;
  compare: ComparedTotals;
  repeat: Sample;
  /** For a lesson's sheet. */
  lesson: RunState;
  findings: Findings;
  metrics: Metrics;
  path: PathColumns;
}

export type Topic = keyof AnswerOf;
/** What can be asked about a run, and not only about its prediction. */
export type LogTopic = 'metrics' | 'path';

/** A newer one of its topic drops it; one without plans asks for nothing and only drops. */
export interface Query<T extends Topic = Topic> {
  id: number;
  topic: T;
  /** They share their calls: cloned together, the calls are copied once. */
  plans: Plan[];
  /** Of this run of the one plan, and not of its prediction; with no plan the events are only kept. */
  log?: OfLog | undefined;
}

/** A slice of the answers, in the plans' order. */
export interface QueryAnswers<T extends Topic = Topic> {
  id: number;
  answers: AnswerOf[T][];
  done: boolean;
  /** Why there will be no more. */
  problem?: string;
}

export interface QueryHost {
  /** Rejects with the signal's reason as soon as it is aborted. */
  predict(plan: Plan, signal: AbortSignal): Promise<Run>;
  post(answers: QueryAnswers): void;
  /** Lets other messages in; resolves when nothing more urgent is under way. */
  turn(): Promise<void>;
  now(): Ms;
}

/** So long it works before it says what it has and lets a newer question in. */
export const SLICE_MS = 30;

/**
 * Answers questions plan by plan, in slices, so that progress is seen. A newer question of the topic abandons the older
 * one wherever it is.
 */
export function createQueries({ predict, post, turn, now }: QueryHost): (ask: Query) => Promise<void> {
  const latest = new Map<Topic, AbortController>();
  let keptLog: ReturnType<typeof loadKeptLog> | undefined;

  return async ({ id, topic, plans, log }) => {
    latest.get(topic)?.abort();
    const stop = new AbortController();
    latest.set(topic, stop);
    const { signal } = stop;
    let answers: AnswerOf[Topic][] = [];
    let since = now();
    /** For an answer that takes more than one prediction. */
    async function more(plan: Plan): Promise<Run> {
      if (now() - since >= SLICE_MS) {
        await turn();
        since = now();
      }
      signal.throwIfAborted();
      return predict(plan, signal);
    }
    try {
      if (log) {
        keptLog ??= loadKeptLog();
        const { take, ABOUT } = await keptLog;
        // In the order in which they were asked: a log comes in pieces.
        const replay = take(log);
        const [plan] = plans;
        if (!plan) return;
        await turn();
        const answer = ABOUT[topic as LogTopic];
        if (!signal.aborted) post({ id, answers: [answer(replay.after(log.count), plan, log)], done: true });
        return;
      }
      if (plans.length === 0) return;
      await turn();
      for (const [i, plan] of plans.entries()) {
        signal.throwIfAborted();
        const run = await predict(plan, signal);
        answers.push(await MAKERS[topic](run, plan, { more, fold: (events) => foldInTurns(events, signal, turn) }));
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

async function loadKeptLog() {
  const { createKeptLog, ABOUT } = await import('./logCache.ts');
  return { ...createKeptLog(), ABOUT };
}

interface Means {
  more(plan: Plan): Promise<Run>;
  fold(events: readonly RunEvent[]): Promise<RunState>;
}

const MAKERS: { [T in Topic]: (run: Run, plan: Plan, means: Means) => AnswerOf[T] | Promise<AnswerOf[T]> } = {
  twin: ({ events }, _, { fold }) => fold(events),
  compare: async ({ events }, plan, { fold }) => comparedTotals(await fold(events), plan),
  lesson: ({ events }, _, { fold }) => fold(events),
  repeat: (run, plan) => sampleOf(run, run.outcomes, plan.seed ?? 0),
  async findings(run, plan, { more }) {
    // Most visits never ask for them.
    const { findWith } = await import('./findFindings.ts');
    return findWith(plan, run, more);
  },
  metrics: async ({ events }, plan, { fold }) =>
    (await import('./logCache.ts')).ABOUT.metrics(await fold(events), plan),
  path: async ({ events }, plan, { fold }) => (await import('./logCache.ts')).ABOUT.path(await fold(events), plan),
};

/** A moment of a measured run. Its log comes piece by piece: one message with all of a long one would hold up a frame. */
export interface OfLog {
  runId: number;
  /** How many events came before these. */
  from: number;
  events: RunEvent[];
  /** So many have happened at the moment, and this is its time. */
  count: number;
  now: Ms;
  /** Of the whole run, as the proof has it. */
  overhead?: Ms | undefined;
}
