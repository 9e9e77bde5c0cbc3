import type { RunState } from '../../run/fold.ts';
import { wasSteered } from '../../run/interventions.ts';
import { strategyLabel, strategyOf } from '../../run/strategies.ts';
import type { Disturbance, Ms, Policy } from '../../run/types.ts';
import { allOf, clip, count, duration, exact, list, numberWord, small, times } from '../format/format.ts';
import { figure, type RichText, richText, type TextPart } from '../format/richText.ts';
import { type Blocked, type Blocks, blockedBy } from '../metrics/blocking.ts';
import { type EarlyEnd, endedEarly } from '../metrics/earlyEnd.ts';
import type { Pools } from '../metrics/makespanBound.ts';
import { nearly, type Proof } from '../metrics/proof.ts';
import { earlyEndSentence } from './earlyEndText.ts';
import { guessNote } from './guessNote.ts';
import { interventionNotes } from './interventionNotes.ts';
import { outcomeNotes, outcomeSummary } from './outcomeNotes.ts';
import { orderText } from './policyPhrase.ts';
import { NOTHING_YET, neverEndsSentence } from './question.ts';
import { type Reason, reasonFor } from './reason.ts';

/**
 * The verdict on a settled run. Its parts are in the files beside this one: `reason` (why it took so long),
 * `earlyEndText` (what ended it early), `outcomeNotes` (how the calls ended), `interventionNotes` (what the user
 * changed meanwhile); `question` has the texts shown before a run. Each number in a sentence comes from the proof or
 * the log passed with it. A sentence names a cause only if the log proves it.
 */

export interface VerdictContext {
  policy: Policy;
  /** Concurrency limits of single tools. */
  pools?: Pools | undefined;
  /** Total of the same plan without a limit; used for a run at limit 1. */
  allAtOnceMs?: Ms | undefined;
  guessMs?: Ms | undefined;
  end?: 'stopped' | 'killed' | undefined;
  disturbedBy?: Disturbance | undefined;
  /** The run repeated only calls that had failed before. */
  rerun?: boolean | undefined;
  blocks?: Blocks | undefined;
}

export interface Verdict {
  sentence: RichText;
  /** Smaller lines below the sentence: why sum and one by one differ, failed calls, the guess. */
  notes: RichText[];
}

export function verdict(state: RunState, proof: Proof, context: VerdictContext): Verdict {
  if (proof.calls === 0) return { sentence: richText(NOTHING_YET), notes: [] };
  if (proof.cutShort)
    return {
      sentence: stoppedSentence(state, proof, context.end),
      notes: [...interventionNotes(state, context.policy), outcomeSummary(state, context.policy)],
    };
  const blocked =
    context.policy.limit !== 1 && context.blocks ? blockedBy(state, context.policy, context.blocks) : undefined;
  const early = endedEarly(state, context.policy);
  const reason = reasonFor({ state, proof, policy: context.policy, pools: context.pools });
  const notes = [
    ...interventionNotes(state, context.policy),
    otherResultsNote(proof, context),
    ...(context.rerun ? [] : outcomeNotes(state, context.policy, early ? NO_REASON : reason)),
    differNote(state, proof, context, blocked, early),
    disturbedNote(state, proof, context),
    guessNote(proof, context.guessMs),
  ];
  const sentence = mainSentence(state, proof, context, { blocked, early, reason });
  return { sentence, notes: notes.filter((note) => note !== undefined) };
}

/** A sentence about an early end contains no reason. */
const NO_REASON: Reason = { text: [] };

interface Causes {
  blocked: Blocked | undefined;
  early: EarlyEnd | undefined;
  reason: Reason;
}

