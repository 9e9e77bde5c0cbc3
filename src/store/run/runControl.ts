import type { StoreApi } from 'zustand/vanilla';
import { limitNow } from '../../run/interventions.ts';
import { policyOf } from '../../run/policy.ts';
import type { Runner } from '../../runner/client.ts';
import type { FanoutState, RunRecord } from '../state.ts';
import { foldOf, placeOf, shownRun } from './selectors.ts';

/**
 * Steers the run under way. Nothing is remembered here: that it is paused, or what its limit is, is known when the
 * log says so.
 */
export function steeringOf({ getState: get }: Pick<StoreApi<FanoutState>, 'getState'>, runner: () => Runner) {
  return {
    callCancelled(key: number): void {
      const run = steerable(get());
      if (!run) return;
      const place = placeOf(run, key);
      const call = foldOf(run).calls[place];
      if (call && !call.outcome) runner().steer(run.id, { do: 'cancelCall', key: place });
    },
    pauseToggled(): void {
      const run = steerable(get());
      if (run) runner().steer(run.id, { do: foldOf(run).paused ? 'resume' : 'pause' });
    },
    limitChanged(limit: number | null): void {
      const run = steerable(get());
      const valid = limit === null || (Number.isSafeInteger(limit) && limit >= 1);
      if (run && valid && limit !== liveLimit(get())) runner().steer(run.id, { do: 'setLimit', limit });
    },
  };
}

function steerable({ runs }: FanoutState): RunRecord | undefined {
  return runs.find(({ phase }) => phase === 'running');
}

/** The run under way starts nothing new until it is resumed. */
export function isPaused(state: FanoutState): boolean {
  const run = steerable(state);
  return run !== undefined && foldOf(run).paused;
}

/** The limit that holds now in the run under way, or that it will begin with; null = none. */
export function liveLimit(state: FanoutState): number | null {
  const run = shownRun(state);
  const planned = policyOf(run?.plan ?? state.history.present.plan).limit;
  return run ? limitNow(foldOf(run), planned) : planned;
}

/** One less and one more than the limit that holds now; `undefined` when there is no such limit. */
export function limitSteps(state: FanoutState): { fewer: number | undefined; more: number | null | undefined } {
  const run = shownRun(state);
  const calls = run ? foldOf(run).calls.length : 0;
  const limit = liveLimit(state);
  // From no limit the first step must be felt: no more than now run, and less than all.
  if (limit === null)
    return {
      fewer: run && calls > 1 ? Math.max(1, Math.min(calls - 1, foldOf(run).running)) : undefined,
      more: undefined,
    };
  return { fewer: limit > 1 ? limit - 1 : undefined, more: limit + 1 >= calls ? null : limit + 1 };
}
