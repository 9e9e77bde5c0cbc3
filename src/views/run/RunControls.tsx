import { Minus, Plus } from 'lucide-react';
import { count } from '../../analysis/format/format.ts';
import { selectIsPaused, selectLimitSteps, selectLiveLimit } from '../../store/run/runControl.ts';
import { Value } from '../ui/figures/Value.tsx';
import { useActions, useFanout } from '../ui/useFanout.ts';

/** The line below the live sentence: the limit of the current run, and whether it is paused. */
export function RunControls() {
  const paused = useFanout(selectIsPaused);
  const limit = useFanout(selectLiveLimit);
  const fewer = useFanout((state) => selectLimitSteps(state).fewer);
  const more = useFanout((state) => selectLimitSteps(state).more);
  const { setLiveLimit } = useActions();
  const stepper = (label: string, to: number | null | undefined, Icon: typeof Minus) => (
    <button
      type="button"
      className="live-step"
      aria-label={label}
      title={label}
      aria-disabled={to === undefined}
      onClick={() => to !== undefined && setLiveLimit(to)}
    >
      <Icon size={12} aria-hidden />
    </button>
  );
  return (
    <span className="steering flex h-5 items-center gap-2 whitespace-nowrap">
      <fieldset className="flex items-center gap-1" aria-label="Limit of this run">
        <span>
          Limit{' '}
          <Value
            name="Limit of this run"
            value={limit ?? undefined}
            text={limit === null ? 'none' : count(limit)}
            className="inline-block min-w-4 font-semibold text-ink"
          />
        </span>
        {stepper('Lower the limit of this run', fewer, Minus)}
        {stepper('Raise the limit of this run', more, Plus)}
      </fieldset>
      <span role="status" className="text-ink">
        {paused && 'Paused: what runs goes on.'}
      </span>
    </span>
  );
}
