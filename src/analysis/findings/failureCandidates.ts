import type { AttemptState } from '../../run/callState.ts';
import { settingsOf } from '../../run/toolSettings.ts';
import type { Ms, Policy } from '../../run/types.ts';
import { clip, count, duration, percent } from '../format/format.ts';
import { type Candidate, type CandidateInput, idsOf, keysOf, lengthOf, msOf } from './candidate.ts';
import { proposedTimeout, roundUp } from './proposedTimeout.ts';

/** Changes against waiting for calls that hang or fail: timeouts, slots, backoff, retries, deadline, failures. */
export function failureCandidates(input: CandidateInput): Candidate[] {
  return [hangs, timeouts, toolTimeouts, slotRelease, backoffs, retries, deadline, firstFailure].flatMap((propose) =>
    propose(input),
  );
}

/** Calls that never settle: proposes a timeout that all others meet. */
function hangs(input: CandidateInput): Candidate[] {
  const { plan, state, policy, edits } = input;
  if (!state.stalled || policy.timeoutMs !== null) return [];
  const hung = state.calls.filter(({ attempts }) => attempts.at(-1)?.result === 'cancelled');
  const timeoutMs = proposedTimeout(state, plan, edits.longest);
  const keys = hung.map(({ key }) => key);
  return [
    {
      setting: 'timeout',
      action: `Set a timeout of ${duration(timeoutMs)}`,
      because: `${idsOf(input, keys)} never settles`,
      change: { policy: { timeoutMs } },
      keys,
    },
  ];
}

function longestAttempt({ state }: CandidateInput, counts: (result: AttemptState['result']) => boolean): Ms {
  let longest = 0;
  for (const { attempts } of state.calls)
    for (const attempt of attempts) if (counts(attempt.result)) longest = Math.max(longest, lengthOf(attempt));
  return longest;
}

/** The run waits for a timeout: proposes a shorter one that all attempts that ended still meet. */
function timeouts(input: CandidateInput): Candidate[] {
  const { plan, policy } = input;
  const keys = timedOutKeys(input);
  const [first] = keys;
  const call = first === undefined ? undefined : plan.calls[first];
  if (first === undefined || !call) return [];
  const ended = longestAttempt(input, (result) => result === 'succeeded' || result === 'failed');
  const timeoutMs = roundUp(Math.max(ended, 10) * 1.1);
  const ofTool = settingsOf(plan, call.name).timeoutMs;
  const now = call.timeoutMs ?? ofTool ?? policy.timeoutMs;
  if (now === null || timeoutMs >= now) return [];
  const [whose, change] =
    call.timeoutMs !== undefined
      ? [`the timeout of ${clip(call.id, 40)}`, { calls: [[first, { ...call, timeoutMs }] as const] }]
      : ofTool !== undefined
        ? [`the timeout of ${clip(call.name, 40)}`, { tools: { [call.name]: { timeoutMs } } }]
        : ['the timeout', { policy: { timeoutMs } }];
  return [
    {
      setting: 'timeout',
      action: `Lower ${whose} from ${duration(now)} to ${duration(timeoutMs)}`,
      because: `${idsOf(input, keys)} timed out; nothing that ended took longer than ${duration(ended)}`,
      change,
      keys,
      futile: 'A shorter timeout',
    },
  ];
}

/** The calls on the path with a timed-out attempt. */
function timedOutKeys({ state, path }: CandidateInput): number[] {
  const cut = path.filter(({ key, attempt }) => state.calls[key]?.attempts[attempt - 1]?.result === 'timedOut');
  return [...new Set(cut.map(({ key }) => key))];
}

/** A tool's timeout that cuts off attempts only to retry them: proposes twice the timeout. */
function toolTimeouts(input: CandidateInput): Candidate[] {
  const { plan, policy } = input;
  if (policy.retry.attempts === 1) return [];
  const byTool = new Map<string, number[]>();
  for (const key of timedOutKeys(input)) {
    const call = plan.calls[key];
    if (!call || call.timeoutMs !== undefined) continue;
    const keys = byTool.get(call.name);
    if (keys) keys.push(key);
    else byTool.set(call.name, [key]);
  }
  return [...byTool].flatMap(([name, keys]) => {
    const now = settingsOf(plan, name).timeoutMs;
    if (now === undefined) return [];
    return [
      {
        setting: `patience ${name}`,
        action: `Raise the timeout of ${clip(name, 40)} from ${duration(now)} to ${duration(now * 2)}`,
        because: `${idsOf(input, keys)} timed out and ${keys.length === 1 ? 'was' : 'were'} tried again`,
        change: { tools: { [name]: { timeoutMs: now * 2 } } },
        keys,
      },
    ];
  });
}

