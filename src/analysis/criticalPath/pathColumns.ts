import type { RunState } from '../../run/fold.ts';
import { policyOf } from '../../run/policy.ts';
import { poolsOf } from '../../run/toolSettings.ts';
import type { Ms, Plan } from '../../run/types.ts';
import type { RichText } from '../format/richText.ts';
import { criticalPath, type PathSection } from './criticalPath.ts';
import { isPathStop, type PathCause, pathSentence, timeByCause } from './pathSummary.ts';

/**
 * A critical path as sent from the Worker to the page: columns with one entry per section, in time order. Cloning the
 * same sections as objects would block the page.
 */
export interface PathColumns {
  /** Start of each section, and the end of the last one: one entry more than there are sections. */
  at: Float64Array;
  /** Index of the call; -1 for overhead before the first start. */
  key: Int32Array;
  /** Index in `KINDS`. */
  kind: Uint8Array;
  /** Indices of the sections at which stepping along the path stops. */
  stops: Uint32Array;
  causes: { cause: PathCause; ms: Ms }[];
  sentence: RichText;
}

export const KINDS: readonly PathSection['kind'][] = [
  'attempt',
  'lost-attempt',
  'tail',
  'backoff',
  'rate',
  'pool',
  'pause',
  'overhead',
];

/** For a settled run; only the plan's policy and tool settings are used. */
export function pathColumns(state: RunState, plan: Plan): PathColumns {
  const path = criticalPath(state, policyOf(plan), poolsOf(plan));
  const stops: number[] = [];
  path.forEach((section, place) => {
    // A step to a shorter section would be invisible, so that the key seems to do nothing.
    if (isPathStop(section, state)) stops.push(place);
  });
  return {
    // Each section begins where the previous one ends.
    at: Float64Array.from([...path.map(({ from }) => from), path.at(-1)?.to ?? 0]),
    key: Int32Array.from(path, ({ key }) => key),
    kind: Uint8Array.from(path, ({ kind }) => KINDS.indexOf(kind)),
    stops: Uint32Array.from(stops),
    causes: timeByCause(path),
    sentence: pathSentence(path, state),
  };
}
