import type { LossReason, Ms, OutcomeKind } from '../types.ts';

/**
 * The `reason` of an outcome in words, made from its cause. Written for people and never compared: what reads an outcome
 * reads its `cause`. Files of versions 1 and 2 hold these sentences alone, so ../file/upgrade.ts has copies of them that
 * stay as they are when a sentence here is changed.
 */
export const reasonText = {
  user: () => 'cancelled by the user',
  stop: () => 'stopped',
  deadline: (deadlineMs: Ms) => `the run's deadline of ${deadlineMs} ms passed`,
  timeout: (timeoutMs: Ms) => `timed out after ${timeoutMs} ms`,
  firstSuccess: (id: string) => `${id} succeeded first`,
  failure: (id: string, kind: OutcomeKind) => `${id} ${kind === 'timedOut' ? 'timed out' : kind}`,
  neverSettles: () => 'never settles',
  /** A call that had not started lost nothing but its turn. */
  workerLost: (loss: LossReason, wasRunning: boolean) =>
    wasRunning || loss === 'not loaded' ? LOSSES[loss] : reasonText.stop(),
};

const LOSSES: Record<LossReason, string> = {
  'not loaded': 'stopped before the engine was loaded',
  crashed: 'lost: the engine crashed',
  'no answer': 'lost: the engine did not answer and was ended',
};
