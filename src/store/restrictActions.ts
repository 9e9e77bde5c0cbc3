import type { FanoutState } from './state.ts';
import type { Actions } from './types.ts';

/** What the page and its keys are given: what a teacher has locked or hidden does nothing. The store's own calls go past it. */
export function restrictActions(actions: Actions, get: () => FanoutState): Actions {
  const pairs = Object.entries(actions) as [keyof Actions, (...args: unknown[]) => unknown][];
  return Object.fromEntries(
    pairs.map(([name, act]) => [
      name,
      (...args: unknown[]) => (get().restrictions?.refuses(name, args[0]) ? undefined : act(...args)),
    ]),
  ) as unknown as Actions;
}
