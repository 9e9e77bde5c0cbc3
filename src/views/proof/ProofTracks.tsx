import type { ComponentProps } from 'react';
import { clip, duration, NO_END, ownText } from '../../analysis/format/format.ts';
import type { Proof } from '../../analysis/metrics/proof.ts';
import { mergeShort } from '../../analysis/timeline/bars.ts';
import type { TimeAxis } from '../../analysis/timeline/timeAxis.ts';
import { slowestName } from '../../analysis/timeline/timelineLabels.ts';
import { selectMeasuredProof, selectPredictedProof } from '../../store/run/selectors.ts';
import { span } from '../axis/percent.ts';
import { deferredPart } from '../ui/deferred.tsx';
import { Value } from '../ui/figures/Value.tsx';
import { useFanout } from '../ui/useFanout.ts';
import { useWidth } from '../ui/useWidth.ts';
import type { TotalValue as TotalValuePart } from './TotalMarks.tsx';
import { TotalTrack } from './TotalTrack.tsx';

const TotalValue = deferredPart<ComponentProps<typeof TotalValuePart>>('TotalValue');

/** Sum, slowest call and total as bars, on the axis of the rows. */
export function ProofTracks({ axis }: { axis: TimeAxis }) {
  const measured = useFanout(selectMeasuredProof);
  const predicted = useFanout(selectPredictedProof);
  const proof = measured ?? predicted;
  const ghost = measured === undefined;
  const none = useFanout(({ predictionProblem }) => (predictionProblem === undefined ? '…' : '–'));
  return (
    <div className="track-grid pb-4">
      <span className="proof-label [--line-no:1]">Sum of all calls</span>
      <SumTrack proof={proof} axis={axis} ghost={ghost} />
      <span className="proof-value [--line-no:1]">
        <Value
          name="Sum"
          value={proof?.sum}
          text={proof?.sum === undefined ? (proof ? '–' : none) : duration(proof.sum)}
        />{' '}
        {/* What the plan itself tells has no total. */}
        {ghost && proof?.total !== undefined ? 'predicted' : ''}
      </span>

      <span className="proof-label [--line-no:3]">Slowest call</span>
      <SlowestTrack proof={proof} axis={axis} ghost={ghost} />
      <span className="proof-value [--line-no:3]" title={proof && slowestName(proof)}>
        <Value name="Slowest" value={proof?.slowest?.duration} text={proof ? slowestText(proof, ghost) : none} />{' '}
        {proof ? slowestName(proof) : ''}
      </span>

      <span className="proof-label [--line-no:5]">Total</span>
      <TotalTrack proof={measured} axis={axis} />
      <span className="proof-value [--line-no:5]">
        {measured ? <TotalValue proof={measured} /> : <Value name="Total" value={undefined} text="" />}
      </span>
    </div>
  );
}

function slowestText(proof: Proof, ghost: boolean): string {
  if (!proof.slowest) return '–';
  return ownText(proof.slowest.duration, !ghost);
}

/**
 * A segment needs this width per letter to show its name; segments below `MERGED_PX` are merged with their neighbours.
 */
const NAME_PX_PER_LETTER = 7;
const MERGED_PX = 1.5;

function SumTrack({ proof, axis, ghost }: { proof: Proof | undefined; axis: TimeAxis; ghost: boolean }) {
  const [ref, widthPx] = useWidth<HTMLDivElement>();
  const segments = (proof?.segments ?? []).filter(
    ({ start, duration: length }) => start < axis.to && start + length >= axis.from,
  );
  const drawn = mergeShort(segments, widthPx > 0 ? (MERGED_PX / widthPx) * (axis.to - axis.from) : 0);
  const cut = proof?.sum !== undefined && Number.isFinite(proof.sum) && proof.sum > axis.to;
  return (
    <div ref={ref} className="proof-track overflow-hidden">
      {drawn.map(({ key, id, start, duration: length, merged }) => {
        const endless = !Number.isFinite(length);
        const place = span(start, endless ? undefined : start + length, axis);
        if (!place) return null;
        const roomPx = (Math.min(1, axis.share(start + length)) - Math.max(0, axis.share(start))) * widthPx;
        const name = clip(id, 100);
        const named = merged === 1 && roomPx > name.length * NAME_PX_PER_LETTER + 12;
        return (
          <i
            key={key}
            className={`proof-bar sum not-italic ${ghost ? 'ghost' : ''} ${endless ? 'noend' : ''}`}
            title={merged > 1 ? `${merged} calls` : `${name}: ${endless ? NO_END : duration(length)}`}
            style={{
              ...place,
              ...('width' in place && { width: `max(1px, ${place.width} - ${roomPx > 8 ? 2 : 0.5}px)` }),
              // A segment cut off at the left edge shows its name inside of the window.
              ...(axis.share(start) < 0 && { paddingLeft: `calc(${place.left.replace('-', '')} + 5px)` }),
            }}
          >
            {named ? name : ''}
          </i>
        );
      })}
      {cut && (
        <svg className="break-mark" viewBox="0 0 12 20" aria-hidden="true">
          <path d="M3 1l4 6-4 6 3 6M7 1l4 6-4 6 3 6" fill="none" stroke="currentColor" strokeWidth="1.5" />
        </svg>
      )}
    </div>
  );
}

function SlowestTrack({ proof, axis, ghost }: { proof: Proof | undefined; axis: TimeAxis; ghost: boolean }) {
  const length = proof?.slowest?.duration;
  const endless = length === Number.POSITIVE_INFINITY;
  const place = length === undefined ? undefined : span(0, endless ? undefined : length, axis);
  return (
    <div className="proof-track overflow-hidden">
      {place && <i className={`proof-bar slowest ${ghost ? 'ghost' : ''} ${endless ? 'noend' : ''}`} style={place} />}
    </div>
  );
}
