import { failedKeys } from '../../store/again.ts';
import { focusRun } from '../shell/focusRun.ts';
import { useActions, useFanout } from '../useFanout.ts';

/** Behind the words that say what failed. */
export function RunFailedAgain() {
  const some = useFanout((state) => failedKeys(state).length > 0);
  const { failedRunRequested } = useActions();
  if (!some) return null;

  function again(): void {
    // The button goes with the click.
    focusRun();
    failedRunRequested();
  }

  return (
    <button type="button" className="link-button" onClick={again}>
      Run failed calls again
    </button>
  );
}
