import { pathColumns } from '../src/analysis/criticalPath/pathColumns.ts';
import { metricsOf } from '../src/analysis/metrics/metrics.ts';
import { Replay } from '../src/analysis/timeline/replay.ts';
import { predict } from '../src/engine/predict.ts';
import { distinctIds } from '../src/run/distinctIds.ts';
import { foldAll } from '../src/run/fold.ts';
import type { Plan } from '../src/run/types.ts';
import { simulatedTools as tools } from '../src/tools/simulated.ts';
import { interleaved, timed } from './statistics.ts';
import type { Row } from './table.ts';

const ROUNDS = 5;
/** Maximum ratio of the times at 10n and n: 10 for linear growth, with a margin for n log n, caches and garbage collection; quadratic growth gives 100. */
const MOST = 30;

const callsOf = (n: number, name: string, ms: number) =>
  Array.from({ length: n }, (_, i) => ({ id: `c${i}`, name, args: { query: '', ms } }));

const retried = (attempts: number): Plan => ({
  calls: callsOf(1, 'failing_tool', 1),
  policy: { retry: { attempts, baseMs: 1, factor: 1, maxMs: 1, jitter: 0 } },
});
const queued = (n: number): Plan => ({ calls: callsOf(n, 'fast_tool', 10), policy: { limit: 10 } });

/** Operations that were or could become quadratic: time at n and at 10n. */
export async function growthRows(): Promise<Row[]> {
  const eventsOf = async (plan: Plan) => (await predict(plan, { tools })).events;
  const rows: Row[] = [];
  async function row(what: string, n: number, make: (n: number) => Promise<() => unknown>): Promise<void> {
    const [few, many] = [await make(n), await make(10 * n)];
    const medians = await interleaved(
      { few: timed(async () => await few()), many: timed(async () => await many()) },
      { rounds: ROUNDS, warmUps: 2 },
    );
    rows.push({
      what: `${what}: ${(10 * n).toLocaleString('en')}`,
      unit: 'ms',
      measured: medians.many,
      baseline: { name: n.toLocaleString('en'), measured: medians.few },
      budget: { kind: 'ratio', most: MOST },
    });
  }

  await row('fold, attempts of one call', 4000, async (n) => {
    const events = await eventsOf(retried(n));
    return () => foldAll(events);
  });
  await row('fold, calls', 5000, async (n) => {
    const events = await eventsOf(queued(n));
    return () => foldAll(events);
  });
  await row('replay, calls', 10_000, async (n) => {
    const events = await eventsOf(queued(n));
    return () => new Replay(events).upTo(events.length);
  });
  await row('metrics, calls', 5000, async (n) => {
    const plan = queued(n);
    const state = foldAll(await eventsOf(plan));
    return () => metricsOf({ state, plan });
  });
  await row('critical path, attempts of one call', 4000, async (n) => {
    const plan = retried(n);
    const state = foldAll(await eventsOf(plan));
    return () => pathColumns(state, plan);
  });
  await row('prediction, attempts of one call', 1000, async (n) => () => predict(retried(n), { tools }));
  await row('ids of State, all equal', 20_000, async (n) => {
    const given = Array.from({ length: n }, () => 'a');
    return () => distinctIds(given);
  });
  return rows;
}
