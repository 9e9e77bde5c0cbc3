import type { ErrorText, LossReason, Plan, RunEvent } from '../types.ts';

/**
 * Logs of versions 1 and 2, which have what ended a call in words alone, as version 3 has them: with `cause`, `by`,
 * `loss` and `timeoutMs`. The only place that reads meaning out of a sentence. The sentences are those that versions 1
 * and 2 were written with: they stay as they are here, whatever `reasonText` says today.
 */
const BY_USER = 'cancelled by the user';
const STOPPED = 'stopped';
const NEVER_SETTLES = 'never settles';
const DEADLINE = /^the run's deadline of .* ms passed$/;
const TIMED_OUT = /^timed out after ([\d.e+-]+) ms$/;
const FIRST_SUCCESS = ' succeeded first';
const FAILURES = [' failed', ' timed out', ' rejected'];
const LOSSES: ReadonlyMap<string, LossReason> = new Map([
  ['stopped before the engine was loaded', 'not loaded'],
  ['lost: the engine crashed', 'crashed'],
  ['lost: the engine did not answer and was ended', 'no answer'],
]);

type Settled = Extract<RunEvent, { type: 'settled' }>;
type End = Pick<Settled, 'cause' | 'by' | 'loss' | 'timeoutMs'>;

/** Each event that says more in version 3 is replaced; the others are the same objects. */
export function upgradeLog({ policy }: Plan, events: readonly RunEvent[]): RunEvent[] {
  const keys = new Map<string, number>();
  let loss: LossReason | undefined;
  let stalled = false;
  for (const event of events) {
    if (event.type === 'queued') keys.set(event.id, event.key);
    else if (event.type === 'settled' && event.kind === 'cancelled') loss ??= LOSSES.get(event.reason ?? '');
    else if (event.type === 'runSettled') stalled = event.stalled === true;
  }
  const endings = policy?.onError === 'first-success' ? [FIRST_SUCCESS] : FAILURES;

  /** The key of the call whose end ended the run; `undefined` when the reason names none. */
  function callIn(reason: string): number | undefined {
    for (const ending of endings) {
      const key = reason.endsWith(ending) ? keys.get(reason.slice(0, -ending.length)) : undefined;
      if (key !== undefined) return key;
    }
    return undefined;
  }

  function endOf({ kind, reason, error }: Settled): End | undefined {
    if (kind === 'timedOut')
      return reason === undefined ? { cause: 'timeout', ...cutOff(error) } : { cause: 'deadline' };
    if ((kind !== 'skipped' && kind !== 'cancelled') || reason === undefined) return undefined;
    if (kind === 'skipped' && DEADLINE.test(reason)) return { cause: 'deadline' };
    if (reason === BY_USER) return { cause: 'user' };
    if (loss !== undefined && (LOSSES.has(reason) || reason === STOPPED)) return { cause: 'worker-lost', loss };
    if (stalled && reason === NEVER_SETTLES) return { cause: 'never-settles' };
    const by = kind === 'skipped' || (policy?.onError ?? 'collect') !== 'collect' ? callIn(reason) : undefined;
    if (by !== undefined) return { cause: 'policy', by };
    if (kind === 'skipped') return { cause: 'policy' };
    return { cause: reason === STOPPED ? 'stop' : 'abort' };
  }

  return events.map((event) => {
    if (event.type === 'settled') {
      const end = event.cause === undefined ? endOf(event) : undefined;
      return end ? withEnd(event, end) : event;
    }
    if (event.type !== 'attemptEnded' || event.result !== 'timedOut') return event;
    const { backoffMs, ...rest } = event;
    return { ...rest, ...cutOff(event.error), ...(backoffMs !== undefined && { backoffMs }) };
  });
}

/** The timeout that cut an attempt off, and none where it ended by itself, only too late. */
function cutOff(error: ErrorText | undefined): { timeoutMs?: number } {
  const [, text] = TIMED_OUT.exec(error?.message ?? '') ?? [];
  const timeoutMs = Number(text);
  return Number.isFinite(timeoutMs) ? { timeoutMs } : {};
}

/** In the order in which the engine writes the fields. */
function withEnd({ abandoned, ...event }: Settled, end: End): Settled {
  return { ...event, ...end, ...(abandoned !== undefined && { abandoned }) };
}

/**
 * A plan of a file before version 4, or of a link before version 2. A field `behavior` in a call meant nothing there, and
 * is left out. Whatever has no list of calls is returned as it is, for the checks that follow.
 */
export function withoutBehaviors(plan: unknown): unknown {
  const calls: unknown = (plan as { calls?: unknown } | null | undefined)?.calls;
  if (!Array.isArray(calls) || !calls.some(hasBehavior)) return plan;
  return {
    ...(plan as object),
    calls: calls.map((call: unknown) => (hasBehavior(call) ? withoutBehavior(call) : call)),
  };
}

function hasBehavior(call: unknown): call is { behavior: unknown } {
  return typeof call === 'object' && call !== null && 'behavior' in call;
}

function withoutBehavior({ behavior: _, ...call }: { behavior: unknown }): unknown {
  return call;
}
