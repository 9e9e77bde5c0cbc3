import type { OutcomeKind } from '../run/types.ts';

/** Names of pictures; the views know the pictures. */
export type IconName = 'check' | 'cross' | 'clock' | 'slash' | 'skip' | 'ban' | 'rescue' | 'lost';

export type MarkKey =
  | 'ghost'
  | 'noEnd'
  | 'waiting'
  | 'running'
  | 'attempt'
  | 'backoff'
  | 'partial'
  | OutcomeKind
  | 'withdrawn'
  | 'recovered'
  | 'tail'
  | 'late'
  | 'lost'
  | 'gate'
  | 'idle'
  | 'predicted'
  | 'finish';

export interface Mark {
  /** The CSS classes that draw it, in a row and in the legend alike. */
  className: string;
  word: string;
  /** What it says, in one sentence. */
  sentence: string;
  icon?: IconName;
  /** The icon's colour where it stands beside words; in a lane it is the mark's own. */
  tone?: string;
}

/**
 * Everything that a row can draw. The rows take class, word and icon from here, and the legend is made of it, so
 * that nothing is drawn that the legend does not explain. In the legend's order.
 */
export const GRAMMAR: Readonly<Record<MarkKey, Mark>> = {
  ghost: { className: 'bar attempt ghost', word: 'predicted', sentence: 'What the same plan does in theory.' },
  noEnd: { className: 'endless-arrow', word: 'no end', sentence: 'Nothing in the plan ends this call.' },
  waiting: { className: 'bar wait', word: 'waiting', sentence: 'It has no slot yet, or its batch is not open.' },
  running: { className: 'bar attempt open', word: 'running', sentence: 'The tool works; the bar grows with time.' },
  attempt: { className: 'bar-label', word: 'attempt', sentence: 'Try 2 of at most 3.' },
  backoff: {
    className: 'bar backoff',
    word: 'backing off',
    sentence: 'A pause before the next try; its slot is free.',
  },
  partial: { className: 'partial', word: 'partial result', sentence: 'The tool reported something on its way.' },
  succeeded: {
    className: 'bar attempt succeeded',
    word: 'succeeded',
    sentence: 'It returned a result.',
    icon: 'check',
    tone: 'text-ok',
  },
  failed: {
    className: 'bar attempt failed',
    word: 'failed',
    sentence: 'It threw an error.',
    icon: 'cross',
    tone: 'text-fail',
  },
  timedOut: {
    className: 'bar attempt timedOut',
    word: 'timed out',
    sentence: 'It was cut off at its timeout, or at the deadline.',
    icon: 'clock',
    tone: 'text-late',
  },
  cancelled: {
    className: 'bar attempt cancelled',
    word: 'cancelled',
    sentence: 'It was taken away before its end.',
    icon: 'slash',
    tone: 'text-ink2',
  },
  withdrawn: {
    className: 'mark quiet',
    word: 'cancelled',
    sentence: 'It was cancelled while it waited.',
    icon: 'slash',
    tone: 'text-ink2',
  },
  skipped: {
    className: 'mark quiet',
    word: 'skipped',
    sentence: 'The run ended before it could start.',
    icon: 'skip',
    tone: 'text-ink2',
  },
  rejected: {
    className: 'mark',
    word: 'rejected',
    sentence: 'Its tool or its arguments were refused; it never ran.',
    icon: 'ban',
    tone: 'text-fail',
  },
  recovered: {
    className: 'mark saved',
    word: 'recovered',
    sentence: 'From here its fallback stood in.',
    icon: 'rescue',
    tone: 'text-ok',
  },
  tail: { className: 'bar tail', word: 'abandoned', sentence: 'The run went on without it; the tool still works.' },
  late: { className: 'late-end', word: 'late', sentence: 'Abandoned work ended here; its result is dropped.' },
  lost: {
    className: 'mark gone',
    word: 'result lost',
    sentence: 'It was still running when the run ended: nobody sees its result.',
    icon: 'lost',
    tone: 'text-ink2',
  },
  gate: { className: 'gate', word: 'batch opens', sentence: 'The batch before has settled; this one may start.' },
  idle: { className: 'idle', word: 'idle', sentence: 'Done, but its slot stays empty until the next batch opens.' },
  predicted: { className: 'ghost-end', word: 'predicted end', sentence: 'Where the bar was expected to end.' },
  finish: { className: 'lane-finish', word: 'finish', sentence: 'The last call has settled: the total.' },
};

export const MARKS = Object.keys(GRAMMAR) as MarkKey[];
