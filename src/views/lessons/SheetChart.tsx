import { clip, duration } from '../../analysis/format/format.ts';
import { barsOf } from '../../analysis/timeline/bars.ts';
import { linearAxis } from '../../analysis/timeline/timeAxis.ts';
import type { CallState } from '../../run/callState.ts';
import type { Ms } from '../../run/types.ts';
import type { WorksheetRun } from '../../store/lessons/worksheet.ts';
import { roundUp, tickLabel, ticksOf } from '../axis/axis.ts';

/** In SVG units; the picture is as wide as the text on paper. */
const WIDTH = 720;
const HEAD = 150;
const TAIL = 110;
const LANE = WIDTH - HEAD - TAIL;
const ROW = 24;
const AXIS = 20;

/**
 * `plan`: the duration that each call is given, dashed and from 0, and an empty Total row for the reader's guess. `result`:
 * the predicted run with outcomes and total.
 */
export function SheetChart({ run, what }: { run: WorksheetRun; what: 'plan' | 'result' }) {
  const end = roundUp(Math.max(100, 1.02 * (what === 'plan' ? run.room : run.longest)));
  const axis = linearAxis(0, end);
  const x = (at: Ms) => HEAD + Math.min(1, axis.share(at)) * LANE;
  const ticks = ticksOf(axis, 7);
  const height = AXIS + ROW * (run.calls.length + 1);
  const bottom = height - ROW;
  return (
    <svg
      className="sheet-chart"
      viewBox={`0 0 ${WIDTH} ${height + 4}`}
      role="img"
      aria-label={what === 'plan' ? 'The plan' : 'The predicted run'}
    >
      {ticks.map((tick) => (
        <g key={tick}>
          <line x1={x(tick)} x2={x(tick)} y1={AXIS - 4} y2={height} className="grid" />
          <text x={x(tick)} y={AXIS - 8} textAnchor="middle">
            {tickLabel(tick, axis, (ticks[1] ?? end) - (ticks[0] ?? 0))}
          </text>
        </g>
      ))}
      {run.calls.map(({ call, planned }, i) => {
        const y = AXIS + i * ROW;
        return (
          <g key={call.key}>
            <line x1={0} x2={WIDTH} y1={y + ROW} y2={y + ROW} className="rule" />
            <text x={0} y={y + 16}>
              {clip(call.id, 40)}
            </text>
            {what === 'plan' ? (
              planned !== undefined && (
                <rect x={x(0)} y={y + 6} width={Math.max(2, x(planned) - x(0))} height={12} className="ghost" />
              )
            ) : (
              <Bars call={call} stalled={run.stalled} x={x} y={y} end={end} />
            )}
            <text x={WIDTH} y={y + 16} textAnchor="end">
              {what === 'result' ? endOf(call) : planned === undefined ? '' : duration(planned)}
            </text>
          </g>
        );
      })}
      <text x={0} y={bottom + 16} fontWeight="600">
        Total
      </text>
      {what === 'result' && (
        <>
          <rect x={x(0)} y={bottom + 7} width={Math.max(2, x(run.total) - x(0))} height={10} className="total" />
          <text x={WIDTH} y={bottom + 16} textAnchor="end" fontWeight="600">
            {duration(run.total)}
          </text>
        </>
      )}
      <line x1={0} x2={WIDTH} y1={height} y2={height} className="rule" />
    </svg>
  );
}

const WORD = {
  succeeded: 'done',
  failed: 'failed',
  timedOut: 'timed out',
  cancelled: 'cancelled',
  skipped: 'skipped',
  rejected: 'rejected',
};

function endOf({ outcome }: CallState): string {
  return outcome ? `${WORD[outcome.kind]}, ${duration(outcome.settledAt)}` : '';
}

function Bars(props: { call: CallState; stalled: boolean; x: (at: Ms) => number; y: number; end: Ms }) {
  const { call, stalled, x, y, end } = props;
  return barsOf(call, stalled).map((bar) => {
    const to = bar.to ?? end;
    const kind = bar.kind === 'attempt' ? (bar.result ?? 'endless') : bar.kind;
    const thin = bar.kind !== 'attempt';
    return (
      <rect
        key={`${bar.kind}${bar.from}`}
        x={x(bar.from)}
        y={thin ? y + 11 : y + 5}
        width={Math.max(1, x(to) - x(bar.from))}
        height={thin ? 2 : 14}
        className={`bar-${kind}`}
      />
    );
  });
}
