import type { AttemptResult, ErrorText, Ms, Policy, Settlement } from '../../run/types.ts';
import { rejection, type ToolRegistry } from '../toolRegistry.ts';
import { backoff } from './backoff.ts';
import type { CallTask } from './callTask.ts';

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
}

/** The delay in ms before the next attempt; `undefined` when there is no next attempt. */
export function backoffAfter(
  { key, attempts }: CallTask,
  result: AttemptResult,
  { policy, seed }: Rules,
): Ms | undefined {
  const { retry } = policy;
  // A fallback comes after the last attempt, so it is never retried.
  if (result === 'succeeded' || attempts >= retry.attempts) return undefined;
  return backoff(retry, seed, key, attempts);
}

/** The next step of a call after its last attempt. */
export function followUp(entry: CallTask, end: AttemptEnd, mayRecover: boolean, { policy, box }: Rules): FollowUp {
  const { result, error } = end;
  if (result === 'succeeded') return succeeded(end.value, entry.recovers);
  const { fallback } = entry.call;
  const lost = unrecovered(end);
  if (!mayRecover || policy.recovery !== 'fallback' || !fallback || entry.recovers !== undefined) return lost;

  const recovers = result === 'timedOut' ? (error?.message ?? 'timed out') : `failed: ${error?.message}`;
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
