import { Pause, Play } from 'lucide-react';
import { selectIsPaused } from '../../store/run/runControl.ts';
import { useActions, useFanout } from '../ui/useFanout.ts';

/** Shown beside Stop during a run. */
export function PauseButton() {
  const paused = useFanout(selectIsPaused);
  const off = useFanout(({ runs }) => !runs.some(({ phase }) => phase === 'running'));
  const { togglePause } = useActions();
  const Icon = paused ? Play : Pause;
  const what = paused ? 'Resume' : 'Pause';
  return (
    <button
      type="button"
      className={`grid w-11 flex-none place-items-center rounded-lg border phone:w-20 phone:shadow-lg ${paused ? 'border-accent bg-accent text-accent-ink' : 'border-line bg-panel text-ink hover:bg-sunk'}`}
      aria-label={what}
      title={paused ? 'Resume: start what waits' : 'Pause: nothing new starts, what runs goes on'}
      aria-disabled={off}
      onClick={togglePause}
    >
      <Icon size={16} fill="currentColor" strokeWidth={paused ? 2 : 1} aria-hidden />
    </button>
  );
}
