import type { RunState } from '../../run/fold.ts';
import type { Ms } from '../../run/types.ts';
import { count, duration, list, small } from '../format/format.ts';
import { figure, joined, type RichText, richText, type TextPart } from '../format/richText.ts';
import type { PathSection } from './criticalPath.ts';

/** With more terms than this the sentence lists causes instead. */
const MOST_TERMS = 5;
/** Share of the run below which a section is not mentioned. */
const NEGLIGIBLE = 0.005;

function isSignificant({ from, to }: Pick<PathSection, 'from' | 'to'>, { makespan = 0 }: RunState): boolean {
  return to - from >= makespan * NEGLIGIBLE;
}

export type PathCause = WaitEdge | 'work' | 'failed' | 'backoff' | 'rate' | 'pool' | 'abandoned' | 'pause' | 'overhead';

/** Waiting until another call ends. */
type WaitEdge = 'slot' | 'barrier' | 'thread';

/** Phrases that follow a duration. */
const CAUSE_PHRASES: Readonly<Record<PathCause, string>> = {
  // Not "of work": work is what all attempts take, on the path or not.
  work: 'running',
  slot: 'waiting for a free slot',
  barrier: 'waiting for a batch to end',
  thread: 'waiting for the thread',
  failed: 'lost in failed attempts',
  backoff: 'of backoff',
  rate: 'held by the rate',
  pool: 'waiting for a shared pool',
  abandoned: 'until abandoned work gave its slot back',
  pause: 'paused',
  overhead: 'of overhead',
};

/**
 * The time of the run by cause, the longest first. The parts add up to the run's length exactly, because they are the
 * sections of its critical path. Work of another call counts as waiting for the slot, the barrier or the thread that it
 * released.
 */
export function timeByCause(path: readonly PathSection[]): { cause: PathCause; ms: Ms }[] {
  const sums = new Map<PathCause, Ms>();
  let waiting: WaitEdge | undefined;
  for (const { kind, edge, from, to } of path.toReversed()) {
    if (edge === 'slot' || edge === 'barrier' || edge === 'thread') waiting = edge;
    const cause = causeOf(kind, waiting);
    sums.set(cause, (sums.get(cause) ?? 0) + to - from);
  }
  return [...sums].map(([cause, ms]) => ({ cause, ms })).sort((a, b) => b.ms - a.ms);
}

/** `0.40 s waiting for a free slot`. */
export function causeFigure({ cause, ms }: { cause: PathCause; ms: Ms }): TextPart {
  return figure(`On the path: ${cause}`, ms, `${duration(ms)} ${CAUSE_PHRASES[cause]}`);
}

function causeOf(kind: PathSection['kind'], waiting: WaitEdge | undefined): PathCause {
  switch (kind) {
    case 'attempt':
      return waiting ?? 'work';
    case 'lost-attempt':
      return 'failed';
    case 'tail':
      return 'abandoned';
    default:
      return kind;
  }
}

/** Whether a section is listed and stepped to: all except negligible overhead. */
export function isPathStop(section: PathSection, state: RunState): boolean {
  return section.kind !== 'overhead' || isSignificant(section, state);
}

/** `1.20 s: slow_1 1.00 s, then error_1 0.20 s`, or the time by cause if the path has many sections. */
export function pathSentence(path: readonly PathSection[], state: RunState): RichText {
  if (path.length === 0) return richText('Nothing took any time.');
  const { calls, makespan = 0 } = state;
  const worth = path.filter((section) => isSignificant(section, state));
  const coveredMs = worth.reduce((sum, { from, to }) => sum + to - from, 0);
  // Each of 10,000 sections may be negligible while together they are the whole run.
  const few = worth.length <= MOST_TERMS && makespan - coveredMs < MOST_TERMS * NEGLIGIBLE * makespan;
  const terms = few
    ? worth.map((section, i) => {
        const text = term(section, calls[section.key]?.id ?? '');
        return richText(figure(`Stretch ${i + 1} of the path`, section.to - section.from, text));
      })
    : timeByCause(path)
        .filter(({ ms }) => isSignificant({ from: 0, to: ms }, state))
        .map((one) => richText(causeFigure(one)));
  const many = path.filter((section) => isPathStop(section, state)).length;
  return richText(
    { ...figure('Total', makespan, duration(makespan)), strong: true },
    few ? ' = ' : ` through ${count(many)} stretches: `,
    joined(terms, ' + '),
    '.',
  );
}

function term({ kind, from, to }: PathSection, id: string): string {
  const length = duration(to - from);
  switch (kind) {
    case 'attempt':
      return `${list([id])} ${length}`;
    case 'lost-attempt':
      return `${length} of ${list([id])} that failed`;
    case 'tail':
      return `${length} until ${list([id])} gave its slot back`;
    case 'overhead':
      return `${small(to - from)} of overhead`;
    case 'pause':
      return `${length} paused`;
    case 'backoff':
      return `${length} of backoff`;
    case 'rate':
      return `${length} held by the rate`;
    case 'pool':
      return `${id} ${length} waiting for a shared pool`;
  }
}
