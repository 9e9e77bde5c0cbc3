import { pairingOf, pairingText } from '../analysis/pairing.ts';
import type { Ms, RunEvent } from '../run/types.ts';
import { stateAt } from './playback.ts';
import { foldOf, headOf, lastOf, shownRun, stateShown } from './selectors.ts';
import type { FanoutState, RunRecord } from './state.ts';

/** A call that came in. */
export interface Arrival {
  id: string;
  /** Its row. */
  key: number;
}

/** The run's calls in the order in which they came in, up to the playhead; `undefined` without a run. */
export function arrivals(state: FanoutState): readonly Arrival[] | undefined {
  const run = shownRun(state);
  if (!run || run.length === 0) return undefined;
  const head = headOf(state);
  const settled = head ? stateAt(run, head).settled : foldOf(run).settled;
  return arrivalsMemo(run.log, settled, () =>
    orderOf(run)
      .slice(0, settled)
      .map((place) => arrivalOf(run, place)),
  );
}
const arrivalsMemo = lastOf<readonly Arrival[]>();

/** The run's calls in the order of the plan. */
export function asked(state: FanoutState): readonly Arrival[] {
  const run = shownRun(state);
  const calls = run ? foldOf(run).calls.length : 0;
  return askedMemo(run?.log, calls, () =>
    Array.from({ length: calls }, (_, place) => arrivalOf(run as RunRecord, place)),
  );
}
const askedMemo = lastOf<readonly Arrival[]>();

function arrivalOf({ plan, again }: RunRecord, place: number): Arrival {
  return { id: (again?.plan ?? plan).calls[place]?.id ?? '', key: again?.keys[place] ?? place };
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

export function committed(state: FanoutState): Committed | undefined {
  const run = shownRun(state);
  if (!run?.committed || headOf(state)) return undefined;
  const shown = stateShown(state);
  return committedMemo(run.log, shown, () => {
    const calls = foldOf(run).calls;
    const ids = new Set(Array.from(calls, (_, place) => arrivalOf(run, place).id));
    const { messages, results, errors } = shown;
    return {
      at: foldOf(run).makespan ?? 0,
      messages: calls.length,
      results: Object.keys(results).filter((id) => !run.again || ids.has(id)).length,
      errors: Object.keys(errors).filter((id) => !run.again || ids.has(id)).length,
      pairing: pairingText(pairingOf(messages)),
    };
  });
}
const committedMemo = lastOf<Committed>();
