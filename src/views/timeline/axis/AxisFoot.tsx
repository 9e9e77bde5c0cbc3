import { duration, exact } from '../../../analysis/format/format.ts';
import { selectDocument, selectIsShownRunning } from '../../../store/plan/document.ts';
import { selectGapsToCompress, selectIsMostlyIdle } from '../../../store/viewport/idleGaps.ts';
import { selectCompressedGaps } from '../../../store/viewport/viewport.ts';
import type { Axes } from '../../axis/useTimeAxis.ts';
import { useActions, useFanout, useFanoutStore } from '../../ui/useFanout.ts';
import { Minimap } from './Minimap.tsx';
import './axisTools.css';

/** Far more rows than fit on the screen. */
const MANY = 40;

/** The minimap and the visible range; shown if there are many rows, if a part is zoomed, or if most of it is idle. */
export function AxisFoot({ axis, full }: Axes) {
  const store = useFanoutStore();
  const many = useFanout((state) => selectDocument(state).plan.calls.length > MANY);
  const part = axis !== full;
  const live = useFanout(selectIsShownRunning);
  const short = useFanout((state) => selectCompressedGaps(state) !== undefined);
  const idle = useFanout((state) => selectIsMostlyIdle(state, axis));
  const { changeViewport, stepPlayhead } = useActions();
  function goLive(): void {
    changeViewport({ zoom: undefined });
    stepPlayhead(Number.POSITIVE_INFINITY);
  }
  if (!many && !part && !short && !idle) return null;
  return (
    <div className="track-grid axis-foot">
      <div>
        <span>{part ? `${exact(axis.from)} to ${exact(axis.to)} of ${duration(full.to)}` : 'All rows'}</span>
        {part && live && (
          <button type="button" className="link-button" title="All of the axis, at the present" onClick={goLive}>
            Live
          </button>
        )}
        {part && !live && (
          <button
            type="button"
            className="link-button not-phone:hidden"
            onClick={() => changeViewport({ zoom: undefined })}
          >
            Fit
          </button>
        )}
      </div>
      <Minimap axis={axis} full={full} />
      <div>
        {short ? (
          <button type="button" className="link-button" onClick={() => changeViewport({ compressedGaps: undefined })}>
            Show gaps at full length
          </button>
        ) : (
          idle && (
            <span>
              Most of this is idle:{' '}
              <button
                type="button"
                className="link-button"
                onClick={() => changeViewport({ compressedGaps: selectGapsToCompress(store.getState(), full.to) })}
              >
                compress gaps
              </button>
            </span>
          )
        )}
      </div>
    </div>
  );
}
