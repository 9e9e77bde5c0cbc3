import type { AttemptState, CallState } from '../../run/callState.ts';
import type { RunState } from '../../run/fold.ts';
import { textOf } from '../../run/messageText.ts';
import type { PlainMessage } from '../../run/plainState.ts';
import { errorLines } from '../../run/text/errorLines.ts';
import { revealed } from '../../run/text/foreignText.ts';
import { fullMessage } from '../../run/text/fullMessage.ts';
import type { Plan, RunEvent } from '../../run/types.ts';
import { count, duration, exact } from '../format/format.ts';
import { refusalText } from '../format/refusalText.ts';
import { timeBreakdownOfPlan } from '../metrics/sourceEvents.ts';
import { WAIT_PHRASES } from '../report/metricDefinitions.ts';
import { MARK_STYLES, type MarkKey } from '../timeline/marks.ts';
import { eventText } from './eventText.ts';

/** One attempt of a call, in words. */
export interface AttemptDetails {
  readonly number: number;
  readonly mark: MarkKey;
  /** `succeeded, 0.34 s`. */
  readonly result: string;
  /** What else is to be said: its error, its wait, the pause behind it. */
  readonly notes: readonly string[];
}

/** What happened to one call up to a moment of its run. */
export interface CallDetails {
  readonly attempts: readonly AttemptDetails[];
  /** What it waited for, the longest wait first: `0.20 s for a free slot`. Known once it has settled. */
  readonly waits: readonly string[];
  /** What its tool gave, or the text of why it gave nothing; absent while it is open. */
  readonly answer?: { readonly kind: 'result' | 'error'; readonly value: unknown };
  /** As it goes back to the model. */
  readonly message?: PlainMessage;
  /** `at`: `0.340 s`. */
  readonly events: readonly { readonly seq: number; readonly at: string; readonly text: string }[];
}

/** Shorter waits, in ms, are the machine's own and say nothing. */
const WORTH_MS = 5;

interface DetailsInput {
  call: CallState;
  /** As it was at the moment. */
  state: RunState;
  plan: Plan;
  /** Those of the call, up to the moment. */
  events: readonly RunEvent[];
}

/** The details of a call in a run. Times are ms since the run's start. */
export function callDetails({ call, state, plan, events }: DetailsInput): CallDetails {
  const { outcome, id, name } = call;
  const failure = outcome && errorLines({ outcomes: [outcome], events: [...events] })[0];
  const isError = failure !== undefined;
  return {
    attempts: call.attempts.map((attempt) => attemptDetails(attempt, call)),
    waits: outcome ? waitsOf(call, state, plan) : [],
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
    events: events.map((event) => ({ seq: event.seq, at: exact(event.at), text: eventText(event, state.calls) })),
  };
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

/** The beginning of a text of others for display, at most `most` characters: what cannot be seen is shown as its code. */
export function shownText(text: string, most: number): string {
  return text
    .slice(0, most)
    .split('\n')
    .map((line) => line.split('\t').map(revealed).join('\t'))
    .join('\n');
}
