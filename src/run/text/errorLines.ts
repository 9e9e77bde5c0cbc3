import type { ErrorText, Ms, Outcome, Run } from '../types.ts';
import { fullMessage } from './fullMessage.ts';

type Lines = (string | undefined)[];

/**
 * The error text of each call, as in the tutorial's State and its ToolMessage, in call order; `undefined` for a call that
 * succeeded.
 */
export function errorLines(run: Pick<Run, 'outcomes' | 'events'>): Lines {
  return linesOf(run, ({ message }) => message);
}

/** The same with what a person needs beside the message: see `fullMessage`; of a deadline also the error that was being retried. */
export function fullErrorLines(run: Pick<Run, 'outcomes' | 'events'>): Lines {
  return linesOf(run, fullMessage).map((line, key) => {
    const { kind, error } = run.outcomes[key] as Outcome;
    return line !== undefined && kind === 'timedOut' && error?.cause
      ? `${line}; it was being retried after: ${fullMessage(error.cause)}`
      : line;
  });
}

/** The same of one outcome. `lastStart`: the start of the call's last attempt. */
export function errorLineOf(outcome: Outcome, lastStart: Ms | undefined): string | undefined {
  return errorLine(outcome, lastStart, ({ message }) => message);
}

function linesOf(
  { outcomes, events }: Pick<Run, 'outcomes' | 'events'>,
  messageOf: (error: ErrorText) => string,
): Lines {
  const lastStart = new Map<number, Ms>();
  for (const event of events) if (event.type === 'started') lastStart.set(event.key, event.at);
  return outcomes.map((outcome) => errorLine(outcome, lastStart.get(outcome.key), messageOf));
}

function errorLine(
  { kind, error, reason, settledAt, startedAt = settledAt }: Outcome,
  lastStart = startedAt,
  messageOf: (error: ErrorText) => string,
): string | undefined {
  switch (kind) {
    case 'succeeded':
      return undefined;
    case 'failed':
    case 'rejected':
      return `Error: ${error ? messageOf(error) : kind}`;
    case 'timedOut':
      return `Error: timed out after ${((settledAt - lastStart) / 1000).toFixed(2)} s`;
    case 'cancelled':
    case 'skipped':
      return reason ? `Error: ${kind}: ${reason}` : `Error: ${kind}`;
  }
}
