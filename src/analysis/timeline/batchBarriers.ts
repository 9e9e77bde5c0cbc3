import type { CallState } from '../../run/callState.ts';
import type { Batch, RunState } from '../../run/fold.ts';
import type { Ms } from '../../run/types.ts';

/** The barrier in front of a batch, behind another one. */
export interface BatchBarrier {
  batch: number;
  openedAt: Ms;
  /** The first listed of its calls. */
  first: number;
  /** For each call of the batch before whose slot stayed empty until the gate opened: since when. */
  idle: ReadonlyMap<number, Ms>;
  /** All of them together. */
  idleMs: Ms;
}

/**
 * The gate at `index` of `state.batches`, from 1. It never changes: when a batch opens, all of the one before has
 * settled.
 */
export function gateOf(state: RunState, index: number): BatchBarrier {
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
 * Whose slots stayed empty from the end of an attempt until the gate. A slot that another attempt took over (of a
 * call that had waited for one, at a limit below the batch's size, or of a retry) is empty no more. As many slots
 * are counted as the batch ever used at once: a log does not know the limit.
 */
function idleBefore({ calls }: RunState, { keys }: Batch, openedAt: Ms): Map<number, Ms> {
  const turns = turnsOf(keys.flatMap((key) => calls[key] ?? []));
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

interface Turn {
  key: number;
  at: Ms;
  starts: boolean;
  /** It had been ready before, without a slot. */
  waited: boolean;
}

/** Starts and ends of all attempts in time order; at equal times what ends makes room for what starts. */
function turnsOf(calls: readonly CallState[]): Turn[] {
  const turns: Turn[] = [];
  for (const { key, attempts } of calls)
    for (const { readyAt, startedAt, endedAt = startedAt } of attempts) {
      turns.push({ key, at: startedAt, starts: true, waited: startedAt > readyAt });
      turns.push({ key, at: endedAt, starts: false, waited: false });
    }
  return turns.sort((a, b) => a.at - b.at || Number(a.starts) - Number(b.starts));
}
