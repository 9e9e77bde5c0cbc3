import type { StoreApi } from 'zustand/vanilla';
import { readLink } from '../link/hash.ts';
import type { DisplayMode, FanoutState } from '../state.ts';
import type { StageActions } from '../types.ts';

export function stageAt(hash: string): DisplayMode {
  const { embed, present } = readLink(hash);
  return embed ? 'embedded' : present ? 'presented' : 'alone';
}

export function stageOf({ getState: get, setState: set }: StoreApi<FanoutState>): StageActions {
  return {
    togglePresenting() {
      const { displayMode } = get();
      if (displayMode === 'embedded') return;
      set({ displayMode: displayMode === 'presented' ? 'alone' : 'presented', blank: false, editing: undefined });
    },
    openCommands: () => set({ commands: true }),
    closeCommands: () => set({ commands: false }),
    toggleBlank: () => set(({ displayMode, blank }) => ({ blank: displayMode === 'presented' && !blank })),
  };
}
