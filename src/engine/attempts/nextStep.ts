import { refusalOf } from '../../run/retryRule.ts';
import { fullMessage } from '../../run/text/fullMessage.ts';
import type { AttemptResult, ErrorText, Ms, Policy, RetryRefusal, Settlement } from '../../run/types.ts';
import { refusesArguments, rejection, type ToolRegistry } from '../toolRegistry.ts';
import { backoff, retryAfter } from './backoff.ts';
import type { CallTask } from './callTask.ts';
import type { RetryQuestion } from './retryQuestion.ts';

/** How an attempt of a call ended. */
export interface AttemptEnd {
  result: 'succeeded' | 'failed' | 'timedOut';
  at: Ms;
  value?: unknown;
  error?: ErrorText | undefined;
  /** The timeout that cut it off. */
  timeoutMs?: Ms | undefined;
}

/** The call's settlement, or the fallback to invoke; `recovers` is the failure that it recovers from, as text. */
export type FollowUp = Settlement | { recovers: string; tool: string; args: Record<string, unknown> };

interface Rules {
  policy: Policy;
  seed: number;
  box: ToolRegistry;
  retryQuestion: RetryQuestion | undefined;
}

/** The delay in ms before the next attempt, or why there is none; `undefined` when the call has had its last attempt. */
export type NextAttempt = Ms | RetryRefusal | undefined;

/**
 * The step after an attempt that ended with `error`, the text of `thrown`. The caller's `retryOn` is asked about what the
 * policy would try again, and about nothing else.
 */
export function nextAttempt(
  { key, attempts, recovers }: CallTask,
  result: AttemptResult,
  error: ErrorText | undefined,
  thrown: unknown,
  { policy, seed, retryQuestion }: Rules,
): NextAttempt {
  const { retry } = policy;
  // A fallback is never retried. It may come before the last attempt, when the error is not tried again.
  if (result === 'succeeded' || attempts >= retry.attempts || recovers !== undefined) return undefined;
  if (refusesArguments(error)) return undefined;
  const refusal = refusalOf(retry.on, error);
  if (refusal) return refusal;
  if (retryQuestion && !retryQuestion(key, attempts, result, error, thrown)) return 'declined';
  return retryAfter(thrown) ?? backoff(retry, seed, key, attempts);
}

/** The next step of a call after its last attempt. */
export function followUp(entry: CallTask, end: AttemptEnd, mayRecover: boolean, { policy, box }: Rules): FollowUp {
  const { result, error } = end;
  if (result === 'succeeded') return succeeded(end.value, entry.recovers);
  const { fallback } = entry.call;
  const lost = unrecovered(end);
  // Like a call that is rejected: what is wrong is the call, and not the tool.
  if (refusesArguments(error)) return lost;
  if (!mayRecover || policy.recovery !== 'fallback' || !fallback || entry.recovers !== undefined) return lost;

  const recovers = result === 'timedOut' ? (error?.message ?? 'timed out') : `failed: ${error && fullMessage(error)}`;
  if ('value' in fallback) return succeeded(fallback.value, recovers);
  const { tool: name, args = entry.call.args } = fallback;
  const refused = rejection({ ...entry.call, name, args }, box.get(name), box);
  if (refused) return { kind: 'failed', error: { ...refused, message: `Fallback: ${refused.message}` } };
  return { recovers, tool: name, args };
}

function unrecovered({ result, error, timeoutMs }: AttemptEnd): Settlement {
  const settlement: Settlement = error ? { kind: result, error } : { kind: result };
  if (result === 'timedOut') settlement.cause = 'timeout';
  if (timeoutMs !== undefined) settlement.timeoutMs = timeoutMs;
  return settlement;
}

function succeeded(value: unknown, recovered: string | undefined): Settlement {
  return recovered === undefined ? { kind: 'succeeded', value } : { kind: 'succeeded', value, recovered };
}
