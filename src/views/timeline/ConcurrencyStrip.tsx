import type { ComponentProps } from 'react';
import type { TimeAxis } from '../../analysis/timeline/timeAxis.ts';
import { selectShownRun } from '../../store/run/selectors.ts';
import { deferredPart } from '../ui/deferred.tsx';
import { useFanout } from '../ui/useFanout.ts';
import type { ConcurrencyCurve as ConcurrencyCurvePart } from './ConcurrencyCurve.tsx';
import { LegendButton } from './LegendButton.tsx';

const PlaybackControls = deferredPart('PlaybackControls');
const ConcurrencyCurve = deferredPart<ComponentProps<typeof ConcurrencyCurvePart>>('ConcurrencyCurve');
/** As high as its line of text. */
const ConcurrencyPeak = deferredPart('ConcurrencyPeak', () => '\u00a0');

/** The number of running attempts over time, on the axis of the rows. */
export function ConcurrencyStrip({ axis }: { axis: TimeAxis }) {
  const ran = useFanout((state) => selectShownRun(state) !== undefined);
  return (
    <div className="concurrency track-grid flex-none border-line border-t">
      <div className="flex items-center justify-between py-1.5 pr-3 pl-5 text-body text-ink2 leading-[1.125rem] phone:col-span-2 phone:px-0">
        <span>
          Running at once
          <br />
          <ConcurrencyPeak />
        </span>
        <LegendButton />
      </div>
      <div className="h-[3rem] overflow-hidden phone:col-span-2">
        <ConcurrencyCurve axis={axis} />
      </div>
      {ran && <PlaybackControls />}
    </div>
  );
}
