import { Pause, Play, SkipBack, SkipForward } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { exact } from '../../analysis/format/format.ts';
import { selectIsShownRunning } from '../../store/plan/document.ts';
import { SPEEDS } from '../../store/run/playhead.ts';
import { selectMeasuredProof, selectPlayhead } from '../../store/run/selectors.ts';
import { selectShownEnd } from '../../store/run/shownEnd.ts';
import type { Speed } from '../../store/state.ts';
import { Value } from '../ui/figures/Value.tsx';
import { useActions, useFanout } from '../ui/useFanout.ts';

/** Replays the shown run; the run itself always runs in real time. */
export function PlaybackControls() {
  const end = useFanout(selectShownEnd);
  const live = useFanout(selectIsShownRunning);
  // Not the log's end: abandoned work may end later.
  const total = useFanout((state) => selectMeasuredProof(state)?.total);
  const head = useFanout(selectPlayhead);
  const playing = useFanout((state) => state.playing);
  const speed = useFanout((state) => state.speed);
  const { togglePlayback, stepPlayhead } = useActions();
  usePlaying(playing);
  // There is no room for it beside a lesson.
  const slowed = useFanout(({ lesson }) => !lesson) && playing && speed !== 1;
  if (end === undefined) return <span className="phone:hidden" />;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields.
    <div
      className={slowed ? 'playback flex-wrap content-center gap-y-0' : 'playback'}
      role="group"
      aria-label="Playback"
    >
      <Control label="Previous event" keys="←" onPress={() => stepPlayhead(-1)}>
        <SkipBack size={14} aria-hidden />
      </Control>
      <Control label={playing ? 'Hold' : 'Play'} keys="Space" onPress={togglePlayback}>
        {playing ? <Pause size={14} aria-hidden /> : <Play size={14} aria-hidden />}
      </Control>
      <Control label="Next event" keys="→" onPress={() => stepPlayhead(1)}>
        <SkipForward size={14} aria-hidden />
      </Control>
      <SpeedChoice />
      <span
        className="min-w-16 text-right text-small"
        title={total === undefined ? undefined : `Finished in ${exact(total)}`}
      >
        {head ? exact(head.at) : live ? 'live' : 'at the end'}
      </span>
      {slowed && (
        <span className="basis-full text-right text-small phone:text-left">
          {total === undefined ? (
            'Running at real time'
          ) : (
            <>
              Finished in <Value name="Total" value={total} text={exact(total)} className="" />
            </>
          )}
          ; showing it {speed === 'fit' ? '' : 'at '}
          {speedText(speed)}
        </span>
      )}
    </div>
  );
}

function usePlaying(playing: boolean): void {
  const { advancePlayback } = useActions();
  useEffect(() => {
    if (!playing) return;
    let last: number | undefined;
    let frame = requestAnimationFrame(function onFrame(now) {
      if (last !== undefined) advancePlayback(now - last);
      last = now;
      frame = requestAnimationFrame(onFrame);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing, advancePlayback]);
}

const speedText = (speed: Speed) => (speed === 'fit' ? 'in 10 s' : `${speed}×`);

function SpeedChoice() {
  const speed = useFanout((state) => state.speed);
  const { setSpeed } = useActions();
  return (
    <select
      className="rounded border border-line bg-panel px-1 text-small phone:h-9"
      aria-label="View speed"
      value={String(speed)}
      onChange={({ target }) => setSpeed(SPEEDS.find((one) => String(one) === target.value) as Speed)}
    >
      {SPEEDS.map((one) => (
        <option key={one} value={String(one)}>
          {speedText(one)}
        </option>
      ))}
    </select>
  );
}

function Control(props: { label: string; keys: string; onPress: () => void; children: ReactNode }) {
  const { label, keys, onPress, children } = props;
  return (
    <button type="button" className="row-action" aria-label={label} title={`${label} (${keys})`} onClick={onPress}>
      {children}
    </button>
  );
}
