import type { Ms, Outcome, Run } from '../types.ts';

/**
 * The error text of each call, as in State's `errors` and its ToolMessage, in call order; `undefined` for a call that
 * succeeded.
 */
export function errorLines({ outcomes, events }: Pick<Run, 'outcomes' | 'events'>): (string | undefined)[] {
  const lastStart = new Map<number, Ms>();
  for (const event of events) if (event.type === 'started') lastStart.set(event.key, event.at);
  return outcomes.map((outcome) => errorLine(outcome, lastStart.get(outcome.key)));
}

function errorLine({ kind, error, reason, settledAt, startedAt = settledAt }: Outcome, lastStart = startedAt) {
  switch (kind) {
    case 'succeeded':
      return undefined;
    case 'failed':
    case 'rejected':
      return `Error: ${error?.message ?? kind}`;
    case 'timedOut':
      return `Error: timed out after ${((settledAt - lastStart) / 1000).toFixed(2)} s`;
    case 'cancelled':
    case 'skipped':
      return reason ? `Error: ${kind}: ${reason}` : `Error: ${kind}`;
  }
}
