/** The key of a task's memory in LangGraph's config, among it how many interrupts were met and the answers to them. */
export const SCRATCHPAD = '__pregel_scratchpad';

/** For each interrupt that a call has met, in its order: its index among all of the task. */
export type Interrupts = number[];

interface Scratchpad {
  interruptCounter: number;
}

/**
 * The task's memory for one attempt of a call. LangGraph numbers the interrupts of a task in the order in which they are
 * met, and gives each the answer of its number. An attempt that is made again would be given the next number, and the
 * person would be asked again; here it starts at the call's first.
 */
export function withOwnInterrupts(scratchpad: object, met: Interrupts): object {
  const shared = scratchpad as Scratchpad;
  let count = 0;
  return new Proxy(shared, {
    get: (target, name) => (name === 'interruptCounter' ? indexAt(count - 1) : Reflect.get(target, name)),
    set(target, name, value) {
      if (name !== 'interruptCounter') return Reflect.set(target, name, value);
      if (count === met.length) met.push(++target.interruptCounter);
      count++;
      return true;
    },
  });

  /** Before the call's first interrupt: the one before it, whatever that is; only its successor is read. */
  function indexAt(at: number): number {
    return met[at] ?? -1;
  }
}
