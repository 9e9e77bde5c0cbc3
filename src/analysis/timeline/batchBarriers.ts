import type { CallState } from '../../run/callState.ts';
import type { Batch, RunState } from '../../run/fold.ts';
import type { Ms } from '../../run/types.ts';

/** The barrier between a batch and the one before it. */
export interface BatchBarrier {
  batch: number;
  openedAt: Ms;
  /** The lowest index of the batch's calls. */
  first: number;
  /**
   * The calls of the previous batch whose slots stayed idle until the barrier opened, with the start of the idle time.
   */
  idle: ReadonlyMap<number, Ms>;
  /** Sum of all idle times. */
  idleMs: Ms;
}

/**
 * The barrier before `state.batches[index]`, index >= 1. It is final: a batch opens only after the previous one has
 * settled.
 */
export function barrierAt(state: RunState, index: number): BatchBarrier {
  const { batch, openedAt, keys } = state.batches[index] as Batch;
  const idle = idleBefore(state, state.batches[index - 1] as Batch, openedAt);
  let idleMs = 0;
  for (const from of idle.values()) idleMs += openedAt - from;
  return { batch, openedAt, first: keys.reduce((a, b) => Math.min(a, b)), idle, idleMs };
}

interface Slot {
  key: number;
  since: Ms;
}

/**
 * The slots of a batch that stayed idle from the end of an attempt until the next batch opened.
 *
 *   slot 1  |==== a ====|..idle..|
 *   slot 2  |======== b =========|   barrier opens
 *   slot 3  |== c ==|==== d ====|.|
 *
 * A slot that another attempt takes over is not idle: of a call that had waited for one (the limit is below the batch
 * size), or of a retry. The log does not contain the limit, so the number of slots is the peak concurrency of the
 * batch.
 */
function idleBefore({ calls }: RunState, { keys }: Batch, openedAt: Ms): Map<number, Ms> {
  const turns = slotChanges(keys.flatMap((key) => calls[key] ?? []));
  let running = 0;
  let most = 0;
  for (const { starts } of turns) {
    running += starts ? 1 : -1;
    most = Math.max(most, running);
  }

  const empty: Slot[] = [];
  const own = new Map<number, Slot>();
  const taken = new Set<Slot>();
  let used = 0;
  for (const { key, at, starts, waited } of turns) {
    if (!starts) {
      const slot = { key, since: at };
      empty.push(slot);
      own.set(key, slot);
      continue;
    }
    while (taken.has(empty.at(-1) as Slot)) empty.pop();
    const mine = own.get(key);
    const slot = mine && !taken.has(mine) ? mine : waited || used === most ? empty.at(-1) : undefined;
    if (slot) taken.add(slot);
    else used++;
  }
  const left = empty.filter((slot) => !taken.has(slot) && slot.since < openedAt);
  return new Map(left.map(({ key, since }) => [key, since]));
}

interface SlotChange {
  key: number;
  at: Ms;
  starts: boolean;
  /** Whether it was ready earlier and had no slot. */
  waited: boolean;
}

/** Starts and ends of all attempts in time order; at equal times an end frees its slot before a start takes one. */
function slotChanges(calls: readonly CallState[]): SlotChange[] {
  const turns: SlotChange[] = [];
  for (const { key, attempts } of calls)
    for (const { readyAt, startedAt, endedAt = startedAt } of attempts) {
      turns.push({ key, at: startedAt, starts: true, waited: startedAt > readyAt });
      turns.push({ key, at: endedAt, starts: false, waited: false });
    }
  return turns.sort((a, b) => a.at - b.at || Number(a.starts) - Number(b.starts));
}
