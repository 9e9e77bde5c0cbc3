import type { MarkKey } from './marks.ts';

/** One sentence for each mark, shown in the legend only. */
export const MARK_SENTENCES: Readonly<Record<MarkKey, string>> = {
  ghost: 'What the same plan does in theory.',
  planned: 'How long the call takes by itself; when it runs is hidden.',
  noEnd: 'Nothing in the plan ends this call.',
  waiting: 'It has no slot yet, or its batch is not open.',
  running: 'The tool works; the bar grows with time.',
  attempt: 'Try 2 of at most 3.',
  backoff: 'A pause before the next try; its slot is free.',
  partial: 'The tool reported something on its way.',
  succeeded: 'It returned a result.',
  failed: 'It threw an error.',
  timedOut: 'It was cut off at its timeout, or at the deadline.',
  cancelled: 'It was taken away before its end.',
  withdrawn: 'It was cancelled while it waited.',
  skipped: 'The run ended before it could start.',
  rejected: 'Its tool or its arguments were refused; it never ran.',
  recovered: 'From here its fallback stood in.',
  tail: 'The run went on without it; the tool still works.',
  late: 'Abandoned work ended here; its result is dropped.',
  lost: 'It was still running when the run ended: nobody sees its result.',
  gate: 'The batch before has settled; this one may start.',
  idle: 'Done, but its slot stays empty until the next batch opens.',
  predicted: 'Where the bar was expected to end.',
  finish: 'The last call has settled: the total.',
};
