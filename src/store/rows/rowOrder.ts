import { requestText, valueText } from '../../analysis/format/valueText.ts';
import { outcomeWord, resultText } from '../../analysis/log/callTable.ts';
import { tableText } from '../../analysis/log/tableText.ts';
import { ownDuration, workOf } from '../../analysis/metrics/proof.ts';
import type { CallState } from '../../run/callState.ts';
import type { Ms, ToolCall } from '../../run/types.ts';
import { memoizeLast } from '../memo.ts';
import { selectDocument } from '../plan/document.ts';
import { selectKeptCall } from '../run/rerunFailed.ts';
import {
  foldOf,
  placeOf,
  redrawVersion,
  selectGhostStalls,
  selectNewestPrediction,
  selectPrediction,
  selectRanCall,
  selectShownRun,
} from '../run/selectors.ts';
import { selectShownTable } from '../run/shownTable.ts';
import type { FanoutState, GroupHead, RowItem, RowOrder, RowsView } from '../state.ts';
import { isPlanOrder, selectRowOrder } from './rowsSlice.ts';

/** A call as sorting and grouping see it: how it ended, and as predicted until the run has settled. */
export interface RowFact {
  readonly call: CallState | undefined;
  readonly stalls: boolean;
  /** From a run before the one on the screen. */
  readonly kept: boolean;
}

export interface ArrangeInput {
  readonly calls: readonly ToolCall[];
  readonly view: RowsView;
  factOf(key: number): RowFact;
  /** In lower case, all that the search looks at. */
  textOf(key: number): string;
  readonly measured: boolean;
}

