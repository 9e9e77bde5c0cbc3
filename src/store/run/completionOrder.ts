import { matchMessages, pairingText } from '../../analysis/log/messagePairing.ts';
import type { Ms, RunEvent } from '../../run/types.ts';
import { memoizeLast } from '../memo.ts';
import type { FanoutState, RunRecord } from '../state.ts';
import { stateAt } from './playhead.ts';
import { foldOf, selectPlayhead, selectShownRun, selectShownState } from './selectors.ts';

/** A call that came in. */
export interface Arrival {
  id: string;
  /** Its row. */
  key: number;
}

/** Calls in an order: how many, and the first of them. */
export interface Ordered {
  count: number;
  first: readonly Arrival[];
}

/** As many are shown; a run of 10,000 calls must not be listed with each batch of its events. */
export const MOST_SHOWN = 12;

/** The run's calls as they came in, up to the playhead, and the last of them; `undefined` without a run. */
export function selectCompletionOrder(state: FanoutState): (Ordered & { last: readonly Arrival[] }) | undefined {
  const run = selectShownRun(state);
  if (!run || run.length === 0) return undefined;
  const head = selectPlayhead(state);
  const count = head ? stateAt(run, head).settled : foldOf(run).settled;
  return arrivalsMemo(run.log, count, () => {
    const order = orderOf(run);
    const part = (from: number, to: number) => order.slice(from, to).map((place) => arrivalOf(run, place));
    return {
      count,
      first: part(0, Math.min(count, MOST_SHOWN)),
      last: part(Math.max(0, count - MOST_SHOWN / 2), count),
    };
  });
}
const arrivalsMemo = memoizeLast<Ordered & { last: readonly Arrival[] }>();

/** The run's calls in the order of the plan. */
export function selectRequestedCalls(state: FanoutState): Ordered {
  const run = selectShownRun(state);
  const count = run ? foldOf(run).calls.length : 0;
  return requestedMemo(run?.log, count, () => ({
    count,
    first: Array.from({ length: Math.min(count, MOST_SHOWN) }, (_, place) => arrivalOf(run as RunRecord, place)),
  }));
}
const requestedMemo = memoizeLast<Ordered>();

function arrivalOf({ plan, rerun }: RunRecord, place: number): Arrival {
  return { id: (rerun?.plan ?? plan).calls[place]?.id ?? '', key: rerun?.keys[place] ?? place };
}

/** Grows with the log; each event is looked at once. */
function orderOf({ log, length }: RunRecord): readonly number[] {
  let known = orders.get(log);
  if (!known) {
    known = { taken: 0, order: [] };
    orders.set(log, known);
  }
  for (; known.taken < length; known.taken++) {
    const event = log[known.taken] as RunEvent;
    if (event.type === 'settled') known.order.push(event.key);
  }
  return known.order;
}
const orders = new WeakMap<readonly RunEvent[], { taken: number; order: number[] }>();

/** The one update of State, when the page stands behind it. */
export interface Committed {
  at: Ms;
  messages: number;
  results: number;
  errors: number;
  pairing: string;
}

export function selectCommitted(state: FanoutState): Committed | undefined {
  const run = selectShownRun(state);
  if (!run?.committed || selectPlayhead(state)) return undefined;
  const shown = selectShownState(state);
  return committedMemo(run.log, shown, () => {
    const calls = foldOf(run).calls;
    const { messages, results, errors } = shown;
    // State holds what earlier runs left, too.
    const ids = run.rerun && new Set(run.rerun.plan.calls.map(({ id }) => id));
    const own = (of: object) => Object.keys(of).filter((id) => !ids || ids.has(id)).length;
    return {
      at: foldOf(run).makespan ?? 0,
      messages: calls.length,
      results: own(results),
      errors: own(errors),
      pairing: pairingText(matchMessages(messages)),
    };
  });
}
const committedMemo = memoizeLast<Committed>();
