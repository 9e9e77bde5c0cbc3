import { ClipboardCopy } from 'lucide-react';
import { useState } from 'react';
import { count } from '../../analysis/format.ts';
import { tableText } from '../../analysis/table.ts';
import type { TimeAxis } from '../../analysis/timeAxis.ts';
import { shownTable } from '../../store/again.ts';
import { docOf } from '../../store/doc.ts';
import { freshPrediction } from '../../store/selectors.ts';
import { at } from '../percent.ts';
import { useActions, useFanout, useFanoutStore } from '../useFanout.ts';
import { useWidth } from '../useWidth.ts';
import { type Fit, tickLabel, ticksOf } from './axis.ts';

const PX_PER_TICK = 64;

export function Axis({ axis, fit }: { axis: TimeAxis; fit: Fit }) {
  const [ref, widthPx] = useWidth<HTMLDivElement>();
  const ticks = ticksOf(axis, Math.max(2, Math.floor(widthPx / PX_PER_TICK)));
  const step = (ticks[1] ?? axis.to) - (ticks[0] ?? axis.from);
  return (
    <div className="track-grid axis flex-none">
      <div className="flex items-center justify-between pr-3 pl-5 max-[760px]:hidden">
        <Count />
        <CopyTable />
      </div>
      <div ref={ref} className="axis-track" aria-hidden>
        {ticks.map((tick) => (
          <span key={tick} className={axis.share(tick) > 0.97 ? 'last' : ''} style={{ left: at(tick, axis) }}>
            {tickLabel(tick, axis, step)}
          </span>
        ))}
      </div>
      <FitChoice fit={fit} />
    </div>
  );
}

function Count() {
  const calls = useFanout((state) => docOf(state).plan.calls.length);
  return <span>{calls === 1 ? '1 call' : `${count(calls)} calls`}</span>;
}

function CopyTable() {
  const store = useFanoutStore();
  const [copied, setCopied] = useState<'no' | 'yes' | 'failed'>('no');

  async function copy(): Promise<void> {
    const state = store.getState();
    const source = shownTable(state) ?? freshPrediction(state);
    try {
      if (source) await navigator.clipboard.writeText(tableText(source));
      setCopied('yes');
    } catch {
      setCopied('failed');
    }
  }

  return (
    <span className="flex items-center gap-1">
      <span role="status" className="text-tiny">
        {copied === 'yes' ? 'copied' : copied === 'failed' ? 'the browser refused' : ''}
      </span>
      <button
        type="button"
        className="row-action"
        aria-label="Copy as table"
        title="Copy as table"
        onClick={() => void copy()}
        onBlur={() => setCopied('no')}
      >
        <ClipboardCopy size={14} aria-hidden />
      </button>
    </span>
  );
}

function FitChoice({ fit }: { fit: Fit }) {
  const { fitChosen } = useActions();
  const choice = (one: Fit) => (
    <button
      type="button"
      className={`rounded px-1 hover:text-ink ${fit === one ? 'font-[560] text-ink' : ''}`}
      aria-pressed={fit === one}
      aria-label={`Fit ${one}`}
      title="Key 0"
      onClick={() => fitChosen(one)}
    >
      {one}
    </button>
  );
  return (
    <div className="flex items-center justify-end gap-0.5 pr-4 max-[760px]:hidden">
      Fit {choice('sum')}|{choice('total')}
    </div>
  );
}
