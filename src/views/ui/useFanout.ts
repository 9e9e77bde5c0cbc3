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

/** Draws again when what `select` answers has changed; it must answer the same state with the same object. */
export function useFanout<T>(select: (state: FanoutState) => T): T {
  return useStore(useFanoutStore(), select);
}

export function useActions(): Actions {
  return useFanoutStore().actions;
}
