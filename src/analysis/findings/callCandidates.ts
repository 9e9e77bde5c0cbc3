import type { CallState } from '../../run/callState.ts';
import type { Ms } from '../../run/types.ts';
import { clip, duration } from '../format/format.ts';
import { type Candidate, type CandidateInput, type FindingChange, idsOf } from './candidate.ts';
import { roundUp } from './proposedTimeout.ts';

/** Most calls that are made faster together. */
const MOST_TOGETHER = 3;
/** How many times longer than any other call a call must be before a timeout for it is proposed. */
const STRAGGLER_RATIO = 2;

/** Changes to the calls on the critical path. */
export function callCandidates(input: CandidateInput): Candidate[] {
  return [...blocking(input), ...slowest(input), ...straggler(input)];
}

function blocking(input: CandidateInput): Candidate[] {
  const { state, plan, edits } = input;
  const moved = plan.calls.flatMap((call, key) => {
    const other = state.calls[key]?.attempts.length ? edits.offThread(call) : undefined;
    return other ? [[key, other] as const] : [];
  });
  if (moved.length === 0) return [];
  const keys = moved.map(([key]) => key);
  const ids = idsOf(input, keys);
  return [
    {
      setting: 'thread',
      action: `Take ${ids} off the thread`,
      because: `${ids} held the thread: nothing else could start or finish`,
      change: { calls: moved },
      keys,
      futile: `Taking ${ids} off the thread`,
    },
  ];
}

/**
 * The two calls with the most time on the path. If others take as long as the first, all of them together are proposed
 * too.
 */
function slowest(input: CandidateInput): Candidate[] {
  const { path, state } = input;
  const spent = new Map<number, Ms>();
  for (const { kind, key, from, to } of path)
    if (kind === 'attempt' || kind === 'lost-attempt') spent.set(key, (spent.get(key) ?? 0) + to - from);
  const [first, second] = [...spent].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([key]) => key);
  if (first === undefined) return [];
  const length = workOf(state.calls[first] as CallState);
  const equal = state.calls
    .filter((call) => call.key !== first && Math.abs(workOf(call) - length) <= length * 0.01)
    .map(({ key }) => key);
  const alike = equal.length > 0 ? `: ${idsOf(input, equal)} ${equal.length === 1 ? 'takes' : 'take'} as long` : '';
  const alone = shortened(input, [first], alike);
  const together = equal.length > 0 && equal.length < MOST_TOGETHER ? shortened(input, [first, ...equal]) : [];
  const next = second === undefined ? [] : shortened(input, [second]);
  return [...alone, ...together, ...next];
}

const workOf = ({ attempts }: CallState): Ms =>
  attempts.reduce((sum, { startedAt, endedAt = startedAt }) => sum + endedAt - startedAt, 0);

function shortened(input: CandidateInput, keys: readonly number[], futileBecause = ''): Candidate[] {
  const change = halvedCalls(input, keys);
  const names = idsOf(input, keys);
  if (change.calls?.length !== keys.length) return [];
  const many = keys.length > 1;
  return [
    {
      setting: `faster ${keys.join()}`,
      action: `Make ${names} twice as fast (split or cache ${many ? 'them' : 'it'})`,
      because: `the critical path spends most of its time in ${names}`,
      change,
      keys,
      futile: `Shortening ${names}${futileBecause && ' alone'}`,
      futileBecause,
    },
  ];
}

/** Halves the duration of these calls, if their tools allow it. */
export function halvedCalls({ plan, edits }: CandidateInput, keys: readonly number[]): FindingChange {
  return {
    calls: keys.flatMap((key) => {
      const call = plan.calls[key];
      const faster = call && edits.faster(call);
      return faster ? [[key, faster] as const] : [];
    }),
  };
}

/** One call far longer than any other, for which the whole run waits: a timeout saves time but loses its result. */
function straggler({ plan, state, path, policy }: CandidateInput): Candidate[] {
  const last = state.calls[path.at(-1)?.key ?? -1];
  const call = plan.calls[last?.key ?? -1];
  if (!last || !call || last.outcome?.kind !== 'succeeded') return [];
  const longest = (attempts: CallState['attempts']) =>
    attempts.reduce((most, { startedAt, endedAt = startedAt }) => Math.max(most, endedAt - startedAt), 0);
  const own = longest(last.attempts);
  const others = state.calls.reduce((most, one) => (one === last ? most : Math.max(most, longest(one.attempts))), 0);
  if (others <= 0 || own < others * STRAGGLER_RATIO || policy.retry.attempts > 1) return [];
  const timeoutMs = roundUp(others * 1.1);
  return [
    {
      setting: 'cut',
      action: `Cut ${clip(call.id, 40)} off after ${duration(timeoutMs)}`,
      because: `no other call took longer than ${duration(others)}`,
      change: { calls: [[last.key, { ...call, timeoutMs }]] },
      keys: [last.key],
    },
  ];
}
