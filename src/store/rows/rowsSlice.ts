import type { StoreApi } from 'zustand/vanilla';
import type { Ms } from '../../run/types.ts';
import { selectDocument } from '../plan/document.ts';
import type { FanoutState } from '../state.ts';
import type { Storage } from '../storage.ts';
import type { RowsKit } from './rows.lazy.ts';

/** How the rows are looked at. The plan does not know of it: nothing here changes what runs. */
export interface RowsView {
  /** What is searched for; `undefined` = the field is closed. */
  readonly search: string | undefined;
  readonly sort: 'listed' | 'start' | 'end' | 'duration';
  readonly group: 'none' | 'batch' | 'tool';
  /** Keys, in the order in which they were pinned. */
  readonly pinned: readonly number[];
  /** Groups that show their heading alone. */
  readonly closed: readonly string[];
  readonly dense: boolean;
  /** The dense view is not offered any more. */
  readonly declined: boolean;
  /** The call for which a search was dropped, so that the page can say so. */
  readonly clearedFor: string | undefined;
  /** What this browser kept of an earlier visit is still to be read. */
  readonly waiting: boolean;
}

/** A group's own row. */
export interface GroupHead {
  readonly id: string;
  readonly title: string;
  readonly keys: readonly number[];
  readonly closed: boolean;
  /** Of its attempts; Infinity when one never ends. */
  readonly work: Ms;
  /** From its first start to its last end; `undefined` when none has started. */
  readonly span: { readonly from: Ms; readonly to: Ms } | undefined;
  readonly measured: boolean;
}

/** A call's key, or the heading of those that follow. */
export type RowItem = number | GroupHead;

export interface RowOrder {
  /** Rows, the headings among them. */
  readonly count: number;
  /** So many of them are pinned, at the top. */
  readonly pinned: number;
  /** Calls that the search found; all of them without one. */
  readonly found: number;
  item(index: number): RowItem | undefined;
  /** Where a call stands; -1 = it is not shown. */
  indexOf(key: number): number;
  groupOf(key: number): string | undefined;
}

export const LISTED: RowsView = {
  search: undefined,
  sort: 'listed',
  group: 'none',
  pinned: [],
  closed: [],
  dense: false,
  declined: false,
  clearedFor: undefined,
  waiting: false,
};
/** The rows are in the plan's order and all there. */
export function isListed({ search, sort, group, pinned }: RowsView): boolean {
  return !search && sort === 'listed' && group === 'none' && pinned.length === 0;
}

export const selectIsDense = ({ rowsView, rowsKit }: FanoutState) => rowsView.dense && rowsKit !== undefined;

/** The rows as they are shown. As listed, it costs nothing; what else it can be comes with its first use. */
export function selectRowOrder(state: FanoutState): RowOrder {
  const { rowsView, rowsKit } = state;
  const count = selectDocument(state).plan.calls.length;
  if (rowsKit && !isListed(rowsView)) return rowsKit.orderOf(state);
  if (listed.count !== count) listed = listedOrder(count);
  return listed;
}

function listedOrder(count: number): RowOrder {
  const item = (index: number) => (index >= 0 && index < count ? index : undefined);
  return { count, pinned: 0, found: count, item, indexOf: (key) => item(key) ?? -1, groupOf: () => undefined };
}
let listed = listedOrder(0);

export interface RowsActions {
  changeRowsView(patch: Partial<RowsView>): void;
  /** Pins it, or lets it go. */
  togglePin(key: number): void;
  provideRowsKit(kit: RowsKit): void;
}

type RowsSliceStore = Pick<StoreApi<FanoutState>, 'getState' | 'setState' | 'subscribe'>;

export function rowsViewOf(store: RowsSliceStore, storage: Storage, isLinked: () => boolean): RowsActions {
  const { getState: get, setState: set } = store;
  const change = (patch: Partial<RowsView>) =>
    set(({ rowsView }) => ({ rowsView: { ...rowsView, clearedFor: undefined, ...patch } }));
  return {
    changeRowsView: change,
    togglePin(key) {
      const { pinned } = get().rowsView;
      change({ pinned: pinned.includes(key) ? pinned.filter((one) => one !== key) : [...pinned, key] });
    },
    provideRowsKit(rowsKit) {
      if (get().rowsKit) return;
      rowsKit.keep(store, storage, isLinked());
      set({ rowsKit });
    },
  };
}
