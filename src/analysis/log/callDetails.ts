import type { AttemptState, CallState } from '../../run/callState.ts';
import type { RunState } from '../../run/fold.ts';
import { textOf } from '../../run/messageText.ts';
import type { PlainMessage } from '../../run/plainState.ts';
import { errorLineOf } from '../../run/text/errorLines.ts';
import { fullMessage } from '../../run/text/fullMessage.ts';
import type { Plan, RunEvent } from '../../run/types.ts';
import { count, duration, exact } from '../format/format.ts';
import { refusalText } from '../format/refusalText.ts';
import { timeBreakdownOfPlan } from '../metrics/sourceEvents.ts';
import { WAIT_PHRASES } from '../report/metricDefinitions.ts';
import { MARK_STYLES, type MarkKey } from '../timeline/marks.ts';
import { eventText } from './eventText.ts';
import type { OpenWait } from './openWait.ts';

/** One attempt of a call, in words. */
export interface AttemptDetails {
  readonly number: number;
  readonly mark: MarkKey;
  /** `succeeded, 0.34 s`. */
  readonly result: string;
  /** What else is to be said: its error, its wait, the pause behind it. */
  readonly notes: readonly string[];
}

/** What happened to one call up to a moment of its run. It changes only with an event of the call. */
export interface CallDetails {
  readonly attempts: readonly AttemptDetails[];
  /** What it waited for, the longest wait first: `0.20 s for a free slot`. Empty while it waits: see `openWait`. */
  readonly waits: readonly string[];
  /** What its tool gave, or the text of why it gave nothing; absent while it is open. */
  readonly answer?: { readonly kind: 'result' | 'error'; readonly value: unknown };
  /** As it goes back to the model. */
  readonly message?: PlainMessage;
  /** The last of them. `at`: `0.340 s`. */
  readonly events: readonly { readonly seq: number; readonly at: string; readonly text: string }[];
  /** How many events there are. */
  readonly eventCount: number;
}

/** Shorter waits, in ms, are the machine's own and say nothing. */
const WORTH_MS = 5;

/** Most events in words: a call that reports in a loop has thousands. */
export const MOST_EVENTS = 200;

interface DetailsInput {
  call: CallState;
  /** As it was at the moment. */
  state: RunState;
  plan: Plan;
  /** Those of the call, up to the moment; at least the last MOST_EVENTS. */
  events: readonly RunEvent[];
  /** How many they are in all. */
  eventCount?: number;
}

/** The details of a call in a run. Times are ms since the run's start. */
export function callDetails({ call, state, plan, events, eventCount = events.length }: DetailsInput): CallDetails {
  const { outcome, id, name, phase } = call;
  const failure = outcome && errorLineOf(outcome, call.attempts.at(-1)?.startedAt);
  const isError = failure !== undefined;
  const waitsNow = phase === 'queued' || phase === 'ready' || phase === 'backoff';
  return {
    attempts: call.attempts.map((attempt) => attemptDetails(attempt, call)),
    waits: waitsNow ? [] : waitsOf(call, state, plan),
    ...(outcome && {
      answer: isError
        ? { kind: 'error', value: outcome.error ? fullMessage(outcome.error) : (outcome.reason ?? failure) }
        : { kind: 'result', value: outcome.value },
      message: {
        type: 'tool',
        tool_call_id: id,
        name,
        status: isError ? 'error' : 'success',
        content: failure ?? textOf(outcome.value),
      },
    }),
    events: events
      .slice(-MOST_EVENTS)
      .map((event) => ({ seq: event.seq, at: exact(event.at), text: eventText(event, state.calls) })),
    eventCount,
  };
}

/** `for a free slot, since 0.100 s`. */
export function waitText({ cause, since, until }: OpenWait): string {
  if (cause === 'backoff') return `backs off until ${exact(until ?? since)}`;
  return `${WAIT_PHRASES[cause]}, since ${exact(since)}`;
}

function attemptDetails(attempt: AttemptState, { outcome }: CallState): AttemptDetails {
  const { readyAt, startedAt, endedAt, result, error, poolMs, backoffMs, notRetried, lateAt, partials } = attempt;
  const isLast = outcome?.attempts === attempt.attempt;
  const mark = result ?? 'running';
  const { word } = MARK_STYLES[mark];
  const notes = [
    endedAt === undefined ? `since ${exact(startedAt)}` : `${exact(startedAt)} to ${exact(endedAt)}`,
    startedAt - readyAt > WORTH_MS && `ready ${duration(startedAt - readyAt)} before it started`,
    poolMs !== undefined && `${duration(poolMs)} of it for a pool that other runs share`,
    partials !== undefined && `${count(partials)} partial ${partials === 1 ? 'result' : 'results'}`,
    error && (result !== 'timedOut' || !isLast) && fullMessage(error),
    backoffMs !== undefined && `next attempt ${duration(backoffMs)} later`,
    notRetried && `not retried: ${refusalText(notRetried, error)}`,
    lateAt !== undefined && `its work ended at ${exact(lateAt)}`,
  ];
  return {
    number: attempt.attempt,
    mark,
    result: endedAt === undefined ? word : `${word}, ${duration(endedAt - startedAt)}`,
    notes: notes.filter((note): note is string => typeof note === 'string'),
  };
}

function waitsOf(call: CallState, state: RunState, plan: Plan): string[] {
  const { run: _, ...spent } = timeBreakdownOfPlan(state, plan)(call);
  const { backoff, ...waits } = spent;
  return Object.entries({ ...waits, backoff })
    .filter(([, ms]) => ms > WORTH_MS)
    .sort(([, a], [, b]) => b - a)
    .map(([cause, ms]) => `${duration(ms)} ${cause === 'backoff' ? 'of backoff' : WAIT_PHRASES[cause as 'slot']}`);
}
