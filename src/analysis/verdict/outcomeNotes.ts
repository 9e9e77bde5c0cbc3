import type { CallState } from '../../run/callState.ts';
import type { RunState } from '../../run/fold.ts';
import { wasCancelledByUser } from '../../run/interventions.ts';
import type { Policy } from '../../run/types.ts';
import { allOf, capital, clip, count, list, numberWord } from '../format/format.ts';
import { refusalText } from '../format/refusalText.ts';
import { type RichText, richText } from '../format/richText.ts';
import type { EarlyEnd } from '../metrics/earlyEnd.ts';
import { abandonedNotes } from './earlyEndText.ts';
import { onAttempt, onEach, type Reason } from './reason.ts';

/**
 * How the calls ended, as far as the reason in the main sentence does not say it. Empty if all calls succeeded at the
 * first attempt.
 */
export function outcomeNotes(
  state: RunState,
  policy: Policy,
  early: EarlyEnd | undefined,
  { told = [], still = false }: Reason,
): RichText[] {
  const known = new Set(told);
  const notes = [
    early ? beforeNote(early) : endsNote(state, policy, known),
    retriedNote(state, policy, known),
    notRetriedNote(state),
    recoveredNote(state),
    ...abandonedNotes(state, still ? told : []),
    partialNote(state),
  ];
  return notes.filter((note) => note !== undefined);
}

function beforeNote({ before, by }: EarlyEnd): RichText | undefined {
  if (by === 'success' || before.length === 0) return undefined;
  return richText(`${list(before)} had succeeded before.`);
}

/** `error_1 failed; the other three succeeded.` */
function endsNote(
  { calls, stalled }: RunState,
  { retry }: Policy,
  reported: ReadonlySet<string>,
): RichText | undefined {
  const of = (kind: string) => calls.filter(({ outcome }) => outcome?.kind === kind);
  const unreported = (kind: string) => of(kind).filter(({ id }) => !reported.has(id));
  const succeeded = of('succeeded').length;
  const failed = of('failed');
  const rejected = of('rejected');
  const timedOut = of('timedOut');
  const cancelled = stalled ? [] : of('cancelled');
  const byRun = cancelled.filter(({ outcome }) => !wasCancelledByUser(outcome));
  const bad = failed.length + rejected.length + timedOut.length + cancelled.length;
  if (bad === 0) return undefined;
  if (failed.length === calls.length)
    return richText(calls.length === 1 ? 'It failed.' : `${allOf(calls.length)} failed.`);
  const alone = failed.length === 1 ? (failed[0] as CallState) : undefined;
  const tries = alone && alone.attempts.length > 1 && alone.attempts.length === retry.attempts;
  const clauses = [
    failed.length > 0 && `${named(failed)} failed${tries ? onEach(retry.attempts) : ''}`,
    rejected.length > 0 && `${named(rejected)} ${rejected.length > 1 ? 'were' : 'was'} rejected`,
    unreported('timedOut').length > 0 && `${named(unreported('timedOut'))} timed out`,
    // Calls that the user cancelled are in the intervention notes.
    byRun.length > 0 && `${named(byRun)} ${byRun.length > 1 ? 'were' : 'was'} cancelled`,
  ].filter(Boolean);
  const all = succeeded + bad === calls.length;
  const others = `${all ? 'the other ' : ''}${succeeded === 1 ? 'one' : numberWord(succeeded)} succeeded`;
  if (clauses.length === 0) return succeeded === 0 ? undefined : richText(`${capital(others)}.`);
  return richText(`${clauses.join(', ')}${succeeded > 0 ? `; ${others}` : ''}.`);
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
  if (recovered.length > 1) return richText(`${named(recovered)} recovered with their fallbacks.`);
  return richText(`${clip(only.id, 40)} recovered with its fallback: it ${clip(only.outcome?.recovered ?? '', 60)}.`);
}

/** Partial results are reported only for calls without a final result. */
function partialNote({ calls }: RunState): RichText | undefined {
  const parts = ({ attempts }: CallState) => attempts.reduce((sum, { partials = 0 }) => sum + partials, 0);
  const cut = calls.filter((call) => call.outcome?.kind !== 'succeeded' && parts(call) > 0);
  if (cut.length === 0) return undefined;
  const came = cut.reduce((sum, call) => sum + parts(call), 0);
  return richText(`${named(cut)} had brought ${count(came)} partial ${came === 1 ? 'result' : 'results'}.`);
}

const named = (calls: readonly CallState[]) => list(calls.map(({ id }) => id));
