/** LangGraph's record of a task: how many interrupts its functions have reached, and their answers in that order. */
interface Scratchpad {
  interruptCounter: number;
}

const SCRATCHPAD = '__pregel_scratchpad';

/** What the calls of one run of a node share of their interrupts. */
export interface ReachedInterrupts {
  /** By call index: the numbers of the interrupts that the call has reached in all its attempts. */
  readonly numbers: Map<number, number[]>;
  /** The call that took the answer that was given without a question's id; it is for one question alone. */
  answeredBy?: number;
}

/**
 * A node's `configurable` for one attempt of a call. LangGraph counts the interrupts of a node and looks up each answer by
 * its number. An attempt starts to count where its call did, so that after a retry nobody is asked a second time.
 */
export function withOwnCounter(
  configurable: Record<string, unknown> | undefined,
  key: number,
  reached: ReachedInterrupts,
): Record<string, unknown> | undefined {
  const scratchpad = configurable?.[SCRATCHPAD];
  if (typeof scratchpad !== 'object' || scratchpad === null) return configurable;
  return { ...configurable, [SCRATCHPAD]: ownCounter(scratchpad as Scratchpad, key, reached) };
}

function ownCounter(scratchpad: Scratchpad, key: number, reached: ReachedInterrupts): Scratchpad {
  let next = 0;
  let present = scratchpad.interruptCounter;
  return new Proxy(scratchpad, {
    get(target, name) {
      if (name === 'interruptCounter') return present;
      const value: unknown = Reflect.get(target, name);
      if (name === 'nullResume') return (reached.answeredBy ?? key) === key ? value : undefined;
      if (name !== 'consumeNullResume' || typeof value !== 'function') return value;
      return () => {
        reached.answeredBy = key;
        return value();
      };
    },
    set(target, name, value) {
      if (name !== 'interruptCounter') return Reflect.set(target, name, value);
      const numbers = reached.numbers.get(key) ?? [];
      reached.numbers.set(key, numbers);
      if (next === numbers.length) numbers.push(++target.interruptCounter);
      present = numbers[next++] as number;
      return true;
    },
  });
}