function mainSentence(state: RunState, proof: Proof, context: VerdictContext, causes: Causes): RichText {
  const { total = 0, slowest } = proof;
  const { blocked, early, reason } = causes;
  const { policy } = context;
  if (proof.noEnd) return richText(neverEndsSentence(proof));
  if (early) return earlyEndSentence(early, total, policy);
  if (!slowest)
    return richText(
      `Nothing ran: ${proof.calls === 1 ? 'the call was' : `${allOf(proof.calls).toLowerCase()} were`} rejected.`,
    );
  const took = totalText(duration(total), total);
  const lost = lostToDisturbance(state, proof);
  if (lost > 0)
    return richText(
      'Took ',
      took,
      ', ',
      figure('Lost to disturbance', lost, duration(lost)),
      ` of it because ${DISTURBED[context.disturbedBy ?? 'late-timer']}. Run again for a clean proof.`,
    );
  if (context.rerun) return rerunSentence(state, took);
  if (wasSteered(state))
    return richText(callsThatRan(state), ' took ', took, ', steered by hand, so compared with no prediction.');
  if (proof.calls === 1) return oneCallSentence(state, took, reason);
  if (blocked)
    return richText(
      `${list(blocked.ids)} held the thread for `,
      figure('Thread held', blocked.ms, duration(blocked.ms)),
      ': nothing else could start or finish. ',
      callsThatRan(state),
      ' took ',
      took,
      '.',
      speedUpClause(proof),
    );

  const strategy = strategyOf(policy);
  if (strategy.kind === 'one-by-one') return oneByOneSentence(proof, context, reason);
  const named =
    strategy.kind === 'all-at-once' || strategy.kind === 'custom' ? callsThatRan(state) : strategyLabel(strategy);
  const order = orderText(policy, context.pools);
  const opening = richText(
    order ? `${named}, ${order},` : named,
    ' took ',
    reason.exact ? totalText(exact(total), total) : took,
    ': ',
    reason.text,
    '.',
  );
  if (strategy.kind !== 'all-at-once' || proof.speedUp === undefined) return richText(opening, speedUpClause(proof));
  return richText(opening, ' One by one: ', oneByOneText(proof.oneByOne), '. ', speedUp(proof), '.');
}

const totalText = (text: string, total: Ms): TextPart => ({ ...figure('Total', total, text), strong: true });
const oneByOneText = (ms: Ms = 0) => figure('One by one', ms, duration(ms));

/** `The two failed calls again took 1.00 s: one succeeded, one did not.` */
function rerunSentence({ calls }: RunState, took: TextPart): RichText {
  const n = calls.length;
  const succeeded = calls.filter(({ outcome }) => outcome?.kind === 'succeeded').length;
  const which = n === 1 ? `${clip(calls[0]?.id ?? '', 40)} again` : `The ${numberWord(n)} failed calls again`;
  const failed = n - succeeded;
  const all = n === 1 ? 'it' : n === 2 ? 'both' : 'all';
  const ended =
    failed === 0
      ? `${all} succeeded`
      : succeeded === 0
        ? `${all} failed again`
        : `${numberWord(succeeded)} succeeded, ${numberWord(failed)} failed again`;
  return richText(which, ' took ', took, ': ', figure('Succeeded', succeeded, ended), '.');
}

function oneCallSentence(state: RunState, took: TextPart, { text, told }: Reason): RichText {
  return richText(
    'One call: nothing to run beside it. It took ',
    took,
    told?.includes(state.calls[0]?.id ?? '') ? richText(': ', text, '.') : '.',
  );
}

function oneByOneSentence(
  { total = 0, sum = 0, bound }: Proof,
  { allAtOnceMs, policy }: VerdictContext,
  { text }: Reason,
): RichText {
  const apart = richText(
    figure('Difference from the sum', total - sum, small(total - sum)),
    ` ${total > sum ? 'more' : 'less'} than the sum`,
  );
  const beside =
    allAtOnceMs === undefined ? [] : [' All at once: ', figure('All at once', allAtOnceMs, duration(allAtOnceMs)), '.'];
  // A backoff frees its slot. A rate limit delays calls even at limit 1.
  const waits = total > sum && (policy.rate !== null || bound?.by === 'rate') ? text : apart;
  return richText(
    'One by one took ',
    totalText(duration(total), total),
    ': ',
    nearly(total, sum) ? 'the sum' : waits,
    '.',
    ...beside,
  );
}

/** `All four`; if some calls were rejected, only those that ran: `The three that ran`. */
function callsThatRan({ calls }: RunState): string {
  const ran = calls.filter(({ attempts }) => attempts.length > 0).length;
  if (ran === calls.length) return allOf(ran);
  return ran === 1 ? 'The one that ran' : `The ${numberWord(ran)} that ran`;
}

