import type { StoreApi } from 'zustand/vanilla';
import { selectDocument, selectIsRunning } from '../plan/document.ts';
import type { FanoutState, RowOrder, RowsView } from '../state.ts';
import type { Storage } from '../storage.ts';
import type { RowsActions } from '../types.ts';

export const DEFAULT_ROWS_VIEW: RowsView = {
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

/** The rows are in the plan's order, and all of them are shown. */
export function isPlanOrder({ search, sort, group, pinned }: RowsView): boolean {
  return !search && sort === 'listed' && group === 'none' && pinned.length === 0;
}

export const selectIsDense = ({ rowsView, rowsKit }: FanoutState) => rowsView.dense && rowsKit !== undefined;

/** The rows as they are shown. In the plan's order this costs nothing; every other order is loaded with its first use. */
export function selectRowOrder(state: FanoutState): RowOrder {
  const { rowsView, rowsKit } = state;
  const count = selectDocument(state).plan.calls.length;
  if (rowsKit && !isPlanOrder(rowsView)) return rowsKit.orderOf(state);
  if (listed.count !== count) listed = listedOrder(count);
  return listed;
}

function listedOrder(count: number): RowOrder {
  const item = (index: number) => (index >= 0 && index < count ? index : undefined);
  return { count, pinned: 0, found: count, item, indexOf: (key) => item(key) ?? -1, groupOf: () => undefined };
}
let listed = listedOrder(0);

type RowsSliceStore = Pick<StoreApi<FanoutState>, 'getState' | 'setState' | 'subscribe'>;

export function createRowsSlice(store: RowsSliceStore, storage: Storage, isLinked: () => boolean): RowsActions {
  const { getState: get, setState: set } = store;
  const change = (patch: Partial<RowsView>) =>
    set(({ rowsView }) => ({ rowsView: { ...rowsView, clearedFor: undefined, ...patch } }));
  return {
    openRow: (editing) =>
      set((state) =>
        state.draftProblem !== undefined || (editing !== undefined && selectIsRunning(state))
          ? {}
          : { editing, ...(editing !== undefined && { selected: editing }) },
      ),
    selectRow: (selected) => set({ selected }),
    changeRowsView: change,
    togglePin(key) {
      const { pinned } = get().rowsView;
      change({ pinned: pinned.includes(key) ? pinned.filter((one) => one !== key) : [...pinned, key] });
    },
    provideRowsKit(rowsKit) {
      if (get().rowsKit) return;
      rowsKit.persist(store, storage, isLinked());
      set({ rowsKit });
    },
  };
}
