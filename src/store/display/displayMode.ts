import type { StoreApi } from 'zustand/vanilla';
import { readLink } from '../link/hash.ts';
import type { FanoutState } from '../state.ts';

/** Where the page stands: by itself, before an audience, or inside of another page. */
export type DisplayMode = 'alone' | 'presented' | 'embedded';

export interface StageActions {
  togglePresenting(): void;
  /** Nothing is seen until it is toggled again; only while presenting. */
  toggleBlank(): void;
  /** The list of everything that can be done. */
  openCommands(): void;
  closeCommands(): void;
}

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