/** `2.2× faster`, `No faster`, `1.3× slower`. */
function speedUp({ speedUp: ratio = 1 }: Proof): TextPart {
  const text = ratio >= 1.05 ? `${times(ratio)} faster` : ratio > 1 / 1.05 ? 'No faster' : `${times(1 / ratio)} slower`;
  return { ...figure('Speed-up', ratio, text), strong: true };
}

function speedUpClause(proof: Proof): RichText {
  return proof.speedUp === undefined ? [] : richText(' ', speedUp(proof), ' than one by one.');
}

const DISTURBED: Record<Disturbance, string> = {
  'hidden-tab': 'this tab was hidden',
  'long-task': 'something else held the thread',
  'late-timer': 'timers came late on this machine',
};

function stoppedSentence({ calls }: RunState, { total = 0 }: Proof, end: VerdictContext['end']): RichText {
  const lost = calls.filter(({ outcome }) => outcome?.kind === 'cancelled').length;
  const ended = richText(figure('Done', calls.length - lost, count(calls.length - lost)), ' done, ');
  const at = totalText(total < 9.5 ? '0.00 s' : duration(total), total);
  const rest = figure(end === 'killed' ? 'Lost' : 'Cancelled', lost, count(lost));
  if (end !== 'killed') return richText('Stopped at ', at, ': ', ended, rest, ' cancelled.');
  return richText('Stopped at ', at, ': the engine did not answer, so it was ended. ', ended, rest, ' lost.');
}

/** Explains why the sum of the own durations differs from the total at limit 1, if they differ by more than 2 %. */
function differNote(
  state: RunState,
  { sum = 0, oneByOne, noEnd, steered }: Proof,
  { policy }: VerdictContext,
  blocked: Blocked | undefined,
  early: EarlyEnd | undefined,
): RichText | undefined {
  // At limit 1 the main sentence explains the difference.
  if (steered || oneByOne === undefined || noEnd || policy.limit === 1 || nearly(sum, oneByOne)) return undefined;
  const opening = richText(
    'The sum is ',
    figure('Sum', sum, duration(sum)),
    ', one by one ',
    oneByOneText(oneByOne),
    ': ',
  );
  if (sum > oneByOne && blocked)
    return richText(
      opening,
      `while ${list(blocked.ids)} held the thread, the others could not end, and their own durations grew.`,
    );
  if (sum > oneByOne && state.calls.some(({ attempts }) => attempts.some(({ backoffMs }) => backoffMs)))
    return richText(opening, 'one by one, other calls run during a backoff.');
  if (early) return richText(opening, 'one by one, the run is ended at another point.');
  if (policy.deadlineMs !== null && nearly(oneByOne, policy.deadlineMs))
    return richText(opening, 'one by one, the deadline ends the run.');
  if (policy.rate && oneByOne > sum) return richText(opening, 'one by one, the calls wait for the rate too.');
  return richText(opening, 'the calls took other times in this run than they do one by one.');
}

/** Explains the missing speed-up of a run that has other results than one by one. */
function otherResultsNote({ results }: Proof, { policy }: VerdictContext): RichText | undefined {
  // At limit 1 there is nothing to compare with.
  if (results === undefined || results === 'same' || policy.limit === 1) return undefined;
  return richText(
    `No speed-up is counted: ${results === 'fewer' ? 'skipping work isn’t saving time' : 'one by one, fewer calls succeed'}.`,
  );
}

/** The part of the disturbances that made the run longer; 0 if that is under 10 ms or under 1 % of the total. */
function lostToDisturbance({ disturbedMs }: RunState, { total = 0, overhead = disturbedMs }: Proof): Ms {
  const lost = Math.min(disturbedMs, overhead);
  return lost >= Math.max(10, total * 0.01) ? lost : 0;
}

/** Reports a disturbance that did not make the run longer. */
function disturbedNote(
  state: RunState,
  proof: Proof,
  { disturbedBy = 'late-timer' }: VerdictContext,
): RichText | undefined {
  if (state.disturbedMs < 10 || lostToDisturbance(state, proof) > 0) return undefined;
  return richText(
    'For ',
    figure('Disturbed', state.disturbedMs, duration(state.disturbedMs)),
    ` ${DISTURBED[disturbedBy]}; the total is no longer for it.`,
  );
}
