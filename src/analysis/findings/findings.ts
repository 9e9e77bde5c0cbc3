import { foldAll } from '../../run/fold.ts';
import { poolsOf } from '../../run/toolSettings.ts';
import type { Ms, Plan, Run } from '../../run/types.ts';
import { count, duration, list } from '../format/format.ts';
import { lostBetween, resultsOf } from '../metrics/outcomes.ts';
import { callCandidates, halvedCalls } from './callCandidates.ts';
import {
  applyChange,
  type CallEdits,
  type Candidate,
  type CandidateInput,
  candidateInput,
  type FindingChange,
} from './candidate.ts';
import { concurrencyCandidates } from './concurrencyCandidates.ts';
import { failureCandidates } from './failureCandidates.ts';

/** A change that is predicted to save time. */
export interface Finding {
  action: string;
  because: string;
  change: FindingChange;
  /** Indices of the calls concerned; the first one is selected. */
  keys: readonly number[];
  /** Ms; Infinity if the run has no end without the change. */
  saves: Ms;
  /** The predicted total with the change. */
  total: Ms;
  /** Ids of the calls whose results are lost. */
  lost: readonly string[];
}

export interface Findings {
  /** The predicted total of the unchanged plan; Infinity for no end. */
  total: Ms;
  /** Changes that lose no results come first; each group is sorted by saving. */
  findings: readonly Finding[];
  /** Sentences about changes that were tried and do not help. */
  futile: readonly string[];
}

const MOST_FINDINGS = 5;
const MOST_AT_A_PRICE = 2;
const MOST_FUTILE = 3;
/** Budget of predicted calls per analysis, over all what-ifs: 10,000 calls allow six. */
const PREDICTED_CALLS = 60_000;
const MOST_WHAT_IFS = 28;
/** A saving must exceed both, otherwise timer jitter would hide it. */
const WORTH_MS = 1;
const WORTH_SHARE = 0.01;
/** Of two changes with one knob, the milder one suffices if it saves this share of the stronger one's saving. */
const AS_GOOD = 0.99;

/**
 * Tries changes of a plan and reports those that save time and those that do not.
 *
 * Method: the critical path yields candidates (`candidatesOf`); each one is applied to a copy of the plan and predicted
 * with the same seed; the difference of the totals is the saving. Nothing is reported without a prediction.
 *
 *   plan      |======= slow =======|      total
 *   what-if   |=== slow ===|              saves |=======|
 *
 * @param run the prediction of `plan`
 * @param predict may reject to cancel the analysis
 */
export async function findingsOf(
  plan: Plan,
  run: Run,
  edits: CallEdits,
  predict: (plan: Plan) => Promise<Run>,
): Promise<Findings> {
  const input = candidateInput(plan, foldAll(run.events), edits);
  const total = totalOf(run);
  const before = resultsOf(run.outcomes);
  let left = Math.min(MOST_WHAT_IFS, Math.floor(PREDICTED_CALLS / Math.max(1, plan.calls.length)));

  async function predictChange(change: FindingChange): Promise<{ total: Ms; saves: Ms; lost: string[] } | undefined> {
    if (left-- <= 0) return undefined;
    const other = await predict(applyChange(plan, change));
    const then = totalOf(other);
    const lost = lostBetween(before, resultsOf(other.outcomes)).map((key) => run.outcomes[key]?.id ?? '');
    return { total: then, saves: total === then ? 0 : total - then, lost };
  }

  const isWorth = (saves: Ms) => saves > WORTH_MS && saves > (Number.isFinite(total) ? total : 0) * WORTH_SHARE;
  // A run that never ends stays infinite whatever is shortened off the path.
  const others = Number.isFinite(total) ? await offPathSentences(input, predictChange) : [];
  const good: PredictedCandidate[] = [];
  const futile: string[] = [];
  for (const candidate of candidatesOf(input)) {
    const answer = await predictChange(candidate.change);
    if (!answer) break;
    if (isWorth(answer.saves) && candidate.action !== '') good.push({ candidate, ...answer });
    else if (answer.lost.length === 0 && Number.isFinite(total))
      futile.push(...futileSentences(candidate, answer.saves));
  }
  return {
    total,
    findings: ranked(good).map(({ candidate: { action, because, change, keys }, ...answer }) => ({
      action,
      because,
      change,
      keys,
      ...answer,
    })),
    futile: [...others, ...futile].slice(0, MOST_FUTILE),
  };
}

/**
 * Policy changes first, because a setting is easier to change than a tool. The mildest candidate of each knob comes
 * before the second of any.
 */
