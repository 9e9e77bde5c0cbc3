import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { linearAxis, type TimeAxis, type TimeRange } from '../../analysis/timeline/timeAxis.ts';
import type { Ms } from '../../run/types.ts';
import { selectMeasuredProof, selectPredictedProof, selectRunPhase } from '../../store/run/selectors.ts';
import { selectOtherExtent } from '../../store/sideBySide/extent.ts';
import type { FanoutStore } from '../../store/types.ts';
import { selectCompressedGaps } from '../../store/viewport/viewport.ts';
import { useLiveTicker } from '../ui/liveTicker.ts';
import { useFanout, useFanoutStore } from '../ui/useFanout.ts';
import { domainOf, extentOf, type Fit, fitOf, roundUp } from './axis.ts';

/** The axis grows by this factor when a run comes near its end. */
const STEP = 1.5;

export interface Axes {
  axis: TimeAxis;
  /** The whole time range. */
  full: TimeAxis;
}
const axes = new WeakMap<FanoutStore, Axes>();

/** The axes as drawn last, for keys and gestures. */
export function axesOf(store: FanoutStore): Axes {
  return axes.get(store) ?? { axis: linearAxis(0, 1000), full: linearAxis(0, 1000) };
}

/** The time axis of the page and what it fits. `axis === full` unless a part is zoomed. */
export function useTimeAxis(): Axes & { fit: Fit } {
  const measured = useFanout(selectMeasuredProof);
  const predicted = useFanout(selectPredictedProof);
  const chosen = useFanout((state) => state.fit);
  const dragging = useFanout((state) => state.dragging);
  const running = useFanout(selectRunPhase) === 'running';
  const [grown, setGrown] = useState<Ms>(0);

  const twin = useFanout(selectOtherExtent);
  const { sum, total } = extentOf([measured ?? predicted]);
  const extent = { sum: Math.max(sum, twin), total: Math.max(total, twin) };
  const fit = fitOf(extent, chosen);
  const wanted = domainOf(extent, fit);

  // While the end of a bar is dragged the axis keeps its scale, so that it does not move under the pointer.
  const still = useRef(wanted);
  if (!dragging) still.current = wanted;
  const domain = Math.max(still.current, running ? grown : 0);

  const grow = useCallback(
    (now: Ms) => {
      if (now > domain * 0.97) setGrown(roundUp(domain * STEP));
    },
    [domain],
  );
  useLiveTicker(running ? grow : undefined);
  useEffect(() => {
    if (!running) setGrown(0);
  }, [running]);

  const zoom = useFanout((state) => state.zoom);
  const make = useFanout(selectCompressedGaps)?.axis ?? linear;
  const full = useMemo(() => make({ from: 0, to: domain }), [make, domain]);
  const axis = useMemo(() => {
    // A zoom made on a longer axis is moved back until it ends inside of the current one.
    const beyond = Math.max(0, (zoom?.to ?? 0) - domain);
    const from = Math.max(0, (zoom?.from ?? 0) - beyond);
    return zoom && (from > 0 || beyond === 0) ? make({ from, to: zoom.to - beyond }) : full;
  }, [make, zoom, full, domain]);
  const store = useFanoutStore();
  useLayoutEffect(() => void axes.set(store, { axis, full }), [store, axis, full]);
  return { axis, full, fit };
}

const linear = ({ from, to }: TimeRange) => linearAxis(from, to);