function slotRelease(input: CandidateInput): Candidate[] {
  const keys = keysOf(input.path, 'tail');
  if (keys.length === 0) return [];
  const because = `what was abandoned of ${idsOf(input, keys)} held its slot`;
  const change = { policy: { slotOnTimeout: 'release' as const } };
  return [{ setting: 'slots', action: 'Give a slot back at the timeout', because, change, keys }];
}

function backoffs(input: CandidateInput): Candidate[] {
  const { policy, path } = input;
  const { retry } = policy;
  const keys = keysOf(path, 'backoff');
  const first = Math.min(retry.baseMs, retry.maxMs);
  if (keys.length === 0 || first <= 0) return [];
  const because = `${duration(msOf(path, 'backoff'))} of backoff`;
  const candidate = (setting: string, action: string, change: Partial<Policy['retry']>, futile: string) => ({
    setting,
    action,
    because,
    change: { policy: { retry: { ...retry, ...change } } },
    keys,
    futile,
  });
  const half = first / 2;
  const proposals = [
    candidate(
      'backoff',
      `Halve the backoff, from ${duration(first)} to ${duration(half)}`,
      { baseMs: half },
      'Half the backoff',
    ),
  ];
  if (retry.factor > 1 && path.some(({ kind, attempt }) => kind === 'backoff' && attempt > 1))
    proposals.push(
      candidate('factor', `Keep every backoff at ${duration(first)}`, { factor: 1 }, 'A backoff that does not grow'),
    );
  if (retry.jitter === 0)
    proposals.push(candidate('jitter', `Jitter of ${percent(0.5)}`, { jitter: 0.5 }, `Jitter of ${percent(0.5)}`));
  return proposals;
}

/**
 * Attempts that no result needed: proposes as many as the results needed, and none after the first, which loses
 * results.
 */
function retries(input: CandidateInput): Candidate[] {
  const { state, policy, path } = input;
  const { retry } = policy;
  const keys = keysOf(path, 'lost-attempt');
  if (retry.attempts === 1 || keys.length === 0) return [];
  let needed = 1;
  for (const { outcome, attempts } of state.calls)
    if (outcome?.kind === 'succeeded' && outcome.recovered === undefined) needed = Math.max(needed, attempts.length);
  const because = `${idsOf(input, keys)} lost ${duration(msOf(path, 'lost-attempt'))} in failed attempts`;
  const steps = needed > 1 && needed < retry.attempts ? [needed, 1] : [1];
  return steps.map((attempts) => ({
    setting: 'tries',
    action: attempts === 1 ? 'Do not retry' : `Try ${count(attempts)} times, not ${count(retry.attempts)}`,
    because,
    change: { policy: { retry: { ...retry, attempts } } },
    keys,
  }));
}

/** The run waits after its last result: proposes a deadline shortly after that. */
function deadline(input: CandidateInput): Candidate[] {
  const { state, policy } = input;
  const end = state.makespan ?? 0;
  const answers = state.calls.filter(({ outcome }) => outcome?.kind === 'succeeded' || outcome?.kind === 'failed');
  const lastAnswer = answers.reduce((last, { outcome }) => Math.max(last, outcome?.settledAt ?? 0), 0);
  const late = state.calls
    .filter(({ outcome }) => (outcome?.settledAt ?? 0) > lastAnswer || outcome?.kind === 'cancelled')
    .map(({ key }) => key);
  const deadlineMs = roundUp(lastAnswer * 1.1);
  // A call that hangs needs a timeout first: it ends the call in every run.
  if (late.length === 0 || deadlineMs <= 0 || deadlineMs >= end || (state.stalled && policy.timeoutMs === null))
    return [];
  const now = policy.deadlineMs;
  if (now !== null && deadlineMs >= now) return [];
  return [
    {
      setting: 'timeout',
      action:
        now === null
          ? `Set a deadline of ${duration(deadlineMs)}`
          : `Lower the deadline from ${duration(now)} to ${duration(deadlineMs)}`,
      because: `nothing answers after ${duration(lastAnswer)}`,
      change: { policy: { deadlineMs } },
      keys: late,
    },
  ];
}

/** The run continued after its first failure. Whether the other results are then worthless is the user's decision. */
function firstFailure(input: CandidateInput): Candidate[] {
  const { state, policy } = input;
  if (policy.onError !== 'collect') return [];
  let first: { key: number; at: Ms } | undefined;
  for (const { key, outcome } of state.calls) {
    if (!outcome || outcome.kind === 'succeeded' || outcome.kind === 'cancelled') continue;
    if (!first || outcome.settledAt < first.at) first = { key, at: outcome.settledAt };
  }
  if (!first || first.at >= (state.makespan ?? 0) * 0.9) return [];
  return [
    {
      setting: 'onError',
      changesMeaning: true,
      action: 'End the run at its first failure, and cancel the rest',
      because: `${idsOf(input, [first.key])} failed at ${duration(first.at)}, and the rest went on`,
      change: { policy: { onError: 'fail-fast-cancel' } },
      keys: [first.key],
    },
  ];
}
