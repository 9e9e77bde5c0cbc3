import { Play, Square } from 'lucide-react';
import { selectIsRunning, selectRunProblem } from '../../store/plan/document.ts';
import { selectRunPhase } from '../../store/run/selectors.ts';
import { useActions, useFanout } from '../ui/useFanout.ts';

export function RunButton() {
  const running = useFanout(selectIsRunning);
  const stopping = useFanout(({ runs }) => runs.some(({ phase }) => phase === 'stopping'));
  const problem = useFanout(selectRunProblem);
  const never = useFanout(({ runs }) => runs.length === 0);
  const phase = useFanout(selectRunPhase);
  const { startRun, stopRun } = useActions();
  const off = !running && problem !== undefined;
  const Icon = running ? Square : Play;

  return (
    <button
      type="button"
      className={`flex min-h-[3.125rem] flex-1 items-center justify-center gap-2.5 rounded-lg font-[620] text-[1rem] phone:shadow-lg ${
        running ? 'bg-ink text-paper' : 'bg-accent text-accent-ink'
      } ${off ? 'opacity-50' : ''} ${never && phase === 'idle' && !off ? 'pulses' : ''}`}
      aria-disabled={off || stopping}
      title={off ? problem : undefined}
      onClick={running ? stopRun : startRun}
    >
      <Icon size={15} fill="currentColor" aria-hidden />
      {running ? 'Stop' : 'Run'}
    </button>
  );
}
