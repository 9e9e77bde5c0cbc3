import type { Plan, RunEvent } from '../types.ts';
import { pack } from './jsonValues.ts';

/** Raised when a reader of the version before would misread the file. Its form is in docs/metrics-and-logs.md. */
const VERSION = 1;

/**
 * A log as JSON lines: first what it is and of which plan, then one event a line. Values that JSON cannot carry are
 * marked or become a text (see fileValues.ts).
 */
export function logText(plan: Plan, events: readonly RunEvent[]): string {
  const header = { format: 'fanout-log', version: VERSION, events: events.length, plan };
  return `${[header, ...events].map((line) => JSON.stringify(pack(line))).join('\n')}\n`;
}
