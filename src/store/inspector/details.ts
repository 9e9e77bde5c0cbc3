import { type CallDetails, callDetails, MOST_EVENTS, waitText } from '../../analysis/log/callDetails.ts';
import { callSettings } from '../../analysis/log/callSettings.ts';
import { openWait } from '../../analysis/log/openWait.ts';
import { partitionPoint } from '../../analysis/metrics/partitionPoint.ts';
import type { CallState } from '../../run/callState.ts';
import type { Ms, Plan, RunEvent, ToolCall } from '../../run/types.ts';
import { memoizeLast } from '../memo.ts';
import { selectDocument } from '../plan/document.ts';
import { selectRowOrder } from '../rows/rowsSlice.ts';
import { stateAt } from '../run/playhead.ts';
import { runNumber } from '../run/rerunFailed.ts';
import { foldOf, placeOf, selectGhostCall, selectPlannedMs, selectPlayhead, selectShownRun } from '../run/selectors.ts';
import type { FanoutState, RunRecord } from '../state.ts';

/** A call of the plan, and what has happened to it in the run that is shown, up to the playhead. */
export interface ShownDetails {
  readonly key: number;
  readonly call: ToolCall;
  /** See `callSettings`. */
  readonly settings: readonly string[];
  /** Absent before a run, and where the run is of other calls. */
  readonly ran?: CallState;
  /** The number of the run that it is kept from, where the one that is shown did not run it again. */
  readonly keptFrom?: number;
  readonly details?: CallDetails;
  /** What it waits for now: `for a free slot, since 0.100 s`. */
  readonly waiting?: string;
  /** Before a run: when it is predicted to start and end, or its planned duration while that is hidden. */
  readonly predicted?: { readonly from: Ms; readonly to: Ms };
  readonly plannedMs?: Ms;
}

/**
 * Of the selected call; `undefined` while `Details` is closed or no call is selected. The same object while the playhead
 * moves and nothing happens to the call: its result may be large.
 */
export function selectDetails(state: FanoutState): ShownDetails | undefined {
  const { details, selected: key } = state;
  const { plan } = selectDocument(state);
  const call = key === undefined ? undefined : plan.calls[key];
  if (!details || key === undefined || !call) return undefined;
  const newest = selectShownRun(state);
  const run = newest && runWith(newest, key);
  const head = run === newest ? selectPlayhead(state) : undefined;
  const fold = run && (head ? stateAt(run, head) : foldOf(run));
  const ran = run && fold?.calls[placeOf(run, key)];
  const wait = ran && openWait(ran, fold, planOf(run), head?.at);
  const waiting = wait && waitText(wait);
  const ghost = ran ? undefined : selectGhostCall(state, key);
  const plannedMs = ran ? undefined : selectPlannedMs(state, key);
  // Not `ran`, which is folded anew when the playhead goes back.
  const own = ran && eventsOf(run.log, head?.count ?? run.length, ran.key);
  return memo(key, call, plan, run?.log, run === newest, own?.count, waiting, ghost, plannedMs, () => {
    const shown = { key, call, settings: callSettings(plan, call) };
    if (!own) return { ...shown, ...predictedTimes(ghost), ...(plannedMs !== undefined && { plannedMs }) };
    return {
      ...shown,
      ran,
      ...(waiting !== undefined && { waiting }),
      ...(run !== newest && { keptFrom: runNumber(run) }),
      details: callDetails({
        call: ran,
        state: fold,
        plan: planOf(run),
        events: own.last(MOST_EVENTS),
        eventCount: own.count,
      }),
    };
  });
}
const memo = memoizeLast<ShownDetails>();

/** The newest of a run and those that it goes on from that has the call; the first of them where none has it. */
function runWith(run: RunRecord, key: number): RunRecord {
  return run.rerun && placeOf(run, key) < 0 ? runWith(run.rerun.of, key) : run;
}

/** The calls of the run's log. */
const planOf = (run: RunRecord): Plan => (run.rerun ?? run).plan;

/** Where the view stands in the run while `Details` is open; `undefined` at its end, and of a call that it does not have. */
export function selectDetailsAt(state: FanoutState): Ms | undefined {
  const shown = selectDetails(state);
  return shown?.ran && shown.keptFrom === undefined ? selectPlayhead(state)?.at : undefined;
}

/** The call whose row is above (-1) or below (1) that of the selected one; `undefined` at the end. */
export function selectNeighbour(state: FanoutState, by: 1 | -1): number | undefined {
  const { count, item, indexOf } = selectRowOrder(state);
  for (let at = indexOf(state.selected ?? -1) + by; at >= 0 && at < count; at += by) {
    const row = item(at);
    // The others are headings of groups.
    if (typeof row === 'number') return row;
  }
  return undefined;
}

function predictedTimes(ghost: CallState | undefined): Pick<ShownDetails, 'predicted'> {
  const [from, to] = [ghost?.attempts[0]?.startedAt, ghost?.attempts.at(-1)?.endedAt];
  return from === undefined || to === undefined ? {} : { predicted: { from, to } };
}

/** By log: which events are of which call; more are added as the log grows. */
const indices = new WeakMap<readonly RunEvent[], { taken: number; byKey: Map<number, number[]> }>();

/** The call's events among the first `length` of the log: how many there are, and the last of them. */
function eventsOf(
  log: readonly RunEvent[],
  length: number,
  key: number,
): { count: number; last(most: number): RunEvent[] } {
  let index = indices.get(log);
  if (!index) {
    index = { taken: 0, byKey: new Map() };
    indices.set(log, index);
  }
  for (; index.taken < length; index.taken++) {
    const event = log[index.taken] as RunEvent;
    if (!('key' in event) || event.key === undefined) continue;
    const known = index.byKey.get(event.key);
    if (known) known.push(index.taken);
    else index.byKey.set(event.key, [index.taken]);
  }
  const places = index.byKey.get(key) ?? [];
  const count = partitionPoint(places.length, (i) => (places[i] as number) < length);
  return {
    count,
    last: (most) => places.slice(Math.max(0, count - most), count).map((place) => log[place] as RunEvent),
  };
}
