import type { Ms } from '../../run/types.ts';
import { count, duration, list } from '../format/format.ts';
import { figure, type RichText, richText } from '../format/richText.ts';

export interface LiveFrame {
  /** Ms since the run's start. */
  now: Ms;
  calls: number;
  settled: number;
  running: number;
  /** Ids of running calls that are predicted never to end. */
  endless?: readonly string[] | undefined;
  canTimeout?: boolean | undefined;
}

/** Run time in ms after which the sentence gives advice if a call hangs. */
const ADVICE_AFTER_MS = 10_000;

/** The sentence of a running run: `0.42 s: 2 of 4 done, 2 running`. Cheap enough to be built in every frame. */
export function liveSentence({ now, calls, settled, running, endless: ids = [], canTimeout }: LiveFrame): RichText {
  const sentence = richText(
    { ...figure('Elapsed', now, now < 9.5 ? '0.00 s' : duration(now)), strong: true },
    ': ',
    figure('Done', settled, count(settled)),
    ' of ',
    figure('Calls', calls, count(calls)),
    ' done, ',
    figure('Running', running, count(running)),
    ' running',
  );
  if (now < ADVICE_AFTER_MS || ids.length === 0) return sentence;
  const advice = canTimeout ? 'Set a timeout, or press Stop.' : 'Press Stop when you have seen enough.';
  return richText(sentence, `. ${list(ids)} never ${ids.length > 1 ? 'end' : 'ends'}. ${advice}`);
}
