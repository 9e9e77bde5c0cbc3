import type { CallState } from '../../../src/run/callState.ts';
import type { RunState } from '../../../src/run/fold.ts';

/**
 * Counts how often `look` reads an element of the state's lists: calls, attempts, batches, pauses and limits. Unlike
 * time this does not depend on the machine.
 */
export function readsOf(state: RunState, look: (state: RunState) => unknown): number {
  let reads = 0;
  const counted = <T extends object>(list: readonly T[]): T[] =>
    new Proxy(list as T[], {
      get(target, name, receiver) {
        if (typeof name === 'string' && name !== 'length' && Object.hasOwn(target, name)) reads++;
        return Reflect.get(target, name, receiver);
      },
    });
  const calls = state.calls.map((call): CallState => ({ ...call, attempts: counted(call.attempts) }));
  look({
    ...state,
    calls: counted(calls),
    batches: counted(state.batches),
    pauses: counted(state.pauses),
    limits: counted(state.limits),
  });
  return reads;
}
