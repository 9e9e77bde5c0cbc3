import type { OutcomeKind } from '../../run/types.ts';

/** Names of icons; the views draw them. */
export type IconName = 'check' | 'cross' | 'clock' | 'slash' | 'skip' | 'ban' | 'rescue' | 'lost';

export type MarkKey =
  | 'ghost'
  | 'planned'
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
  /** CSS classes that draw the mark, in a row and in the legend. */
  className: string;
  word: string;
  icon?: IconName;
  /** Text colour class of the icon beside words; in a lane the icon has the mark's colour. */
  tone?: string;
}

/**
 * All marks that a row can draw, in the legend's order. Rows take class, word and icon from this table, and the legend
 * is built from it and `MARK_SENTENCES`, so that every drawn mark is explained.
 */
export const MARK_STYLES: Readonly<Record<MarkKey, Mark>> = {
  ghost: { className: 'bar attempt ghost', word: 'predicted' },
  planned: { className: 'bar attempt ghost planned', word: 'planned duration' },
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
  gate: { className: 'batch-barrier', word: 'batch opens' },
  idle: { className: 'idle', word: 'idle' },
  predicted: { className: 'ghost-end', word: 'predicted end' },
  finish: { className: 'lane-finish', word: 'finish' },
};

export const MARKS = Object.keys(MARK_STYLES) as MarkKey[];
