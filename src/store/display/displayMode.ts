import type { StoreApi } from 'zustand/vanilla';
import { readLink } from '../link/hash.ts';
import type { FanoutState } from '../state.ts';

/** Where the page stands: by itself, before an audience, or inside of another page. */
export type Stage = 'alone' | 'presented' | 'embedded';

export interface StageActions {
  presentToggled(): void;
  /** Nothing is seen until it is toggled again; only while presenting. */
  blankToggled(): void;
  /** The list of everything that can be done. */
  commandsOpened(): void;
  commandsClosed(): void;
}

export function stageAt(hash: string): Stage {
  const { embed, present } = readLink(hash);
  return embed ? 'embedded' : present ? 'presented' : 'alone';
}

export function stageOf({ getState: get, setState: set }: StoreApi<FanoutState>): StageActions {
  return {
    presentToggled() {
      const { stage } = get();
      if (stage === 'embedded') return;
      set({ stage: stage === 'presented' ? 'alone' : 'presented', blank: false, editing: undefined });
    },
    commandsOpened: () => set({ commands: true }),
    commandsClosed: () => set({ commands: false }),
    blankToggled: () => set(({ stage, blank }) => ({ blank: stage === 'presented' && !blank })),
  };
}
