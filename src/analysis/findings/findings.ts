import { foldAll } from '../../run/fold.ts';
import { poolsOf } from '../../run/toolSettings.ts';
import type { Ms, Outcome, Plan, Run } from '../../run/types.ts';
import { count, duration, list } from '../format/format.ts';
import { halved, ofCalls } from './callCandidates.ts';
import {
  type CallEdits,
  type Candidate,
  type CandidateInput,
  changed,
  type FindingChange,
  factsOf,
} from './candidate.ts';
import { ofWidth } from './concurrencyCandidates.ts';
import { ofEndings } from './failureCandidates.ts';

/** A change that is predicted to save time. */
export interface Finding {
  action: string;
  because: string;
  change: FindingChange;
  /** The calls that it is about, the one to look at first. */
  keys: readonly number[];
  /** Ms; Infinity where the run has no end without it. */
  saves: Ms;
  /** The total with it, as predicted. */
  total: Ms;
  /** Ids of the calls whose result it gives up. */
  lost: readonly string[];
}

export interface Findings {
  /** The total without any of them, as predicted; Infinity for no end. */
  total: Ms;
  /** Those that give nothing up come first; within both, by what they save. */
  findings: readonly Finding[];
  /** Sentences on what was tried and does not help. */
  futile: readonly string[];
}

const MOST_FINDINGS = 5;
const MOST_AT_A_PRICE = 2;
const MOST_FUTILE = 3;
/** So many calls are predicted again for one answer, all what-ifs together: 10,000 calls leave room for six. */
const PREDICTED_CALLS = 60_000;
const MOST_WHAT_IFS = 28;
/** Saving less than both of them is nothing: what a timer's jitter would hide. */
const WORTH_MS = 1;
const WORTH_SHARE = 0.01;
/** Of two changes of one knob the milder is as good when it saves nearly as much. */
const AS_GOOD = 0.99;

/**
 * What would save time, and what would not: each proposal is predicted with the same seed and nothing is said that was
 * not. `run`: the prediction of `plan`. `predict` may reject to give up.
 */
