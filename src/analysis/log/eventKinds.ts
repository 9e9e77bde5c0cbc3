import type { RunEvent } from '../../run/types.ts';

/** What the log can be filtered by: every type of event is of one kind. */
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

/** Something went wrong with it: a failure, a timeout, a rejection. */
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
