import { poolsOf } from '../../run/toolSettings.ts';
import { clip, count, duration } from '../format/format.ts';
import { concurrencyOf } from '../metrics/concurrency.ts';
import { type Candidate, type CandidateInput, idsOf, keysAfterEdge, keysOf, lengthOf, msOf } from './candidate.ts';

/** Changes against waiting for a start: limit, tool limits, batches, order, rate. */
export function concurrencyCandidates(input: CandidateInput): Candidate[] {
  return [limits, pools, batches, order, rates].flatMap((propose) => propose(input));
}

function limits(input: CandidateInput): Candidate[] {
  const { policy, state } = input;
  const { limit } = policy;
  if (limit === null) return [];
  const keys = keysAfterEdge(input, 'slot');
  if (keys.length === 0) {
    const { peak } = concurrencyOf(state);
    const change = { policy: { limit: limit + 1 } };
    const never = peak < limit ? `: never more than ${count(peak)} run at once` : '';
    return [
      { setting: 'limit', action: '', because: '', change, keys, futile: 'A higher limit', futileBecause: never },
    ];
  }
  const because = `${idsOf(input, keys)} waited for a free slot`;
  const raised = stepsFrom(limit, input).map((n) => ({
    setting: 'limit',
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
    {
      setting: 'limit',
      action: all,
      because,
      change: { policy: { limit: null } },
      keys,
      futile: 'Starting all at once',
    },
  ];
}

/** Limits of single tools, such as connection pools. */
function pools(input: CandidateInput): Candidate[] {
  const { plan } = input;
  const waited = keysAfterEdge(input, 'slot');
  return Object.entries(poolsOf(plan)).flatMap(([name, limit]) => {
    const keys = waited.filter((key) => plan.calls[key]?.name === name);
    if (keys.length === 0) return [];
    const tool = clip(name, 40);
    return stepsFrom(limit, input, name).map((n) => ({
      setting: `pool ${name}`,
      action: `Raise the limit of ${tool} from ${count(limit)} to ${count(n)}`,
      because: `${idsOf(input, keys)} waited for ${tool}`,
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

function batches(input: CandidateInput): Candidate[] {
  const { policy, plan } = input;
  const { batchSize, limit } = policy;
  const keys = keysAfterEdge(input, 'barrier');
  if (batchSize === null || keys.length === 0) return [];
  const because = `${idsOf(input, keys)} waited for the batch before`;
  const atMost = limit ?? batchSize;
  const proposals: Candidate[] = [
    {
      setting: 'batches',
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
      setting: 'batchSize',
      action: `Batches of ${count(larger)}, not ${count(batchSize)}`,
      because,
      change: { policy: { batchSize: larger } },
      keys,
      futile: `Batches of ${count(larger)}`,
    });
  return proposals;
}

function order(input: CandidateInput): Candidate[] {
  const { policy, path } = input;
  const last = path.at(-1);
  // Priorities are a wish of the user, not a mistake.
  if (policy.order === 'longest-first' || policy.order === 'priority' || !last) return [];
  const waits =
    keysAfterEdge(input, 'slot').length + keysAfterEdge(input, 'barrier').length + keysOf(path, 'rate').length;
  if (waits === 0) return [];
  return [
    {
      setting: 'order',
      action: 'Start the longest calls first',
      because: `${idsOf(input, [last.key])} started late and ended last`,
      change: { policy: { order: 'longest-first' } },
      keys: [last.key],
      futile: 'Starting the longest calls first',
    },
  ];
}

function rates(input: CandidateInput): Candidate[] {
  const { policy, path } = input;
  const { rate } = policy;
  const keys = keysOf(path, 'rate');
  if (!rate || keys.length === 0) return [];
  const starts = rate.starts + 1;
  return [
    {
      setting: 'rate',
      action: `Raise the rate from ${count(rate.starts)} to ${count(starts)} starts per ${duration(rate.perMs)}`,
      because: `${duration(msOf(path, 'rate'))} held by the rate`,
      change: { policy: { rate: { ...rate, starts } } },
      keys,
      futile: 'A higher rate',
    },
  ];
}
