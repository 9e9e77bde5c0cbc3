import type { Plan, RunEvent } from '../types.ts';
import { pack } from './jsonValues.ts';

/** Incremented when a reader of the previous version would misread the file. docs/metrics-and-logs.md describes the format. */
const VERSION = 1;

/**
 * A log as JSON Lines: a header with the format and the plan, then one event per line. Values that JSON lacks are marked or
 * become text (see jsonValues.ts).
 */
export function logText(plan: Plan, events: readonly RunEvent[]): string {
  const header = { format: 'fanout-log', version: VERSION, events: events.length, plan };
  return `${[header, ...events].map((line) => JSON.stringify(pack(line))).join('\n')}\n`;
}