function candidatesOf(input: CandidateInput): Candidate[] {
  const turns = new Map<string, number>();
  return [...concurrencyCandidates(input), ...failureCandidates(input), ...callCandidates(input)]
    .map((candidate) => {
      const turn = turns.get(candidate.setting) ?? 0;
      turns.set(candidate.setting, turn + 1);
      return { candidate, turn };
    })
    .sort((a, b) => a.turn - b.turn)
    .map(({ candidate }) => candidate);
}

function totalOf({ makespan, stalled }: Run): Ms {
  return stalled ? Number.POSITIVE_INFINITY : makespan;
}

/** A candidate with its prediction. */
interface PredictedCandidate extends Pick<Finding, 'saves' | 'total' | 'lost'> {
  candidate: Candidate;
}

function ranked(good: readonly PredictedCandidate[]): PredictedCandidate[] {
  const isFree = ({ lost, candidate }: PredictedCandidate) => lost.length === 0 && !candidate.changesMeaning;
  const free = bySaving(mildest(good.filter(isFree)));
  const most = Math.max(0, ...free.map(({ saves }) => saves));
  // A change with a price must save more than those without.
  const priced = bySaving(mildest(good.filter((one) => !isFree(one) && one.saves > most)));
  const cheap = free.slice(0, MOST_FINDINGS - Math.min(1, priced.length));
  return [...cheap, ...priced.slice(0, Math.min(MOST_AT_A_PRICE, MOST_FINDINGS - cheap.length))];
}

/**
 * Sorted by the remaining total, which also ranks changes that end an endless run. Rounded to whole ms, so that equal
 * ones keep their order.
 */
function bySaving(judged: readonly PredictedCandidate[]): PredictedCandidate[] {
  return judged.toSorted((a, b) => Math.round(a.total) - Math.round(b.total));
}

/** Per knob the mildest candidate that saves anything, and the mildest of those that save most. */
function mildest(judged: readonly PredictedCandidate[]): PredictedCandidate[] {
  return judged.filter((one) => {
    const same = judged.filter(({ candidate }) => candidate.setting === one.candidate.setting);
    const most = Math.max(...same.map(({ saves }) => saves));
    return one === same[0] || one === same.find(({ saves }) => saves >= most * AS_GOOD);
  });
}

/** Reports changes that save nothing; small savings are not mentioned. */
function futileSentences({ futile, futileBecause = '' }: Candidate, saves: Ms): string[] {
  if (!futile || saves > WORTH_MS) return [];
  if (saves < -WORTH_MS) return [`${futile} would take ${duration(-saves)} longer.`];
  return [`${futile} saves 0 ms${futileBecause}.`];
}

/** Up to this many calls are tried one by one if shortening them together saves something. */
const MOST_ALONE = 6;

/** Halves all calls off the critical path, first together and then one by one. */
async function offPathSentences(
  input: CandidateInput,
  predictChange: (change: FindingChange) => Promise<{ saves: Ms } | undefined>,
): Promise<string[]> {
  const { path, plan, state, policy } = input;
  const on = new Set(path.map(({ key }) => key));
  const change = halvedCalls(
    input,
    plan.calls.flatMap((_, key) => (on.has(key) || !state.calls[key]?.attempts.length ? [] : key)),
  );
  const off = change.calls ?? [];
  if (off.length === 0) return [];
  const isNothing = (answer: { saves: Ms } | undefined) => answer !== undefined && Math.abs(answer.saves) <= WORTH_MS;
  const together = isNothing(await predictChange(change));
  const { limit, rate } = policy;
  // If nothing waits for a slot or a rate, a shorter call never makes a run longer, so a result for all of them holds
  // for each.
  const free = limit === null && rate === null && Object.keys(poolsOf(plan)).length === 0;
  if (together && off.length > 1 && free)
    return [`Shortening any of the other ${count(off.length)} calls, even all of them, saves 0 ms.`];
  if (off.length > MOST_ALONE)
    return together ? [`Shortening all the other ${count(off.length)} calls together saves 0 ms.`] : [];
  const idle: string[] = [];
  for (const one of off) if (isNothing(await predictChange({ calls: [one] }))) idle.push(plan.calls[one[0]]?.id ?? '');
  if (idle.length === 0) return [];
  const names =
    idle.length === off.length && idle.length > 3 ? `any of the other ${count(idle.length)} calls` : oneOf(idle);
  return [`Shortening ${names} saves 0 ms.`];
}

/** `a, b or c`. */
function oneOf(ids: readonly string[]): string {
  return ids.length > 3
    ? `${list(ids.slice(0, 1))} or any of ${count(ids.length - 1)} others`
    : list(ids).replace(/ and (?=[^ ]*$)/, ' or ');
}
