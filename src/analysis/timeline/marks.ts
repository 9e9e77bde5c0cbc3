import type { OutcomeKind } from '../../run/types.ts';

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
  icon?: IconName;
  /** The icon's colour where it stands beside words; in a lane it is the mark's own. */
  tone?: string;
}

/**
 * Everything that a row can draw. The rows take class, word and icon from here, and the legend is made of it and of
 * `MARK_SENTENCES`, so that nothing is drawn that the legend does not explain. In the legend's order.
 */
export const GRAMMAR: Readonly<Record<MarkKey, Mark>> = {
  ghost: { className: 'bar attempt ghost', word: 'predicted' },
  noEnd: { className: 'endless-arrow', word: 'no end' },
  waiting: { className: 'bar wait', word: 'waiting' },
  running: { className: 'bar attempt open', word: 'running' },
  attempt: { className: 'bar-label', word: 'attempt' },
  backoff: { className: 'bar backoff', word: 'backing off' },
  partial: { className: 'partial', word: 'partial result' },
  succeeded: { className: 'bar attempt succeeded', word: 'succeeded', icon: 'check', tone: 'text-ok' },
  failed: { className: 'bar attempt failed', word: 'failed', icon: 'cross', tone: 'text-fail' },
  timedOut: { className: 'bar attempt timedOut', word: 'timed out', icon: 'clock', tone: 'text-late' },
  cancelled: { className: 'bar attempt cancelled', word: 'cancelled', icon: 'slash', tone: 'text-ink2' },
  withdrawn: { className: 'mark quiet', word: 'cancelled', icon: 'slash', tone: 'text-ink2' },
  skipped: { className: 'mark quiet', word: 'skipped', icon: 'skip', tone: 'text-ink2' },
  rejected: { className: 'mark', word: 'rejected', icon: 'ban', tone: 'text-fail' },
  recovered: { className: 'mark saved', word: 'recovered', icon: 'rescue', tone: 'text-ok' },
  tail: { className: 'bar tail', word: 'abandoned' },
  late: { className: 'late-end', word: 'late' },
  lost: { className: 'mark gone', word: 'result lost', icon: 'lost', tone: 'text-ink2' },
  gate: { className: 'gate', word: 'batch opens' },
  idle: { className: 'idle', word: 'idle' },
  predicted: { className: 'ghost-end', word: 'predicted end' },
  finish: { className: 'lane-finish', word: 'finish' },
};

export const MARKS = Object.keys(GRAMMAR) as MarkKey[];
