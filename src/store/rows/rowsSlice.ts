import type { StoreApi } from 'zustand/vanilla';
import { selectDocument } from '../plan/document.ts';
import type { FanoutState, RowOrder, RowsView } from '../state.ts';
import type { Storage } from '../storage.ts';
import type { RowsActions } from '../types.ts';

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
