import { selectFailedKeys } from '../../store/run/rerunFailed.ts';
import { useActions, useFanout } from '../ui/useFanout.ts';

/** Follows the text that reports failed calls. */
export function RunFailedAgain() {
  const some = useFanout((state) => selectFailedKeys(state).length > 0);
  const { rerunFailed } = useActions();
  if (!some) return null;

  return (
    <button type="button" className="link-button" onClick={rerunFailed}>
      Run failed calls again
    </button>
  );
}
