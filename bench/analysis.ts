import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright';
import { predict } from '../src/engine/predict.ts';
import { presetOf } from '../src/lessons/allPresets.ts';
import type { Plan, RunEvent } from '../src/run/types.ts';
import type { FromPlan, ToPlan } from '../src/runner/messages.ts';
import type { LogTopic } from '../src/runner/predict/queries.ts';
import { simulatedTools as tools } from '../src/tools/simulated.ts';
import type { FoldAnswer } from './messages.ts';
import { interleaved, type Subject } from './statistics.ts';
import type { Row } from './table.ts';

export interface AnalysisSetting {
  /** `url`: where the built page and the benchmark's Workers are served, ends in `/`; `site`: the folder of these files. */
  url: string;
  site: string;
  /** The page's `plan` Worker and the baseline's Worker, relative to the page. */
  planWorker: string;
  foldWorker: string;
  executablePath: string;
  args: readonly string[];
}

const ROUNDS = 5;
const PIECE = 2000;
const MOST_MS = 200;
/** Delay of a start on a busy machine. Without it a critical path through one slot would have half its segments. */
const LATE_MS = 0.2;

const ABOUT: readonly { topic: LogTopic; limit: number | null; what: string }[] = [
  { topic: 'metrics', limit: null, what: 'metrics' },
  { topic: 'path', limit: null, what: 'critical path, no limit' },
  { topic: 'path', limit: 10, what: 'critical path, limit 10' },
  { topic: 'path', limit: 1, what: 'critical path, limit 1' },
];

/** Time from query to answer about a run of 10,000 calls, in a Worker that has its prediction and its log. */
export async function analysisRows(setting: AnalysisSetting): Promise<{ version: string; rows: Row[] }> {
  const { url, site, executablePath, args, planWorker, foldWorker } = setting;
  const calls = presetOf('stress-10000')?.plan.calls ?? [];
  const browser = await chromium.launch({ executablePath, args: [...args] });
  try {
    const page = await browser.newPage({ serviceWorkers: 'block' });
    await page.goto(`${url}#preset=tutorial`);
    mkdirSync(join(site, 'bench'), { recursive: true });
    const subjects: Record<string, Subject> = {};
    for (const { topic, limit, what } of ABOUT) {
      const plan: Plan = { calls, policy: { limit } };
      const log = `bench/log-${limit}.json`;
      writeFileSync(join(site, log), JSON.stringify(await lateLog(plan)));
      subjects[what] = () => queryTime(page, { planWorker, log, topic, plan });
      subjects[`${what}: fold`] = () => folded(page, { foldWorker, log });
    }
    const medians = await interleaved(subjects, { rounds: ROUNDS, warmUps: 1 });
    const rows = ABOUT.map(
      ({ what }): Row => ({
        what: `a log of 10,000 calls: ${what}, in the plan Worker`,
        unit: 'ms',
        measured: medians[what] as number,
        baseline: { name: 'one fold of this log', measured: medians[`${what}: fold`] as number },
        budget: { kind: 'value', most: MOST_MS },
      }),
    );
    return { version: browser.version(), rows };
  } finally {
    await browser.close();
  }
}

/** The predicted log, with each start delayed by LATE_MS. */
async function lateLog(plan: Plan): Promise<RunEvent[]> {
  let late = 0;
  return (await predict(plan, { tools })).events.map((event) => {
    if (event.type === 'started') late += LATE_MS;
    const at = event.at + late;
    return event.type === 'runSettled' ? { ...event, at, makespan: at } : { ...event, at };
  });
}

/** Time of one query, in a new Worker, since a user queries each run once. */
function queryTime(
  page: Page,
  setting: { planWorker: string; log: string; topic: LogTopic; plan: Plan },
): Promise<number> {
  return page.evaluate(
    async ({ planWorker, log: path, topic, plan, piece }) => {
      const events: RunEvent[] = await (await fetch(path)).json();
      const worker = new Worker(planWorker, { type: 'module', name: 'plan' });
      const post = (message: ToPlan) => worker.postMessage(message);
      const received = (type: FromPlan['type']) =>
        new Promise<void>((resolve, reject) => {
          worker.onerror = () => reject(new Error('the plan Worker failed'));
          worker.onmessage = ({ data }: MessageEvent<FromPlan>) => {
            if (data.type === 'refused') reject(new Error(data.message));
            if (data.type === 'answers' && data.problem !== undefined) reject(new Error(data.problem));
            if (data.type === type) resolve();
          };
        });
      try {
        await received('ready');
        post({ type: 'predict', id: 1, plan, others: {} });
        await received('totals');
        const of = { runId: 1, count: events.length, now: events.at(-1)?.at ?? 0 };
        for (let from = 0; from < events.length; from += piece) {
          const log = { ...of, from, events: events.slice(from, from + piece) };
          post({ type: 'query', id: 2, topic, plans: [], log });
        }
        const query = { type: 'query' as const, topic, plans: [{ ...plan, calls: [] }] };
        const log = { ...of, from: events.length, events: [] };
        // A query at the first moment, to wait until the log has arrived without folding it.
        post({ ...query, id: 3, log: { ...log, count: 0 } });
        await received('answers');
        const start = performance.now();
        post({ ...query, id: 4, log });
        await received('answers');
        return performance.now() - start;
      } finally {
        worker.terminate();
      }
    },
    { ...setting, piece: PIECE },
  );
}

function folded(page: Page, setting: { foldWorker: string; log: string }): Promise<number> {
  return page.evaluate(async ({ foldWorker, log }) => {
    const events: RunEvent[] = await (await fetch(log)).json();
    const worker = new Worker(foldWorker, { type: 'module' });
    try {
      return await new Promise<number>((resolve, reject) => {
        worker.onerror = () => reject(new Error('the baseline’s Worker failed'));
        worker.onmessage = ({ data }: MessageEvent<FoldAnswer>) => resolve(data.ms);
        worker.postMessage(events);
      });
    } finally {
      worker.terminate();
    }
  }, setting);
}
