import type { Ms, Policy } from '../../run/types.ts';
import { callCount, clip, duration, list, numberWord, percent } from '../format/format.ts';
import { figure, type RichText, richText } from '../format/richText.ts';
import type { Pools } from '../metrics/makespanBound.ts';
import { nearly, type Proof } from '../metrics/proof.ts';
import { policyPhrase } from './policyPhrase.ts';

/**
 * The texts shown before a run has settled. The verdict on a settled run is in `verdict.ts`, which is loaded with the
 * first run.
 */

export const NOTHING_YET = 'Nothing to run yet. Add a fast call and a slow call to begin.';
export const TOTAL_UNKNOWN = 'press Run to measure';
export const EDITED = 'edited since the last run';

export interface QuestionContext {
  policy: Policy;
  /** Concurrency limits of single tools. */
  pools?: Pools | undefined;
  /** The user's guess of the total, set on the Total row. */
  guessMs?: Ms | undefined;
  /** The page offers a timeout setting; without it the text does not recommend one. */
  canTimeout?: boolean | undefined;
}

/**
 * The question that the page shows before a run.
 *
 * @param predicted proof of the predicted run; without it only the number of calls is known
 */
export function question(calls: number, predicted: Proof | undefined, context: QuestionContext): RichText {
  if (calls === 0) return richText(NOTHING_YET);
  const { policy, pools, guessMs, canTimeout } = context;
  if (predicted?.noEnd) return richText(neverEndsSentence(predicted), ' ', canTimeout ? advice(policy) : STOP_IT);
  const guessText =
    guessMs !== undefined && richText('Your guess: ', figure('Your guess', guessMs, duration(guessMs)), '. Press Run.');
  if (calls === 1)
    return richText('One call: nothing to run beside it. ', guessText || 'Add another, or run it as it is.');
  const work = workOf(predicted, policy);
  const opening = richText(
    figure('Calls', calls, callCount(calls)),
    ...(work === undefined ? [] : [', ', figure('Work', work, duration(work)), ' of work']),
    '. ',
  );
  return richText(opening, guessText || `${policyPhrase(policy, calls, pools)}, how long will they take?`);
}

/** The setting that would end a run that never ends. */
function advice({ timeoutMs, slotOnTimeout }: Policy): string {
  if (timeoutMs === null) return 'Add a timeout.';
  return slotOnTimeout === 'hold' ? 'Let a timeout release the slot, or set a deadline.' : 'Set a deadline.';
}

const STOP_IT = 'Run it, and press Stop when you have seen enough.';

/**
 * The work of all calls; `undefined` where it is not what the calls themselves need: a blocking call lengthens the
 * attempts of the others, which does not happen one by one.
 */
function workOf(proof: Proof | undefined, { onError, deadlineMs }: Policy): Ms | undefined {
  if (!proof?.work) return undefined;
  const { work, oneByOne = Number.POSITIVE_INFINITY } = proof;
  const whole = onError === 'collect' && deadlineMs === null;
  return whole && work > oneByOne && !nearly(work, oneByOne) ? undefined : work;
}

/** `hang_1 never ends, so the run never ends.` */
export function neverEndsSentence({ segments, unstarted }: Proof): string {
  const ids = segments.filter((segment) => segment.duration === Number.POSITIVE_INFINITY).map(({ id }) => id);
  const blocked =
    unstarted > 0
      ? `, and ${numberWord(unstarted)} behind ${ids.length > 1 ? 'them' : 'it'} never ${unstarted > 1 ? 'start' : 'starts'}`
      : '';
  if (ids.length === 0)
    return `${callCount(unstarted)} never ${unstarted > 1 ? 'start' : 'starts'}, so the run never ends.`;
  return `${list(ids)} never ${ids.length > 1 ? 'end' : 'ends'}${blocked}, so the run never ends.`;
}

/** @param share loaded part of the engine, 0..1 */
export function loadingSentence(share?: number): RichText {
  return richText(share === undefined ? 'Loading the engine' : `Loading the engine, ${percent(share)}`);
}

/** @param why the message of the error */
export function startFailureSentence(why: string): RichText {
  return richText(`The run could not start. ${clip(why, 300)}`);
}
