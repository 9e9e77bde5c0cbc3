import type { RunEvent } from '../../run/types.ts';

/** The filter groups of the log. Each event type belongs to exactly one of them. */
export type EventKind = 'starts' | 'ends' | 'settled' | 'waiting' | 'reports' | 'steering' | 'run' | 'trouble';

interface EventKindEntry {
  title: string;
  types: readonly RunEvent['type'][];
}

export const EVENT_KINDS: Readonly<Record<EventKind, EventKindEntry>> = {
  waiting: { title: 'Queued, ready, batches', types: ['queued', 'ready', 'batchOpened'] },
  starts: { title: 'Attempts started', types: ['started'] },
  ends: { title: 'Attempts ended', types: ['attemptEnded', 'late'] },
  settled: { title: 'Calls settled', types: ['settled'] },
  reports: { title: 'Partial results', types: ['partial'] },
  steering: { title: 'Pauses and limits', types: ['paused', 'resumed', 'limitChanged'] },
  trouble: { title: 'Warnings, disturbances', types: ['warning', 'disturbed'] },
  run: { title: 'Start and end of the run', types: ['runStarted', 'runSettled'] },
};

/** Whether the event reports a failure, a timeout or a rejection. */
export function isError(event: RunEvent): boolean {
  switch (event.type) {
    case 'attemptEnded':
      return event.result === 'failed' || event.result === 'timedOut';
    case 'settled':
      return event.kind === 'failed' || event.kind === 'timedOut' || event.kind === 'rejected';
    case 'late':
      return event.result === 'failed';
    default:
      return false;
  }
}
