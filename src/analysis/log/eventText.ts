import type { CallState } from '../../run/callState.ts';
import type { Disturbance, RunEvent } from '../../run/types.ts';
import { callCount, clip, count, decimals, duration, list } from '../format/format.ts';
import { refusalText } from '../format/refusalText.ts';
import { valueText } from '../format/valueText.ts';
import { outcomeCounts } from '../metrics/outcomes.ts';
import { ownDuration } from '../metrics/proof.ts';

/**
 * Formats one event as a line of the Log tab.
 *
 * @param calls the calls of a state folded up to this event or any later one; the line is the same for all of them
 */
export function eventText(event: RunEvent, calls: readonly (CallState | undefined)[]): string {
  const id = lineSubject(event, calls);
  switch (event.type) {
    case 'runStarted':
      return `Run started: ${callCount(event.calls).toLowerCase()}`;
    case 'queued': {
      const batch = event.batch === undefined ? '' : ` for batch ${event.batch}`;
      return `${id} queued${batch}, tool ${clip(event.name, 40)}`;
    }
    case 'ready':
      return `${id} ready`;
    case 'started':
      return `${id} started${event.attempt === 1 ? '' : ` attempt ${event.attempt}`}${afterPool(event.poolMs)}`;
    case 'attemptEnded': {
      const spent = since(event.at, calls[event.key]?.attempts[event.attempt - 1]?.startedAt);
      const again = event.backoffMs === undefined ? '' : `; next attempt in ${duration(event.backoffMs)}`;
      const refused = event.notRetried ? `; not retried: ${refusalText(event.notRetried, event.error)}` : '';
      return `${id} attempt ${event.attempt} ${RESULT[event.result]}${spent}${colon(event.error?.message)}${again}${refused}`;
    }
    case 'partial':
      return `${id} reports${colon(event.value)}`;
    case 'settled':
      return settled(event, id, calls[event.key]);
    case 'late': {
      const givenUpAt = calls[event.key]?.attempts[event.attempt - 1]?.endedAt;
      const spent = givenUpAt === undefined ? '' : `, ${duration(event.at - givenUpAt)} after it was given up`;
      return `${id} ended late${spent}: its ${event.result === 'failed' ? 'error' : 'result'} is dropped`;
    }
    case 'limitChanged':
      return event.limit === null ? 'Limit taken away: all at once' : `Limit changed to ${count(event.limit)}`;
    case 'paused':
      return 'Paused: nothing new starts';
    case 'resumed':
      return 'Resumed';
    case 'batchOpened':
      return `Batch ${event.batch} opened: ${list(event.keys.map((key) => calls[key]?.id ?? `call ${key + 1}`))}`;
    case 'warning':
      return `Warning: ${clip(event.message, 200)}`;
    case 'disturbed':
      return DISTURBED[event.cause](duration(event.durationMs));
    case 'runSettled':
      return runSettled(event, calls);
  }
}

/** The id that the line begins with; "" where it does not begin with a call. */
export function lineSubject(event: RunEvent, calls: readonly (CallState | undefined)[]): string {
  if (!('key' in event) || event.key === undefined || event.type === 'warning') return '';
  const id = event.type === 'queued' ? event.id : calls[event.key]?.id;
  return clip(id ?? `call ${event.key + 1}`, 40);
}

const RESULT = { succeeded: 'succeeded', failed: 'failed', timedOut: 'timed out', cancelled: 'was cancelled' };

const DISTURBED: Record<Disturbance, (length: string) => string> = {
  'late-timer': (length) => `Held up for ${length}: a timer came late`,
  'hidden-tab': (length) => `This tab was hidden for ${length}`,
  'long-task': (length) => `The page was busy for ${length} while a timer came late`,
};

function settled(event: Extract<RunEvent, { type: 'settled' }>, id: string, call: CallState | undefined): string {
  const { kind, value, error, reason, recovered, abandoned } = event;
  const tries = call?.attempts.length ?? 0;
  const own = tries > 0 ? ownDuration(call) : undefined;
  const spent = own === undefined ? '' : ` after ${duration(own)}`;
  const onTry = tries > 1 ? ` on attempt ${tries}` : '';
  const still = abandoned ? ', still running' : '';
  switch (kind) {
    case 'succeeded':
      if (recovered !== undefined) return `${id} recovered${spent} from ${clip(recovered, 100)}${colon(value)}`;
      return `${id} succeeded${onTry}${spent}${colon(value)}`;
    case 'failed':
      return `${id} failed${onTry}${spent}${colon(error?.message)}`;
    case 'timedOut':
      return `${id} timed out${onTry}${spent}${still}`;
    case 'cancelled':
      return `${id} cancelled${spent || ' before it started'}${still}${colon(reason)}`;
    case 'skipped':
      return `${id} skipped${colon(reason)}`;
    case 'rejected':
      return `${id} rejected${colon(error?.message)}`;
  }
}

/**
 * `Executed 4 tools in 1.00 seconds`, in the tutorial's own wording. Cancelled and skipped calls do not count as
 * executed; they are counted behind: `Executed 2 of 4 tools in 0.60 seconds; 2 cancelled`.
 */
function runSettled(
  { makespan, stalled }: Extract<RunEvent, { type: 'runSettled' }>,
  calls: readonly (CallState | undefined)[],
): string {
  const of = calls.length;
  const { cancelled, skipped } = outcomeCounts(calls);
  const done = of - cancelled - skipped;
  const others = [cancelled > 0 && `${count(cancelled)} cancelled`, skipped > 0 && `${count(skipped)} skipped`];
  const rest = stalled ? 'nothing could end the others' : others.filter(Boolean).join(', ');
  const executed = `${done === of ? of : `${done} of ${of}`} ${of === 1 ? 'tool' : 'tools'}`;
  return `Executed ${executed} in ${decimals(makespan / 1000, 2)} seconds${rest && `; ${rest}`}`;
}

function since(at: number, from: number | undefined): string {
  return from === undefined ? '' : ` after ${duration(at - from)}`;
}

function colon(value: unknown): string {
  const text = valueText(value);
  return text && `: ${text}`;
}

function afterPool(poolMs: number | undefined): string {
  return poolMs === undefined ? '' : `, after ${duration(poolMs)} waiting for a shared pool`;
}
