import { poolsOf } from '../../run/toolSettings.ts';
import { clip, count, duration } from '../format/format.ts';
import { concurrencyOf } from '../metrics/concurrency.ts';
import { afterEdge, type Candidate, type CandidateInput, idsOf, keysOf, lengthOf, msOf } from './candidate.ts';

/** Changes against waiting for a start: limit, tool limits, batches, order, rate. */
export function ofWidth(facts: CandidateInput): Candidate[] {
  return [limits, pools, batches, order, rates].flatMap((propose) => propose(facts));
}

function limits(facts: CandidateInput): Candidate[] {
  const { policy, state } = facts;
  const { limit } = policy;
  if (limit === null) return [];
  const keys = afterEdge(facts, 'slot');
  if (keys.length === 0) {
    const { peak } = concurrencyOf(state);
    const change = { policy: { limit: limit + 1 } };
    const never = peak < limit ? `: never more than ${count(peak)} run at once` : '';
    return [{ knob: 'limit', action: '', because: '', change, keys, futile: 'A higher limit', futileBecause: never }];
  }
  const because = `${idsOf(facts, keys)} waited for a free slot`;
  const raised = stepsFrom(limit, facts).map((n) => ({
    knob: 'limit',
    action: `Raise the limit from ${count(limit)} to ${count(n)}`,
    because,
    change: { policy: { limit: n } },
    keys,
    futile: `A limit of ${count(n)}`,
  }));
  const { batchSize } = policy;
  const all = batchSize === null ? 'Start all at once' : 'Start the whole batch at once';
  return [
    ...raised,
    { knob: 'limit', action: all, because, change: { policy: { limit: null } }, keys, futile: 'Starting all at once' },
  ];
}

/** Limits of single tools, such as connection pools. */
function pools(facts: CandidateInput): Candidate[] {
  const { plan } = facts;
  const waited = afterEdge(facts, 'slot');
  return Object.entries(poolsOf(plan)).flatMap(([name, limit]) => {
    const keys = waited.filter((key) => plan.calls[key]?.name === name);
    if (keys.length === 0) return [];
    const tool = clip(name, 40);
    return stepsFrom(limit, facts, name).map((n) => ({
      knob: `pool ${name}`,
      action: `Raise the limit of ${tool} from ${count(limit)} to ${count(n)}`,
      because: `${idsOf(facts, keys)} waited for ${tool}`,
      change: { tools: { [name]: { limit: n } } },
      keys,
      futile: `A limit of ${count(n)} for ${tool}`,
    }));
  });
}

/** The limits to try: one more, and the smallest at which the longest call alone can be the bound. */
function stepsFrom(limit: number, { state }: CandidateInput, name?: string): number[] {
  let work = 0;
  let longest = 0;
  let calls = 0;
  for (const call of state.calls) {
    if (name !== undefined && call.name !== name) continue;
    calls++;
    const own = call.attempts.reduce((sum, attempt) => sum + lengthOf(attempt), 0);
    work += own;
    longest = Math.max(longest, own);
  }
  const enough = longest > 0 ? Math.ceil(work / longest) : 1;
  return enough > limit + 1 && enough < calls ? [limit + 1, enough] : [limit + 1];
}

function batches(facts: CandidateInput): Candidate[] {
  const { policy, plan } = facts;
  const { batchSize, limit } = policy;
  const keys = afterEdge(facts, 'barrier');
  if (batchSize === null || keys.length === 0) return [];
  const because = `${idsOf(facts, keys)} waited for the batch before`;
  const atMost = limit ?? batchSize;
  const proposals: Candidate[] = [
    {
      knob: 'batches',
      action: `At most ${count(atMost)} at once, without batches`,
      because,
      change: { policy: { batchSize: null, limit: atMost } },
      keys,
      futile: `A limit of ${count(atMost)} in the place of batches`,
    },
  ];
  const fewer = Math.ceil(plan.calls.length / batchSize) - 1;
  const larger = fewer > 1 ? Math.ceil(plan.calls.length / fewer) : undefined;
  if (larger)
    proposals.push({
      knob: 'batchSize',
      action: `Batches of ${count(larger)}, not ${count(batchSize)}`,
      because,
      change: { policy: { batchSize: larger } },
      keys,
      futile: `Batches of ${count(larger)}`,
    });
  return proposals;
}

function order(facts: CandidateInput): Candidate[] {
  const { policy, path } = facts;
  const last = path.at(-1);
  // Priorities are a wish of the user, not a mistake.
  if (policy.order === 'longest-first' || policy.order === 'priority' || !last) return [];
  const waits = afterEdge(facts, 'slot').length + afterEdge(facts, 'barrier').length + keysOf(path, 'rate').length;
  if (waits === 0) return [];
  return [
    {
      knob: 'order',
      action: 'Start the longest calls first',
      because: `${idsOf(facts, [last.key])} started late and ended last`,
      change: { policy: { order: 'longest-first' } },
      keys: [last.key],
      futile: 'Starting the longest calls first',
    },
  ];
}

function rates(facts: CandidateInput): Candidate[] {
  const { policy, path } = facts;
  const { rate } = policy;
  const keys = keysOf(path, 'rate');
  if (!rate || keys.length === 0) return [];
  const starts = rate.starts + 1;
  return [
    {
      knob: 'rate',
      action: `Raise the rate from ${count(rate.starts)} to ${count(starts)} starts per ${duration(rate.perMs)}`,
      because: `${duration(msOf(path, 'rate'))} held by the rate`,
      change: { policy: { rate: { ...rate, starts } } },
      keys,
      futile: 'A higher rate',
    },
  ];
}