/** The rows of this view: those that are pinned, then those that the search finds, sorted, under their headings. */
export function arrangeRows({ calls, view, factOf, textOf, measured }: ArrangeInput): RowOrder {
  const words = (view.search ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const finds = (key: number) => {
    const text = textOf(key);
    return words.every((word) => text.includes(word));
  };
  const all = Array.from(calls.keys());
  const found = words.length > 0 ? all.filter(finds) : all;
  const pinned = view.pinned.filter((key) => key < calls.length);
  const pins = new Set(pinned);
  const rest = sorted(pins.size > 0 ? found.filter((key) => !pins.has(key)) : found, view.sort, factOf);

  const shut = new Set(view.closed);
  const groupOf = new Map<number, string>();
  const items: RowItem[] = sorted(pinned, view.sort, factOf);
  if (view.group === 'none') for (const key of rest) items.push(key);
  else
    for (const [id, keys] of groupedBy(rest, calls, view.group, factOf)) {
      const closed = shut.has(id);
      items.push(headOf(id, keys, { closed, measured }, factOf));
      for (const key of keys) groupOf.set(key, id);
      if (!closed) for (const key of keys) items.push(key);
    }

  const places = new Int32Array(calls.length).fill(-1);
  items.forEach((item, index) => {
    if (typeof item === 'number') places[item] = index;
  });
  return {
    count: items.length,
    pinned: pinned.length,
    found: found.length,
    item: (index) => items[index],
    indexOf: (key) => places[key] ?? -1,
    groupOf: (key) => groupOf.get(key),
  };
}

/** Ascending, but for durations, where the longest are what one looks for. Without such a moment: last, as listed. */
function sorted(keys: readonly number[], by: RowsView['sort'], factOf: ArrangeInput['factOf']): number[] {
  if (by === 'listed') return [...keys];
  const [known, unknown] = [[] as [key: number, weight: number][], [] as number[]];
  for (const key of keys) {
    const weight = weightOf(factOf(key), by);
    if (weight === undefined) unknown.push(key);
    else known.push([key, weight]);
  }
  // Infinity minus itself is no number, and no order.
  known.sort(([, a], [, b]) => (a === b ? 0 : a - b));
  return [...known.map(([key]) => key), ...unknown];
}

function weightOf({ call, stalls }: RowFact, by: RowsView['sort']): Ms | undefined {
  if (!call) return undefined;
  if (by === 'start') return call.attempts[0]?.startedAt;
  const own = ownDuration(call, stalls);
  if (by === 'duration') return own === undefined ? undefined : -own;
  return own === Number.POSITIVE_INFINITY ? own : call.outcome?.settledAt;
}

/** Groups come in the order of their first calls in the plan, so that sorting stays within them. */
function groupedBy(
  keys: readonly number[],
  calls: readonly ToolCall[],
  by: RowsView['group'],
  factOf: ArrangeInput['factOf'],
): [string, number[]][] {
  const groups = new Map<string, { first: number; keys: number[] }>();
  for (const key of keys) {
    const id = by === 'tool' ? (calls[key]?.name ?? '') : batchOf(factOf(key));
    const group = groups.get(id);
    if (!group) groups.set(id, { first: key, keys: [key] });
    else {
      group.keys.push(key);
      group.first = Math.min(group.first, key);
    }
  }
  const place = (id: string, first: number) => (by === 'batch' && BATCH.test(id) ? Number(id) : calls.length + first);
  return [...groups]
    .sort(([a, one], [b, other]) => place(a, one.first) - place(b, other.first))
    .map(([id, group]) => [id, group.keys]);
}
const BATCH = /^\d+$/;

function batchOf({ call, kept }: RowFact): string {
  if (kept) return 'Not run again';
  return call?.batch === undefined ? 'No batch' : String(call.batch);
}

function headOf(
  id: string,
  keys: readonly number[],
  { closed, measured }: { closed: boolean; measured: boolean },
  factOf: ArrangeInput['factOf'],
): GroupHead {
  let work: Ms | undefined;
  let from = Number.POSITIVE_INFINITY;
  let to = 0;
  for (const key of keys) {
    const { call, stalls } = factOf(key);
    if (!call) continue;
    work = (work ?? 0) + workOf(call, stalls);
    const { attempts } = call;
    from = Math.min(from, attempts[0]?.startedAt ?? Number.POSITIVE_INFINITY);
    to = Math.max(to, attempts.at(-1)?.endedAt ?? 0);
  }
  // Work without an end has no last end.
  const span = from > to ? undefined : { from, to: work === Number.POSITIVE_INFINITY ? work : to };
  return { id, title: BATCH.test(id) ? `Batch ${id}` : valueText(id), keys, closed, work, span, measured };
}

/** The order on the page; the same object until something that it depends on has changed. */
export function selectArrangedOrder(state: FanoutState): RowOrder {
  const run = selectShownRun(state);
  const over = run?.phase === 'settled';
  const source = over ? run.log : run?.rerun ? selectPrediction(state) : selectNewestPrediction(state);
  const { calls } = selectDocument(state).plan;
  const { search, sort, group, pinned, closed } = state.rowsView;
  // A search goes with the run, and only a search: sorted rows must not move under the pointer while it runs.
  const followed = search && run && run.length > 0 ? run : undefined;
  const seen = followed && redrawVersion(foldOf(followed));
  // Nor under the hand that types or drags; and what is being edited stays, found or not.
  const still = state.dragging || state.editing !== undefined;
  if (still && last?.view === state.rowsView && last.calls === calls.length) return last.order;
  const order = orderMemo(
    calls,
    search,
    sort,
    group,
    pinned,
    closed,
    source,
    over,
    run?.rerun,
    followed?.log,
    seen,
    () => {
      // Not the selectors of one row: each of them looks for the run anew.
      const recorded =
        (over ? foldOf(run) : run?.rerun ? selectPrediction(state) : selectNewestPrediction(state)?.state)?.calls ?? [];
      const ownOf = (key: number) => {
        const call = recorded[run ? placeOf(run, key) : key];
        return over || run?.rerun || call?.id === calls[key]?.id ? call : undefined;
      };
      const stalls = over ? foldOf(run).stalled : selectGhostStalls(state);
      return arrangeRows({
        calls,
        view: state.rowsView,
        measured: over,
        factOf: (key) => {
          const own = ownOf(key);
          const before = own || !run?.rerun ? undefined : selectKeptCall(state, key)?.call;
          return { call: own ?? before, stalls: own !== undefined && stalls, kept: before !== undefined };
        },
        textOf: (key) => searched(calls[key] as ToolCall, shownCall(state, key)),
      });
    },
  );
  last = { view: state.rowsView, calls: calls.length, order };
  return order;
}
let last: { view: RowsView; calls: number; order: RowOrder } | undefined;
const orderMemo = memoizeLast<RowOrder>();

const callTexts = new WeakMap<ToolCall, string>();
const stateTexts = new WeakMap<CallState, string>();

/** Id, tool and arguments; of a call that ran its outcome and its result or error too. */
function searched(call: ToolCall, ran: CallState | undefined): string {
  const own = known(callTexts, call, () => [call.id, call.name, valueText(call.args.query), requestText(call)]);
  return ran ? `${own} ${known(stateTexts, ran, () => [outcomeWord(ran), resultText(ran), ...errorsOf(ran)])}` : own;
}

function errorsOf({ attempts, outcome }: CallState): string[] {
  const all = [...attempts.map(({ error }) => error), outcome?.error];
  return [...new Set(all.flatMap((error) => (error ? [`${error.name} ${valueText(error.message)}`] : [])))];
}

function known<K extends object>(texts: WeakMap<K, string>, of: K, parts: () => readonly string[]): string {
  let text = texts.get(of);
  if (text === undefined) {
    text = parts().join(' ').toLowerCase();
    texts.set(of, text);
  }
  return text;
}

/** What `Copy as table` copies: the calls that are shown, in their order; before any run as predicted. */
export function selectTableText(state: FanoutState): string | undefined {
  const table = selectShownTable(state) ?? selectPrediction(state);
  if (!table) return undefined;
  const run = selectShownRun(state);
  const asked = (run ?? selectDocument(state)).plan.calls;
  const calls: CallState[] = [];
  const requests: ToolCall[] = [];
  const order = isPlanOrder(state.rowsView) ? undefined : selectRowOrder(state);
  for (let i = 0; i < (order?.count ?? asked.length); i++) {
    const key = order ? order.item(i) : i;
    if (typeof key !== 'number') continue;
    const call = run ? shownCall(state, key) : table.calls[key];
    const request = asked[key];
    if (!call || !request) continue;
    calls.push(call);
    requests.push(request);
  }
  return tableText({ ...table, calls }, requests);
}

export async function copyTable(state: FanoutState): Promise<void> {
  const text = selectTableText(state);
  if (text !== undefined) await navigator.clipboard.writeText(text);
}

function shownCall(state: FanoutState, key: number): CallState | undefined {
  return selectRanCall(state, key) ?? selectKeptCall(state, key)?.call;
}
