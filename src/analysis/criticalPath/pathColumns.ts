import type { RunState } from '../../run/fold.ts';
import { policyOf } from '../../run/policy.ts';
import { poolsOf } from '../../run/toolSettings.ts';
import type { Ms, Plan } from '../../run/types.ts';
import type { RichText } from '../format/richText.ts';
import { criticalPath, type Section } from './criticalPath.ts';
import { isStretch, type PathCause, timeByCause, whySentence } from './pathSummary.ts';

/**
 * A critical path as it goes from thread to thread: columns, one place for each section, in time order. The same
 * sections as objects would hold the page up when it takes them in.
 */
export interface PathColumns {
  /** When each begins, and behind the last its end: one more than there are sections. */
  at: Float64Array;
  /** The call in the log; -1 for overhead before the first start. */
  key: Int32Array;
  /** Place in `KINDS`. */
  kind: Uint8Array;
  /** Places of those that a step along the path stops at. */
  stops: Uint32Array;
  causes: { cause: PathCause; ms: Ms }[];
  sentence: RichText;
}

export const KINDS: readonly Section['kind'][] = [
  'attempt',
  'lost-attempt',
  'tail',
  'backoff',
  'rate',
  'pause',
  'overhead',
];

/** Of a run that has settled; of the plan only its policy and its tools' settings count. */
export function pathColumns(state: RunState, plan: Plan): PathColumns {
  const path = criticalPath(state, policyOf(plan), poolsOf(plan));
  const stops: number[] = [];
  path.forEach((section, place) => {
    // A step to anything shorter would look like a key that does nothing.
    if (isStretch(section, state)) stops.push(place);
  });
  return {
    // Each begins where the one before it ends.
    at: Float64Array.from([...path.map(({ from }) => from), path.at(-1)?.to ?? 0]),
    key: Int32Array.from(path, ({ key }) => key),
    kind: Uint8Array.from(path, ({ kind }) => KINDS.indexOf(kind)),
    stops: Uint32Array.from(stops),
    causes: timeByCause(path),
    sentence: whySentence(path, state),
  };
}
