import type { Ms } from '../../run/types.ts';
import { count, duration } from '../format/format.ts';
import type { BatchBarrier } from './batchBarriers.ts';

/** A barrier's label: `batch 2 opened at 1.00 s; 0.90 s of slots idle`. */
export function barrierText({ batch, openedAt, idleMs }: BatchBarrier, predicted = false): string {
  const idle = idleMs > 0 ? `${duration(idleMs)} of slots idle` : 'no slot idle';
  return `batch ${count(batch)} ${predicted ? 'opens' : 'opened'} at ${duration(openedAt)}; ${idle}`;
}

/** Title of the idle area before a barrier: `0.90 s idle until batch 2 opened at 1.00 s`. */
export function idleSlotText(from: Ms, { batch, openedAt }: BatchBarrier, predicted = false): string {
  return `${duration(openedAt - from)} idle until batch ${count(batch)} ${predicted ? 'opens' : 'opened'} at ${duration(openedAt)}`;
}
