import type { CallState } from '../../run/callState.ts';
import type { RunState } from '../../run/fold.ts';
import type { OutcomeKind, Policy } from '../../run/types.ts';
import { allOf, capital, clip, count, list, numberWord } from '../format/format.ts';
import { refusalText } from '../format/refusalText.ts';
import { figure, joined, type RichText, richText } from '../format/richText.ts';
import { outcomeCounts } from '../metrics/outcomes.ts';
import { MARK_STYLES } from '../timeline/marks.ts';
import { abandonedNotes } from './earlyEndText.ts';
import { onAttempt, onEach, type Reason } from './reason.ts';

/** How the calls ended. The first note accounts for every call; the others say more about some of them. */
export function outcomeNotes(state: RunState, policy: Policy, { told = [], still = false }: Reason): RichText[] {
  const known = new Set(told);
  const notes = [
    outcomeSummary(state, policy),
    retriedNote(state, policy, known),
    notRetriedNote(state),
    recoveredNote(state),
    ...abandonedNotes(state, still ? told : []),
    partialNote(state),
  ];
  return notes.filter((note) => note !== undefined);
}

/** The order in which the outcomes are named; successes come last. */
const NAMED: readonly OutcomeKind[] = ['failed', 'rejected', 'timedOut', 'cancelled', 'skipped'];

/** `error_1 failed; the other three succeeded.` Each call is in exactly one of the clauses, so their figures add up. */
export function outcomeSummary(state: RunState, { retry }: Policy): RichText {
  const { calls, stalled } = state;
  const counts = outcomeCounts(calls);
  const clause = (kind: OutcomeKind, who: string, many: boolean, after = '') =>
    richText(figure(outcomeName(kind), counts[kind], `${who} ${verb(kind, many, stalled)}${after}`));
  const only = ([...NAMED, 'succeeded'] as const).find((kind) => counts[kind] === calls.length);
  if (only) {
    const who = calls.length === 1 ? 'It' : allOf(calls.length);
    return richText(clause(only, who, calls.length > 1, only === 'failed' ? triesOf(calls, retry) : ''), '.');
  }
  const clauses = NAMED.filter((kind) => counts[kind] > 0).map((kind) => {
    const of = calls.filter(({ outcome }) => outcome?.kind === kind);
    return clause(kind, named(of), of.length > 1, kind === 'failed' ? triesOf(of, retry) : '');
  });
  const { succeeded } = counts;
  const others = succeeded === 1 ? 'the other one' : `the other ${numberWord(succeeded)}`;
  return richText(
    joined(clauses, ', '),
    ...(succeeded > 0 ? ['; ', clause('succeeded', others, succeeded > 1)] : []),
    '.',
  );
}

/** The name of the figure that counts the calls with this outcome. */
function outcomeName(kind: OutcomeKind): string {
  return capital(MARK_STYLES[kind].word);
}

function verb(kind: OutcomeKind, many: boolean, stalled: boolean): string {
  switch (kind) {
    case 'timedOut':
      return 'timed out';
    case 'cancelled':
      return stalled ? 'never settled' : `${many ? 'were' : 'was'} cancelled`;
    case 'skipped':
      return 'never started';
    case 'rejected':
      return `${many ? 'were' : 'was'} rejected`;
    default:
      return kind;
  }
}

/** ` on all 3 attempts`, of a single call that has used them all. */
function triesOf(failed: readonly CallState[], { attempts }: Policy['retry']): string {
  const [alone] = failed;
  return failed.length === 1 && attempts > 1 && alone?.attempts.length === attempts ? onEach(attempts) : '';
}

/** `flaky_1 succeeded on attempt 2 of 3.` */
function retriedNote({ calls }: RunState, { retry }: Policy, reported: ReadonlySet<string>): RichText | undefined {
  const again = calls.filter(
    ({ id, outcome, attempts }) =>
      outcome?.kind === 'succeeded' && outcome.recovered === undefined && attempts.length > 1 && !reported.has(id),
  );
  const [only] = again;
  if (!only) return undefined;
  if (again.length === 1) return richText(`${clip(only.id, 40)} succeeded on ${onAttempt(only, retry)}.`);
  return richText(`${named(again)} succeeded only on a later attempt.`);
}

/** `error_1 was not retried: 401 is not transient.` Nothing of the reason where the calls have several. */
function notRetriedNote({ calls }: RunState): RichText | undefined {
  const reasons = new Set<string>();
  const refused = calls.filter(({ attempts }) => {
    const last = attempts.find(({ notRetried }) => notRetried);
    if (last?.notRetried) reasons.add(refusalText(last.notRetried, last.error));
    return last !== undefined;
  });
  if (refused.length === 0) return undefined;
  const [why] = reasons.size === 1 ? reasons : [];
  return richText(`${named(refused)} ${refused.length > 1 ? 'were' : 'was'} not retried${why ? `: ${why}` : ''}.`);
}

/** `hang_1 recovered with its fallback: it timed out after 500 ms.` */
function recoveredNote({ calls }: RunState): RichText | undefined {
  const recovered = calls.filter(({ outcome }) => outcome?.recovered !== undefined);
  const [only] = recovered;
  if (!only) return undefined;
  if (recovered.length > 1)
    return richText(figure('Recovered', recovered.length, named(recovered)), ' recovered with their fallbacks.');
  return richText(
    figure('Recovered', 1, clip(only.id, 40)),
    ` recovered with its fallback: it ${clip(only.outcome?.recovered ?? '', 60)}.`,
  );
}

/** Partial results are reported only for calls without a final result. */
function partialNote({ calls }: RunState): RichText | undefined {
  const parts = ({ attempts }: CallState) => attempts.reduce((sum, { partials = 0 }) => sum + partials, 0);
  const cut = calls.filter((call) => call.outcome?.kind !== 'succeeded' && parts(call) > 0);
  if (cut.length === 0) return undefined;
  const came = cut.reduce((sum, call) => sum + parts(call), 0);
  return richText(
    `${named(cut)} had brought `,
    figure('Partial results', came, count(came)),
    ` partial ${came === 1 ? 'result' : 'results'}.`,
  );
}

const named = (calls: readonly CallState[]) => list(calls.map(({ id }) => id));
