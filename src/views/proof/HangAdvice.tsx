import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { duration } from '../../analysis/format/format.ts';
import type { Ms } from '../../run/types.ts';
import { selectProposedTimeout } from '../../store/criticalPath/proposedTimeout.ts';
import { selectIsRunning } from '../../store/plan/document.ts';
import { useLiveTicker } from '../ui/liveTicker.ts';
import { useActions, useFanout } from '../ui/useFanout.ts';

/** Same delay as in the sentence. */
const ADVICE_AFTER_MS = 10_000;

/**
 * Offers a timeout for a run that never ends, before the run and after it has gone on for long. A running run cannot be
 * edited: it is stopped first, and the timeout is set when it has settled.
 */
export default function HangAdvice(): ReactNode {
  const running = useFanout(selectIsRunning);
  const timeoutMs = useFanout(selectProposedTimeout);
  const { changePolicy, stopRun } = useActions();
  const [late, setLate] = useState(false);
  const [wanted, setWanted] = useState(false);
  useLiveTicker(useCallback((now: Ms) => setLate(now >= ADVICE_AFTER_MS), []));
  useEffect(() => {
    if (running) return;
    setLate(false);
    if (wanted) changePolicy({ timeoutMs });
    setWanted(false);
  }, [running, wanted, changePolicy, timeoutMs]);
  if (running && !late) return null;

  function setTimeoutOfPolicy(): void {
    if (!running) changePolicy({ timeoutMs });
    else {
      setWanted(true);
      stopRun();
    }
  }

  const button = 'rounded px-1.5 text-accent underline underline-offset-2 hover:bg-sunk';
  return (
    <span className="-ml-6 mr-auto flex-none phone:ml-0">
      <button
        type="button"
        className={button}
        title={`${duration(timeoutMs)} for every call`}
        onClick={setTimeoutOfPolicy}
      >
        Set timeout
      </button>
      {running && (
        <button type="button" className={button} onClick={stopRun}>
          Stop
        </button>
      )}
    </span>
  );
}
