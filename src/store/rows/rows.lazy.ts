import type { StoreApi } from 'zustand/vanilla';
import type { ToolCall } from '../../run/types.ts';
import { selectDocument } from '../plan/document.ts';
import type { FanoutState, PlanDocument, RowOrder, RowsKit, RowsView } from '../state.ts';
import type { Storage } from '../storage.ts';
import { selectArrangedOrder } from './rowOrder.ts';
import { DEFAULT_ROWS_VIEW, selectRowOrder } from './rowsSlice.ts';

/** What rows need that are not in the plan's order. Loaded with their first use. */

/** The next call's key from a row on, in the direction of `by`. */
export function nextCall({ item }: RowOrder, index: number, by: 1 | -1): number | undefined {
  for (let i = index + by; ; i += by) {
    const found = item(i);
    if (typeof found !== 'object') return found;
  }
}

/** The call that is selected when this one goes: the one below it, else the one above, by its key from then on. */
function keyAfterRemoval(state: FanoutState, key: number): number | undefined {
  const order = selectRowOrder(state);
  const index = order.indexOf(key);
  const next = index < 0 ? undefined : (nextCall(order, index, 1) ?? nextCall(order, index, -1));
  return next !== undefined && next > key ? next - 1 : next;
}

/** The view after another plan has taken the place of one: pins stay with their calls, and another preset ends the search. */
function carryOver(view: RowsView, before: PlanDocument, after: PlanDocument): RowsView {
  const kept =
    before.preset === after.preset ? view : { ...view, search: undefined, closed: [], clearedFor: undefined };
  const [was, is] = [before.plan.calls, after.plan.calls];
  if (was === is || view.pinned.length === 0) return kept;
  const places = new Map(is.map((call, key) => [call, key]));
  const pinned = view.pinned.map((key) => followed(was, is, key, places)).filter((key) => key >= 0);
  return pinned.every((key, i) => key === view.pinned[i]) && pinned.length === view.pinned.length
    ? kept
    : { ...kept, pinned };
}

/** Where a call went; an edited one is another object, between the same neighbours. */
function followed(
  was: readonly ToolCall[],
  is: readonly ToolCall[],
  key: number,
  places: ReadonlyMap<ToolCall, number>,
): number {
  const found = places.get(was[key] as ToolCall) ?? -1;
  if (found >= 0 || was.length !== is.length) return found;
  return was[key - 1] === is[key - 1] &&
    was[key + 1] === is[key + 1] &&
    (was.length > 1 || was[0]?.name === is[0]?.name)
    ? key
    : -1;
}

const SORTS: readonly RowsView['sort'][] = ['start', 'end', 'duration'];
const GROUPS: readonly RowsView['group'][] = ['batch', 'tool'];

/** The view as stored in this browser. A link's plan is shown in its own order, and only the density is the person's. */
function readRows(text: string | null, { linked, doc }: { linked: boolean; doc: PlanDocument }): RowsView {
  try {
    const { sort, group, pinned, dense, declined } = JSON.parse(text ?? '{}');
    const view = { ...DEFAULT_ROWS_VIEW, dense: dense === true, declined: declined === true };
    if (linked) return view;
    // From the end, so that of two calls of one id the first is the one that stays.
    const places = new Map(doc.plan.calls.map(({ id }, key) => [id, key] as const).reverse());
    const keys = Array.isArray(pinned) ? pinned.map((id) => places.get(id) ?? -1) : [];
    return {
      ...view,
      sort: SORTS.find((one) => one === sort) ?? 'listed',
      group: GROUPS.find((one) => one === group) ?? 'none',
      pinned: [...new Set(keys.filter((key) => key >= 0))],
    };
  } catch {
    return DEFAULT_ROWS_VIEW;
  }
}

/** Shows a call: the search that hides it is dropped, its group opened. */
export function revealRow({ getState, setState }: Pick<RowsStore, 'getState' | 'setState'>, key: number): void {
  const state = getState();
  const call = selectDocument(state).plan.calls[key];
  const orderIn = (rowsView: RowsView) => selectRowOrder({ ...state, rowsView });
  const shown = (view: RowsView) => orderIn(view).indexOf(key) >= 0;
  let view = state.rowsView;
  if (!call || shown(view)) return;
  // The search may well have found it, in a closed group.
  if (view.search && orderIn(view).groupOf(key) === undefined) view = { ...view, search: '', clearedFor: call.id };
  if (!shown(view)) {
    const own = orderIn(view).groupOf(key);
    view = { ...view, closed: view.closed.filter((one) => one !== own) };
  }
  setState({ rowsView: view });
}

/** Reads what this browser has stored, and from then on stores what changes. */
function persist({ getState, setState, subscribe }: RowsStore, storage: Storage, linked: boolean): void {
  const { rowsView } = getState();
  if (rowsView.waiting) {
    const kept = readRows(storage.read('rows'), { linked, doc: selectDocument(getState()) });
    setState({ rowsView: { ...kept, search: rowsView.search } });
  }
  const write = (state: FanoutState) => storage.write('rows', rowsText(state));
  if (!rowsView.waiting) write(getState());
  subscribe((state, before) => {
    if (state.rowsView !== before.rowsView) write(state);
  });
}
type RowsStore = Pick<StoreApi<FanoutState>, 'getState' | 'setState' | 'subscribe'>;

function rowsText(state: FanoutState): string | null {
  const { sort, group, pinned, dense, declined } = state.rowsView;
  // By id: the plan may be another when this is read.
  const ids = pinned.map((key) => selectDocument(state).plan.calls[key]?.id);
  return JSON.stringify({ sort, group, pinned: ids, dense, declined });
}

export const rowsKit: RowsKit = { orderOf: selectArrangedOrder, carryOver, keyAfterRemoval, persist };
