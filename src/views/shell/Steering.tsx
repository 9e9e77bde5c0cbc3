import { Minus, Pause, Play, Plus } from 'lucide-react';
import { useLayoutEffect, useRef } from 'react';
import { count } from '../../analysis/format.ts';
import { isPaused, limitSteps, liveLimit } from '../../store/steering.ts';
import { useActions, useFanout } from '../useFanout.ts';
import { focusRun } from './focusRun.ts';

/** The element, for its `ref`: when it goes with the focus in it, Run takes the focus. */
function useFocusKept<E extends HTMLElement>() {
  const ref = useRef<E>(null);
  useLayoutEffect(() => {
    const element = ref.current;
    return () => {
      if (element?.contains(document.activeElement)) focusRun();
    };
  }, []);
  return ref;
}

/** Beside Stop while a run goes on. */
export function PauseButton() {
  const ref = useFocusKept<HTMLButtonElement>();
  const paused = useFanout(isPaused);
  const off = useFanout(({ runs }) => !runs.some(({ phase }) => phase === 'running'));
  const { pauseToggled } = useActions();
  const Icon = paused ? Play : Pause;
  const what = paused ? 'Resume' : 'Pause';
  return (
    <button
      ref={ref}
      type="button"
      className={`grid w-11 flex-none place-items-center rounded-lg border max-[760px]:w-20 max-[760px]:shadow-lg ${paused ? 'border-accent bg-accent text-accent-ink' : 'border-line bg-panel text-ink hover:bg-sunk'}`}
      aria-label={what}
      title={paused ? 'Resume: start what waits' : 'Pause: nothing new starts, what runs goes on'}
      aria-disabled={off}
      onClick={pauseToggled}
    >
      <Icon size={16} fill="currentColor" strokeWidth={paused ? 2 : 1} aria-hidden />
    </button>
  );
}

/** In the line below the live sentence: the limit of the run under way, and whether it is paused. */
export function LiveSteering() {
  const ref = useFocusKept<HTMLSpanElement>();
  const paused = useFanout(isPaused);
  const limit = useFanout(liveLimit);
  const fewer = useFanout((state) => limitSteps(state).fewer);
  const more = useFanout((state) => limitSteps(state).more);
  const { limitChanged } = useActions();
  const stepper = (label: string, to: number | null | undefined, Icon: typeof Minus) => (
    <button
      type="button"
      className="live-step"
      aria-label={label}
      title={label}
      aria-disabled={to === undefined}
      onClick={() => to !== undefined && limitChanged(to)}
    >
      <Icon size={12} aria-hidden />
    </button>
  );
  return (
    <span ref={ref} className="flex h-5 items-center gap-2 whitespace-nowrap">
      <fieldset className="flex items-center gap-1" aria-label="Limit of this run">
        <span>
          Limit <b className="inline-block min-w-4 font-semibold text-ink">{limit === null ? 'none' : count(limit)}</b>
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
