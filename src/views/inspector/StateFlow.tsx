import { useEffect, useRef } from 'react';
import { clip, count, exact } from '../../analysis/format/format.ts';
import {
  type Arrival,
  selectCommitted,
  selectCompletionOrder,
  selectRequestedCalls,
} from '../../store/run/completionOrder.ts';
import { Value } from '../ui/figures/Value.tsx';
import { useActions, useFanout } from '../ui/useFanout.ts';
import './state.css';

/** At the default text size. */
const LINE_PX = 24;
const LINE = `${LINE_PX / 16}rem`;
const FLASH_MS = 900;

/** The collected calls in order of completion; only the last of many. */
export function CollectedIds() {
  const collected = useFanout(selectCompletionOrder);
  if (!collected?.count) return null;
  return (
    <>
      {' '}
      In this order:{' '}
      {collected.last.map((one, i) => (
        <span key={one.key}>
          {i > 0 ? ', ' : collected.count > collected.last.length && '… '}
          <Id of={one} />
        </span>
      ))}
    </>
  );
}

/** The single update of State; it flashes when it happens. */
export function StateNote() {
  const done = useFanout(selectCommitted);
  const line = useRef<HTMLParagraphElement>(null);
  const before = useRef(done);

  useEffect(() => {
    const columns = line.current?.parentElement?.querySelector('.state-columns');
    if (done && !before.current && !matchMedia('(prefers-reduced-motion: reduce)').matches)
      columns?.animate([{ background: 'var(--accent-soft)' }, { background: 'transparent' }], FLASH_MS);
    before.current = done;
  }, [done]);

  if (!done) return null;
  return (
    <p ref={line} className="state-note">
      <b>
        Committed in one update at <Value name="Committed at" value={done.at} text={exact(done.at)} className="" />:
      </b>{' '}
      {some(done.messages, 'message')}, {some(done.results, 'result')}, {some(done.errors, 'error')}. {done.pairing}
    </p>
  );
}

const some = (n: number, what: string) => (
  <Value name={`Committed ${what}s`} value={n} text={`${count(n)} ${what}${n === 1 ? '' : 's'}`} className="" />
);

/** Call order and completion order side by side, with a line between the two positions of each call. */
export function CallOrders() {
  const plan = useFanout(selectRequestedCalls);
  const completed = useFanout(selectCompletionOrder);
  const selected = useFanout((state) => state.selected);
  if (!completed || plan.count < 2) return null;
  const left = plan.first;
  const right = completed.first;
  const rows = Math.max(left.length, right.length);
  const places = new Map(right.map(({ key }, place) => [key, place]));
  const middle = (place: number) => place * LINE_PX + LINE_PX / 2;
  return (
    <section className="orders" aria-label="Call order and completion order">
      <p className="text-ink2">
        <b className="font-[560] text-ink">results and errors are in call order</b>, in whatever order the calls come
        in.
      </p>
      <div className="orders-lists">
        <List title="Call order" of={left} all={plan.count} />
        <svg
          viewBox={`0 0 72 ${rows * LINE_PX}`}
          className="w-18"
          style={{ height: `calc(${rows} * ${LINE})` }}
          aria-hidden="true"
        >
          {left.map(({ key }, place) => {
            const to = places.get(key);
            return (
              to !== undefined && (
                <line
                  key={key}
                  x1="2"
                  y1={middle(place)}
                  x2="70"
                  y2={middle(to)}
                  className={key === selected ? 'stroke-ink' : 'stroke-ink3'}
                  strokeWidth={key === selected ? 2 : 1}
                />
              )
            );
          })}
        </svg>
        <List title="Completion order" of={right} all={completed.count} />
      </div>
    </section>
  );
}

function List({ title, of, all }: { title: string; of: readonly Arrival[]; all: number }) {
  return (
    <div>
      <h3 className="text-ink2 text-small">{title}</h3>
      <ol aria-label={title} className="font-mono">
        {of.map((one, place) => (
          <li key={one.key} style={{ height: LINE }}>
            <small>{place + 1}</small> <Id of={one} />
          </li>
        ))}
        {of.length === 0 && <li className="text-ink2">none yet</li>}
        {all > of.length && <li className="text-ink2">and {count(all - of.length)} more</li>}
      </ol>
    </div>
  );
}

function Id({ of: { id, key } }: { of: Arrival }) {
  const selected = useFanout((state) => state.selected === key);
  const { selectRow } = useActions();
  return (
    <button type="button" className="state-id" aria-pressed={selected} onClick={() => selectRow(key)}>
      {clip(id, 100)}
    </button>
  );
}
