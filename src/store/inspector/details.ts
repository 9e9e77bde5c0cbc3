import { type CallDetails, callDetails } from '../../analysis/log/callDetails.ts';
import type { CallState } from '../../run/callState.ts';
import type { Ms, RunEvent, ToolCall } from '../../run/types.ts';
import { memoizeLast } from '../memo.ts';
import { selectDocument } from '../plan/document.ts';
import { stateAt } from '../run/playhead.ts';
import { foldOf, placeOf, selectGhostCall, selectPlannedMs, selectPlayhead, selectShownRun } from '../run/selectors.ts';
import type { FanoutState } from '../state.ts';

/** A call of the plan, and what has happened to it in the run that is shown, up to the playhead. */
export interface ShownDetails {
  readonly key: number;
  readonly call: ToolCall;
  /** Absent before a run, and where the run is of other calls. */
  readonly ran?: CallState;
  readonly details?: CallDetails;
  /** Where the view stands in the run; absent at its end. */
  readonly at?: Ms;
  /** Before a run: when it is predicted to start and end, or its planned duration while that is hidden. */
  readonly predicted?: { readonly from: Ms; readonly to: Ms };
  readonly plannedMs?: Ms;
}

/** Of the selected call; `undefined` while `Details` is closed or no call is selected. */
export function selectDetails(state: FanoutState): ShownDetails | undefined {
  const { details, selected } = state;
  const call = selected === undefined ? undefined : selectDocument(state).plan.calls[selected];
  if (!details || selected === undefined || !call) return undefined;
  const run = selectShownRun(state);
  const head = selectPlayhead(state);
  const fold = run && (head ? stateAt(run, head) : foldOf(run));
  const place = run ? placeOf(run, selected) : -1;
  const ran = fold?.calls[place];
  const at = head?.at;
  const ghost = ran ? undefined : selectGhostCall(state, selected);
  const plannedMs = ran ? undefined : selectPlannedMs(state, selected);
  return memo(selected, call, run?.log, ran, at, ghost, plannedMs, () => {
    const shown = { key: selected, call };
    if (!run || !fold || !ran)
      return { ...shown, ...predictedTimes(ghost), ...(plannedMs !== undefined && { plannedMs }) };
    const events = eventsOf(run.log, head?.count ?? run.length, place);
    return {
      ...shown,
      ran,
      ...(at !== undefined && { at }),
      details: callDetails({ call: ran, state: fold, plan: run.plan, events }),
    };
  });
}
const memo = memoizeLast<ShownDetails>();

function predictedTimes(ghost: CallState | undefined): Pick<ShownDetails, 'predicted'> {
  const [from, to] = [ghost?.attempts[0]?.startedAt, ghost?.attempts.at(-1)?.endedAt];
  return from === undefined || to === undefined ? {} : { predicted: { from, to } };
}

/** By log: which events are of which call; more are added as the log grows. */
const indices = new WeakMap<readonly RunEvent[], { taken: number; byKey: Map<number, number[]> }>();

function eventsOf(log: readonly RunEvent[], count: number, key: number): RunEvent[] {
  let index = indices.get(log);
  if (!index) {
    index = { taken: 0, byKey: new Map() };
    indices.set(log, index);
  }
  for (; index.taken < count; index.taken++) {
    const event = log[index.taken] as RunEvent;
    if (!('key' in event) || event.key === undefined) continue;
    const known = index.byKey.get(event.key);
    if (known) known.push(index.taken);
    else index.byKey.set(event.key, [index.taken]);
  }
  return (index.byKey.get(key) ?? []).filter((place) => place < count).map((place) => log[place] as RunEvent);
}
