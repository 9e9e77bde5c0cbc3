import type { CriticalPathActions, FanoutStore } from '../types.ts';

/** Without the network nothing is explained, and everything else works on. */
const load = () => import('./criticalPath.ts').catch(() => undefined);

export function createCriticalPathSlice(store: () => FanoutStore): CriticalPathActions {
  return {
    toggleCriticalPath: async () => (await load())?.toggleCriticalPath(store()),
    stepAlongPath: async (by) => (await load())?.stepAlongPath(store(), by),
  };
}
