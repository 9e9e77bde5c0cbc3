import { expect } from 'vitest';
import type { Tool } from '../../../src/engine/types.ts';
import { policyOf } from '../../../src/run/policy.ts';
import type { ErrorText, Ms, Plan, Policy, RetryOn, RunEvent, ToolCall } from '../../../src/run/types.ts';
import { ofType } from './laws.ts';

const ROUNDING = 1e-6;

/**
 * At each start at most `limit` attempts are open; the limit may change during the run. Only a call that had its slot
 * before the limit was lowered may continue in it: with its fallback, or with a retry beside its abandoned attempt.
 */
export function expectLimitAtStarts(events: readonly RunEvent[], plan: Plan): void {
  const { limit: first, slotOnTimeout } = policyOf(plan);
  let limit = first ?? Number.POSITIVE_INFINITY;
  let open = 0;
  const owners = new Set<number>();
  for (const event of events) {
    if (event.type === 'limitChanged') limit = event.limit ?? Number.POSITIVE_INFINITY;
    if (event.type === 'attemptEnded') {
      open--;
      const keeps = event.backoffMs === undefined || (slotOnTimeout === 'hold' && event.result === 'timedOut');
      if (keeps) owners.add(event.key);
    }
    if (event.type === 'started' && ++open > limit && !owners.has(event.key))
      expect.fail(`${open} at once under limit ${limit} at ${event.at}`);
  }
}

/** At most `starts` starts in any half-open window. */
export function expectRate(events: readonly RunEvent[], rate: Policy['rate']): void {
  if (!rate) return;
  const starts = ofType(events, 'started').map(({ at }) => at);
  starts.forEach((at, i) => {
    const later = starts[i + rate.starts];
    if (later !== undefined && later - at < rate.perMs - ROUNDING)
      expect.fail(`more than ${rate.starts} starts in ${rate.perMs} ms from ${at}`);
  });
}

/** Attempts and backoffs follow the policy. */
export function expectRetries(events: readonly RunEvent[], plan: Plan): void {
  const { retry, recovery, onError, deadlineMs } = policyOf(plan);
  const readyAt = new Map<number, Ms>();
  /** The calls whose own attempts are over. */
  const fellBack = new Set<number>();
  for (const event of events) {
    if (event.type === 'ready') {
      const due = readyAt.get(event.key) ?? 0;
      if (event.at < due - ROUNDING) expect.fail(`ready at ${event.at}, before its backoff ended at ${due}`);
    }
    if (event.type === 'attemptEnded') {
      const { attempt, result, backoffMs, notRetried, at, key, error } = event;
      const isOwn = !fellBack.has(key);
      if (backoffMs === undefined) fellBack.add(key);
      const isLost = result === 'failed' || result === 'timedOut';
      const mayRetry = isOwn && isLost && attempt < retry.attempts && at < (deadlineMs ?? Number.POSITIVE_INFINITY);
      const wanted = !mayRetry ? 'last' : isTried(retry.on, error) ? 'retried' : 'refused';
      const got = backoffMs !== undefined ? 'retried' : notRetried ? 'refused' : 'last';
      if (got !== wanted) expect.fail(`attempt ${attempt} of call ${key}: ${got}, not ${wanted}`);
      if (backoffMs === undefined) continue;
      const retryAfterMs = plan.calls[key]?.args.retryAfterMs;
      if (retryAfterMs !== undefined && result === 'failed') {
        if (backoffMs !== retryAfterMs) expect.fail(`a pause of ${backoffMs}, not ${retryAfterMs}`);
        readyAt.set(key, at + backoffMs);
        continue;
      }
      const full = Math.min(retry.maxMs, retry.baseMs * retry.factor ** (attempt - 1));
      if (backoffMs > full || backoffMs < full * (1 - retry.jitter) - ROUNDING)
        expect.fail(`a backoff of ${backoffMs}`);
      readyAt.set(key, at + backoffMs);
    }
    if (event.type === 'settled') {
      if (event.recovered !== undefined) expect([recovery, event.kind]).toEqual(['fallback', 'succeeded']);
      if (event.kind === 'skipped' && deadlineMs === null && onError === 'collect') expect.fail('skipped for nothing');
    }
  }
  for (const { key, attempt } of ofType(events, 'started'))
    if (attempt > retry.attempts + (isTool(plan.calls[key]) && recovery === 'fallback' ? 1 : 0))
      expect.fail(`attempt ${attempt} of ${retry.attempts}`);
}

