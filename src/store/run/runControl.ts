import type { StoreApi } from 'zustand/vanilla';
import { limitNow } from '../../run/interventions.ts';
import { policyOf } from '../../run/policy.ts';
import type { Runner } from '../../runner/client.ts';
import type { FanoutState, RunRecord } from '../state.ts';
import { foldOf, placeOf, selectShownRun } from './selectors.ts';

/**
 * Steers the run under way. Nothing is remembered here: that it is paused, or what its limit is, is known when the
 * log says so.
 */
export function steeringOf({ getState: get }: Pick<StoreApi<FanoutState>, 'getState'>, runner: () => Runner) {
  return {
    cancelCall(key: number): void {
      const run = steerable(get());
      if (!run) return;
      const place = placeOf(run, key);
      const call = foldOf(run).calls[place];
      if (call && !call.outcome) runner().steer(run.id, { do: 'cancelCall', key: place });
    },
    togglePause(): void {
      const run = steerable(get());
      if (run) runner().steer(run.id, { do: foldOf(run).paused ? 'resume' : 'pause' });
    },
    setLiveLimit(limit: number | null): void {
      const run = steerable(get());
      const valid = limit === null || (Number.isSafeInteger(limit) && limit >= 1);
      if (run && valid && limit !== selectLiveLimit(get())) runner().steer(run.id, { do: 'setLimit', limit });
    },
  };
}

function steerable({ runs }: FanoutState): RunRecord | undefined {
  return runs.find(({ phase }) => phase === 'running');
}

/** The run under way starts nothing new until it is resumed. */
export function selectIsPaused(state: FanoutState): boolean {
  const run = steerable(state);
  return run !== undefined && foldOf(run).paused;
}

/** The limit that holds now in the run under way, or that it will begin with; null = none. */
export function selectLiveLimit(state: FanoutState): number | null {
  const run = selectShownRun(state);
  const planned = policyOf(run?.plan ?? state.history.present.plan).limit;
  return run ? limitNow(foldOf(run), planned) : planned;
}

/** One less and one more than the limit that holds now; `undefined` when there is no such limit. */
export function selectLimitSteps(state: FanoutState): { fewer: number | undefined; more: number | null | undefined } {
  const run = selectShownRun(state);
  const calls = run ? foldOf(run).calls.length : 0;
  const limit = selectLiveLimit(state);
  // From no limit the first step must be felt: no more than now run, and less than all.
  if (limit === null)
    return {
      fewer: run && calls > 1 ? Math.max(1, Math.min(calls - 1, foldOf(run).running)) : undefined,
      more: undefined,
    };
  return { fewer: limit > 1 ? limit - 1 : undefined, more: limit + 1 >= calls ? null : limit + 1 };
}
