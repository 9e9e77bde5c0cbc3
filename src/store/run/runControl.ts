import { limitNow } from '../../run/interventions.ts';
import { policyOf } from '../../run/policy.ts';
import type { Runner } from '../../runner/client.ts';
import type { FanoutState, RunRecord } from '../state.ts';
import type { RunControlActions, SliceContext } from '../types.ts';
import { foldOf, placeOf, selectShownRun } from './selectors.ts';

/**
 * Interventions in the run under way. Nothing of them is stored: whether the run is paused and what its limit is, is read
 * from its log.
 */
export function createRunControl({ get }: SliceContext, runner: () => Pick<Runner, 'steer'>): RunControlActions {
  return {
    cancelCall(key) {
      const run = selectRunUnderWay(get());
      if (!run) return;
      const place = placeOf(run, key);
      const call = foldOf(run).calls[place];
      if (call && !call.outcome) runner().steer(run.id, { do: 'cancelCall', key: place });
    },
    togglePause() {
      const run = selectRunUnderWay(get());
      if (run) runner().steer(run.id, { do: foldOf(run).paused ? 'resume' : 'pause' });
    },
    setLiveLimit(limit) {
      const run = selectRunUnderWay(get());
      const valid = limit === null || (Number.isSafeInteger(limit) && limit >= 1);
      if (run && valid && limit !== selectLiveLimit(get())) runner().steer(run.id, { do: 'setLimit', limit });
    },
  };
}

function selectRunUnderWay({ runs }: FanoutState): RunRecord | undefined {
  return runs.find(({ phase }) => phase === 'running');
}

/** The run under way starts no call until it is resumed. */
export function selectIsPaused(state: FanoutState): boolean {
  const run = selectRunUnderWay(state);
  return run !== undefined && foldOf(run).paused;
}

/** The limit of the run on the screen at this moment, or the plan's before a run; null = none. */
export function selectLiveLimit(state: FanoutState): number | null {
  const run = selectShownRun(state);
  const planned = policyOf(run?.plan ?? state.history.present.plan).limit;
  return run ? limitNow(foldOf(run), planned) : planned;
}

/** One less and one more than that limit; `undefined` where there is no such step. */
export function selectLimitSteps(state: FanoutState): { fewer: number | undefined; more: number | null | undefined } {
  const run = selectShownRun(state);
  const calls = run ? foldOf(run).calls.length : 0;
  const limit = selectLiveLimit(state);
  // The first step down from no limit must have an effect: at most as many as run now, and fewer than all.
  if (limit === null)
    return {
      fewer: run && calls > 1 ? Math.max(1, Math.min(calls - 1, foldOf(run).running)) : undefined,
      more: undefined,
    };
  return { fewer: limit > 1 ? limit - 1 : undefined, more: limit + 1 >= calls ? null : limit + 1 };
}
