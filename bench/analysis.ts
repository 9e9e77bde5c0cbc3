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
  /** Where the built page and the bench's Workers are served, and the folder that this is; `url` ends in `/`. */
  url: string;
  site: string;
  /** The page's own `plan` Worker and the baseline's, relative to the page. */
  planWorker: string;
  foldWorker: string;
  executablePath: string;
  args: readonly string[];
}

const ROUNDS = 5;
const PIECE = 2000;
const MOST_MS = 200;
/** What a start costs on a busy machine: without it a path through one slot would have half of its stretches. */
const LATE_MS = 0.2;

const ABOUT: readonly { topic: LogTopic; limit: number | null; what: string }[] = [
  { topic: 'metrics', limit: null, what: 'metrics' },
  { topic: 'path', limit: null, what: 'critical path, no limit' },
  { topic: 'path', limit: 10, what: 'critical path, limit 10' },
  { topic: 'path', limit: 1, what: 'critical path, limit 1' },
];

/** What is asked about a run of 10,000 calls, in a Worker that has predicted it and has its log: from question to answer. */
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
      subjects[what] = () => asked(page, { planWorker, log, topic, plan });
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

/** As predicted, but that each start is a little later than it could have been. */
async function lateLog(plan: Plan): Promise<RunEvent[]> {
  let late = 0;
  return (await predict(plan, { tools })).events.map((event) => {
    if (event.type === 'started') late += LATE_MS;
    const at = event.at + late;
    return event.type === 'runSettled' ? { ...event, at, makespan: at } : { ...event, at };
  });
}

/** A new Worker each time: a person asks once. */
function asked(page: Page, setting: { planWorker: string; log: string; topic: LogTopic; plan: Plan }): Promise<number> {
  return page.evaluate(
    async ({ planWorker, log: path, topic, plan, piece }) => {
      const events: RunEvent[] = await (await fetch(path)).json();
      const worker = new Worker(planWorker, { type: 'module', name: 'plan' });
      const tell = (message: ToPlan) => worker.postMessage(message);
      const heard = (type: FromPlan['type']) =>
        new Promise<void>((resolve, reject) => {
          worker.onerror = () => reject(new Error('the plan Worker failed'));
          worker.onmessage = ({ data }: MessageEvent<FromPlan>) => {
            if (data.type === 'refused') reject(new Error(data.message));
            if (data.type === 'answers' && data.problem !== undefined) reject(new Error(data.problem));
            if (data.type === type) resolve();
          };
        });
      try {
        await heard('ready');
        tell({ type: 'predict', id: 1, plan, others: {} });
        await heard('totals');
        const of = { runId: 1, count: events.length, now: events.at(-1)?.at ?? 0 };
        for (let from = 0; from < events.length; from += piece) {
          const log = { ...of, from, events: events.slice(from, from + piece) };
          tell({ type: 'query', id: 2, topic, plans: [], log });
        }
        const ask = { type: 'query' as const, topic, plans: [{ ...plan, calls: [] }] };
        const log = { ...of, from: events.length, events: [] };
        // Of its first moment, to know that the log is there; nothing is folded for that.
        tell({ ...ask, id: 3, log: { ...log, count: 0 } });
        await heard('answers');
        const start = performance.now();
        tell({ ...ask, id: 4, log });
        await heard('answers');
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
