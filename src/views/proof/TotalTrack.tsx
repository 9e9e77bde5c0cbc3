import { type KeyboardEvent, type PointerEvent, useCallback, useRef } from 'react';
import { duration, exact } from '../../analysis/format.ts';
import { savedText } from '../../analysis/labels.ts';
import type { Proof } from '../../analysis/proof.ts';
import { strategyLabel } from '../../analysis/strategies.ts';
import { TOTAL_UNKNOWN } from '../../analysis/voice.ts';
import type { Ms } from '../../run/types.ts';
import { isRunning } from '../../store/fanout.ts';
import { strategyViews } from '../../store/selectors.ts';
import { useLive } from '../live.ts';
import { at } from '../percent.ts';
import { useActions, useFanout } from '../useFanout.ts';

const GUESS_STEP_MS = 50;

/** Empty until there is something measured; then the bar, what was saved, and the last totals of the other strategies. */
export function TotalTrack({ proof, domain }: { proof: Proof | undefined; domain: Ms }) {
  const running = useFanout(isRunning);
  const total = proof?.total;
  const known = total !== undefined && Number.isFinite(total);
  const saved = known ? proof?.saved : undefined;
  return (
    <div className="proof-track">
      {known && <i className="proof-bar total" style={{ left: 0, width: at(Math.min(total, domain), domain) }} />}
      {running && <GrowingBar domain={domain} />}
      {!running && !proof && <GuessTrack domain={domain} />}
      {known && saved && (
        <span
          className="dimension"
          style={{
            left: `calc(${at(total, domain)} + 4px)`,
            right: saved.end > domain ? 0 : `calc(100% - ${at(saved.end, domain)})`,
          }}
        >
          {proof && savedText(proof)}
          {saved.end <= domain && <i />}
        </span>
      )}
      <Ticks domain={domain} />
      <GuessFlag domain={domain} />
    </div>
  );
}

function GrowingBar({ domain }: { domain: Ms }) {
  const bar = useRef<HTMLElement>(null);
  const draw = useCallback(
    (now: Ms) => {
      if (bar.current) bar.current.style.width = at(Math.min(now, domain), domain);
    },
    [domain],
  );
  useLive(draw);
  return <i ref={bar} className="proof-bar total" style={{ left: 0, width: 0 }} />;
}

/** The empty Total row takes one's own guess: a click, or the arrow keys. */
function GuessTrack({ domain }: { domain: Ms }) {
  const guess = useFanout((state) => state.guess);
  const { guessed } = useActions();

  function plant(event: PointerEvent<HTMLDivElement>): void {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - left) / width));
    guessed(Math.round((share * domain) / 10) * 10);
  }

  function step(event: KeyboardEvent): void {
    const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (by !== undefined) guessed(Math.min(domain, Math.max(0, (guess ?? 0) + by * GUESS_STEP_MS)));
    else if (event.key === 'Delete' || event.key === 'Backspace') guessed(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label="Your guess of the total"
      aria-valuemin={0}
      aria-valuemax={Math.round(domain)}
      aria-valuenow={guess ?? 0}
      aria-valuetext={guess === undefined ? 'no guess yet' : duration(guess)}
      className="absolute inset-0 cursor-crosshair rounded border border-transparent hover:border-line"
      onPointerDown={plant}
      onKeyDown={step}
    >
      {guess === undefined && (
        <span className="pl-1.5 text-ink3 text-small leading-[22px]">
          {TOTAL_UNKNOWN}, or click here to plant your guess
        </span>
      )}
    </div>
  );
}

function GuessFlag({ domain }: { domain: Ms }) {
  const guess = useFanout((state) => state.guess);
  if (guess === undefined || guess > domain) return null;
  return (
    <span className={`guess ${guess > domain * 0.8 ? 'flip' : ''}`} style={{ left: at(guess, domain) }}>
      <span>your guess {duration(guess)}</span>
    </span>
  );
}

/** Labels nearer than this share of the axis would run into each other. */
const LABEL_SHARE = 0.16;

function Ticks({ domain }: { domain: Ms }) {
  const views = useFanout(strategyViews);
  const running = useFanout(isRunning);
  const ticks = views
    .flatMap(({ name, n = 1, measured, chosen }) =>
      measured !== undefined && (!chosen || running) && measured <= domain
        ? {
            name,
            measured,
            label: strategyLabel(name === 'at-most' || name === 'batches' ? { kind: name, n } : { kind: name }),
          }
        : [],
    )
    .sort((a, b) => a.measured - b.measured);
  let free = Number.NEGATIVE_INFINITY;
  return ticks.map(({ name, measured, label }) => {
    const share = measured / domain;
    const flip = share > 0.84;
    const labelled = share >= free + (flip ? LABEL_SHARE : 0);
    if (labelled) free = share + (flip ? 0 : LABEL_SHARE);
    const text = `${label} ${exact(measured)}`;
    return (
      <span key={name}>
        <i className="tick" title={text} style={{ left: at(measured, domain) }} />
        {labelled && (
          <span
            className="tick-label"
            style={flip ? { right: `calc(100% - ${at(measured, domain)})` } : { left: at(measured, domain) }}
          >
            {text}
          </span>
        )}
      </span>
    );
  });
}
