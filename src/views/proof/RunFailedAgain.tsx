import { failedKeys } from '../../store/run/rerunFailed.ts';
import { useActions, useFanout } from '../ui/useFanout.ts';

/** Behind the words that say what failed. */
export function RunFailedAgain() {
  const some = useFanout((state) => failedKeys(state).length > 0);
  const { failedRunRequested } = useActions();
  if (!some) return null;

  return (
    <button type="button" className="link-button" onClick={failedRunRequested}>
      Run failed calls again
    </button>
  );
}
