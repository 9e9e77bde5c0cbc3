import type { Ms } from '../run/types.ts';
import type { CallFacts, Claim, RunFacts } from './types.ts';

/** The vocabulary of claims that lessons make about a run. */

/** Tolerance for the machine's overhead: a measured run is longer than its prediction. */
const SLACK_MS = 60;
const SLACK_SHARE = 0.1;

export function isNear(value: Ms | undefined, wanted: Ms): boolean {
  return value !== undefined && Math.abs(value - wanted) <= Math.max(SLACK_MS, wanted * SLACK_SHARE);
}

export function factsOfCall(facts: RunFacts, id: string): CallFacts | undefined {
  return facts.calls.find((call) => call.id === id);
}

export const claim = (words: string, holds: Claim['holds']): Claim => ({ words, holds });

export const takes = (ms: Ms): Claim =>
  claim(`the run takes ${ms} ms`, ({ total }) => (ms === Number.POSITIVE_INFINITY ? total === ms : isNear(total, ms)));
export const under = (ms: Ms): Claim => claim(`the run takes less than ${ms} ms`, ({ total }) => total < ms);
export const peaks = (n: number): Claim => claim(`${n} run at once at the peak`, ({ peak }) => peak === n);
export const tries = (n: number): Claim => claim(`there are ${n} attempts`, ({ attempts }) => attempts === n);
/** Exactly `n` calls have this outcome. */
export const ends = (kind: CallFacts['kind'], n: number): Claim =>
  claim(
    `${n} ${n === 1 ? 'is' : 'are'} ${kind}`,
    ({ calls }) => calls.filter((call) => call.kind === kind).length === n,
  );

/** A claim about one call; false if the call does not exist. */
export const aboutCall = (id: string, words: string, holds: (call: CallFacts, facts: RunFacts) => boolean): Claim =>
  claim(`${id} ${words}`, (facts) => {
    const call = factsOfCall(facts, id);
    return call !== undefined && holds(call, facts);
  });
export const isKind = (id: string, kind: CallFacts['kind']): Claim =>
  aboutCall(id, `is ${kind}`, (call) => call.kind === kind);
export const textContains = (id: string, text: string): Claim =>
  aboutCall(id, `says “${text}”`, ({ kind, value, error }) => (kind === 'succeeded' ? value : error).includes(text));
export const startsAt = (id: string, ms: Ms): Claim =>
  aboutCall(id, `starts at ${ms} ms`, ({ start }) => isNear(start, ms));
export const endsAt = (id: string, ms: Ms): Claim => aboutCall(id, `ends at ${ms} ms`, ({ end }) => isNear(end, ms));
export const not = ({ words, holds }: Claim): Claim => claim(`not: ${words}`, (facts) => !holds(facts));
export const all = (...claims: readonly Claim[]): Claim =>
  claim(claims.map(({ words }) => words).join(', and '), (facts) => claims.every(({ holds }) => holds(facts)));

/** Ids in the order of completion. */
export const byEnd = ({ calls }: RunFacts): string[] => [...calls].sort((a, b) => a.end - b.end).map(({ id }) => id);
export const inOrder = (...ids: readonly string[]): Claim =>
  claim(`they end in the order ${ids.join(', ')}`, (facts) => byEnd(facts).join() === ids.join());