/** For the errors that the tests' tools have and the rules that random plans have. */
function isTried(on: RetryOn = 'any', { name, status = 0 }: Partial<ErrorText> = {}): boolean {
  if (on === 'any') return true;
  if (on === 'transient') return name === 'TimeoutError' || status === 429 || status === 503;
  return on[0] === '4xx' ? status === 401 || status === 429 : name === 'TimeoutError';
}

const isTool = (call: ToolCall | undefined) => call?.fallback !== undefined && !('value' in call.fallback);

/** No attempt exceeds its timeout, and nothing happens after the deadline. Valid only if nothing blocks the thread. */
export function expectTimeLimits(events: readonly RunEvent[], plan: Plan, tools: Record<string, Tool>): void {
  const { timeoutMs, deadlineMs } = policyOf(plan);
  const end = deadlineMs ?? Number.POSITIVE_INFINITY;
  const startedAt = new Map<number, Ms>();
  for (const event of events) {
    if (event.type === 'late') continue;
    if (event.at > end) expect.fail(`${event.type} at ${event.at}, after the deadline`);
    if (event.type === 'started' && event.at >= end) expect.fail('started at the deadline');
    if (event.type === 'started') startedAt.set(event.key, event.at);
    if (event.type !== 'attemptEnded') continue;
    const call = plan.calls[event.key] as ToolCall;
    const { fallback } = call;
    const taken = event.at - (startedAt.get(event.key) ?? 0);
    // The last attempt may be the fallback's, whose tool has a timeout of its own.
    const last = fallback && 'tool' in fallback ? fallback.tool : call.name;
    const allowed = [call.name, last].map((name) => call.timeoutMs ?? tools[name]?.timeoutMs ?? timeoutMs ?? end);
    if (taken > Math.max(...allowed) + ROUNDING) expect.fail(`an attempt of ${taken} ms`);
    if (event.result === 'timedOut' && taken < Math.min(...allowed) - ROUNDING && event.at < end)
      expect.fail(`timed out after ${taken} ms`);
    if (event.result === 'succeeded' && (event.at >= end || taken >= Math.max(...allowed) + ROUNDING))
      expect.fail('succeeded too late');
  }
}

/** The effect of the first failure, or of the first success, on the other calls. */
export function expectErrorPolicy(events: readonly RunEvent[], plan: Plan): void {
  const { onError } = policyOf(plan);
  const settled = ofType(events, 'settled');
  const decisive = settled.findIndex(({ kind }) => {
    if (onError === 'first-success') return kind === 'succeeded';
    return onError !== 'collect' && ['failed', 'timedOut', 'rejected'].includes(kind);
  });
  if (decisive < 0) return;
  const at = settled[decisive]?.at;
  for (const one of settled.slice(decisive + 1)) {
    expect(one.at).toBe(at);
    // A deadline, Stop or other failures may happen at the same moment.
    expect(['cancelled', 'skipped', 'rejected', 'timedOut']).toContain(one.kind);
  }
}

/** During a pause nothing starts and nothing becomes ready. */
export function expectPauses(events: readonly RunEvent[]): void {
  let paused = false;
  for (const { type } of events) {
    if (type === 'paused') paused = true;
    if (type === 'resumed') paused = false;
    if (paused && (type === 'started' || type === 'ready')) expect.fail(`${type} while paused`);
  }
}
