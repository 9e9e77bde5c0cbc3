import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { FanoutState } from '../../store/state.ts';
import type { Actions, FanoutStore } from '../../store/types.ts';

export const FanoutContext = createContext<FanoutStore | null>(null);

export function useFanoutStore(): FanoutStore {
  const store = useContext(FanoutContext);
  if (!store) throw new Error('no store above this component');
  return store;
}

/** Renders again when the result of `select` changes. `select` must return the same object for the same state. */
export function useFanout<T>(select: (state: FanoutState) => T): T {
  return useStore(useFanoutStore(), select);
}

export function useActions(): Actions {
  return useFanoutStore().actions;
}