export async function findingsOf(
  plan: Plan,
  run: Run,
  edits: CallEdits,
  predict: (plan: Plan) => Promise<Run>,
): Promise<Findings> {
  const facts = factsOf(plan, foldAll(run.events), edits);
  const total = totalOf(run);
  let left = Math.min(MOST_WHAT_IFS, Math.floor(PREDICTED_CALLS / Math.max(1, plan.calls.length)));

  async function tried(change: FindingChange): Promise<{ total: Ms; saves: Ms; lost: string[] } | undefined> {
    if (left-- <= 0) return undefined;
    const other = await predict(changed(plan, change));
    const then = totalOf(other);
    return { total: then, saves: total === then ? 0 : total - then, lost: lostIn(run.outcomes, other.outcomes) };
  }

  const isWorth = (saves: Ms) => saves > WORTH_MS && saves > (Number.isFinite(total) ? total : 0) * WORTH_SHARE;
  // What never ends is as long whatever is done beside it.
  const others = Number.isFinite(total) ? await offPath(facts, tried) : [];
  const good: Judged[] = [];
  const futile: string[] = [];
  for (const candidate of candidatesOf(facts)) {
    const answer = await tried(candidate.change);
    if (!answer) break;
    if (isWorth(answer.saves) && candidate.action !== '') good.push({ candidate, ...answer });
    else if (answer.lost.length === 0 && Number.isFinite(total)) futile.push(...said(candidate, answer.saves));
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

/** Policies first: a setting is changed sooner than a tool. The mildest of each knob comes before the second of any. */
function candidatesOf(facts: CandidateInput): Candidate[] {
  const turns = new Map<string, number>();
  return [...ofWidth(facts), ...ofEndings(facts), ...ofCalls(facts)]
    .map((candidate) => {
      const turn = turns.get(candidate.knob) ?? 0;
      turns.set(candidate.knob, turn + 1);
      return { candidate, turn };
    })
    .sort((a, b) => a.turn - b.turn)
    .map(({ candidate }) => candidate);
}

function totalOf({ makespan, stalled }: Run): Ms {
  return stalled ? Number.POSITIVE_INFINITY : makespan;
}

/** Those whose own result was there, and is not or is only a fallback's. */
function lostIn(before: readonly Outcome[], after: readonly Outcome[]): string[] {
  return before.filter((one, key) => worthOf(one) > worthOf(after[key])).map(({ id }) => id);
}

function worthOf(outcome: Outcome | undefined): number {
  if (outcome?.kind !== 'succeeded') return 0;
  return outcome.recovered === undefined ? 2 : 1;
}

/** A candidate and what its prediction says. */
interface Judged extends Pick<Finding, 'saves' | 'total' | 'lost'> {
  candidate: Candidate;
}

function ranked(good: readonly Judged[]): Judged[] {
  const isFree = ({ lost, candidate }: Judged) => lost.length === 0 && !candidate.atAPrice;
  const free = bySaving(mildest(good.filter(isFree)));
  const most = Math.max(0, ...free.map(({ saves }) => saves));
  // Paid for, it must save more than what is free.
  const priced = bySaving(mildest(good.filter((one) => !isFree(one) && one.saves > most)));
  const cheap = free.slice(0, MOST_FINDINGS - Math.min(1, priced.length));
  return [...cheap, ...priced.slice(0, Math.min(MOST_AT_A_PRICE, MOST_FINDINGS - cheap.length))];
}

/** By the total that is left, which also ranks those that end what had no end. Whole milliseconds: equal ones keep their order. */
function bySaving(judged: readonly Judged[]): Judged[] {
  return judged.toSorted((a, b) => Math.round(a.total) - Math.round(b.total));
}

/** Of each knob the mildest that saves anything, and the mildest of those that save most. */
function mildest(judged: readonly Judged[]): Judged[] {
  return judged.filter((one) => {
    const same = judged.filter(({ candidate }) => candidate.knob === one.candidate.knob);
    const most = Math.max(...same.map(({ saves }) => saves));
    return one === same[0] || one === same.find(({ saves }) => saves >= most * AS_GOOD);
  });
}

/** Little is not nothing, and neither is worth a word. */
function said({ futile, futileBecause = '' }: Candidate, saves: Ms): string[] {
  if (!futile || saves > WORTH_MS) return [];
  if (saves < -WORTH_MS) return [`${futile} would take ${duration(-saves)} longer.`];
  return [`${futile} saves 0 ms${futileBecause}.`];
}

/** So many are tried one by one when together they do save something. */
const MOST_ALONE = 6;

/** All calls that the path does not touch, in half their time: together, or else one by one. */
async function offPath(
  facts: CandidateInput,
  tried: (change: FindingChange) => Promise<{ saves: Ms } | undefined>,
): Promise<string[]> {
  const { path, plan, state, policy } = facts;
  const on = new Set(path.map(({ key }) => key));
  const change = halved(
    facts,
    plan.calls.flatMap((_, key) => (on.has(key) || !state.calls[key]?.attempts.length ? [] : key)),
  );
  const off = change.calls ?? [];
  if (off.length === 0) return [];
  const isNothing = (answer: { saves: Ms } | undefined) => answer !== undefined && Math.abs(answer.saves) <= WORTH_MS;
  const together = isNothing(await tried(change));
  const { limit, rate } = policy;
  // Where nothing waits for a slot or a turn, a shorter call never makes a longer run: together means each of them too.
  const free = limit === null && rate === null && Object.keys(poolsOf(plan)).length === 0;
  if (together && off.length > 1 && free)
    return [`Shortening any of the other ${count(off.length)} calls, even all of them, saves 0 ms.`];
  if (off.length > MOST_ALONE)
    return together ? [`Shortening all the other ${count(off.length)} calls together saves 0 ms.`] : [];
  const idle: string[] = [];
  for (const one of off) if (isNothing(await tried({ calls: [one] }))) idle.push(plan.calls[one[0]]?.id ?? '');
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
