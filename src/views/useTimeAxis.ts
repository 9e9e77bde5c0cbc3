import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { linearAxis, type TimeAxis } from '../analysis/timeAxis.ts';
import type { Ms } from '../run/types.ts';
import { measuredProof, predictedProof, runPhase } from '../store/selectors.ts';
import { twinExtent } from '../store/twinExtent.ts';
import { useLive } from './live.ts';
import { domainOf, extentOf, type Fit, fitOf, roundUp } from './timeline/axis.ts';
import { useFanout } from './useFanout.ts';

/** A run that comes near the end of the axis makes it this much longer, in one step. */
const STEP = 1.5;

/** The one time axis, and what it fits. */
export function useTimeAxis(): { axis: TimeAxis; fit: Fit } {
  const measured = useFanout(measuredProof);
  const predicted = useFanout(predictedProof);
  const chosen = useFanout((state) => state.fit);
  const dragging = useFanout((state) => state.dragging);
  const running = useFanout(runPhase) === 'running';
  const [grown, setGrown] = useState<Ms>(0);

  const twin = useFanout(twinExtent);
  const { sum, total } = extentOf([measured ?? predicted]);
  const extent = { sum: Math.max(sum, twin), total: Math.max(total, twin) };
  const fit = fitOf(extent, chosen);
  const wanted = domainOf(extent, fit);

  // Stands still under the pointer: while an end is dragged, the axis is what it was when the drag began.
  const still = useRef(wanted);
  if (!dragging) still.current = wanted;
  const domain = Math.max(still.current, running ? grown : 0);

  const grow = useCallback(
    (now: Ms) => {
      if (now > domain * 0.97) setGrown(roundUp(domain * STEP));
    },
    [domain],
  );
  useLive(running ? grow : undefined);
  useEffect(() => {
    if (!running) setGrown(0);
  }, [running]);

  const axis = useMemo(() => linearAxis(0, domain), [domain]);
  return { axis, fit };
}
