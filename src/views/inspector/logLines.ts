import { word } from '../../analysis/format.ts';
import { narrate } from '../../analysis/narrate.ts';
import type { RunEvent } from '../../run/types.ts';
import { runsBefore } from '../../store/again.ts';
import { foldOf } from '../../store/selectors.ts';
import type { RunRecord } from '../../store/state.ts';

/** A run's log, or of failed calls that ran again also the logs of the runs before it, one after the other. */
export function logLines(run: RunRecord): { count: number; line(index: number): LogLine } {
  const runs = [...runsBefore(run), run];
  // A heading each, where there are several.
  const heads = runs.length > 1 ? 1 : 0;
  const lengths = runs.map(({ length }) => length + heads);
  return {
    count: lengths.reduce((sum, length) => sum + length, 0),
    line(index) {
      let left = index;
      let nth = 0;
      while (nth < runs.length - 1 && left >= (lengths[nth] as number)) left -= lengths[nth++] as number;
      const one = runs[nth] as RunRecord;
      if (left < heads) return { heading: true, text: headingOf(one, nth + 1) };
      const event = one.log[left - heads] as RunEvent;
      const after = one === run ? left - heads + 1 : undefined;
      return { heading: false, at: (event.at / 1000).toFixed(3), text: narrate(event, foldOf(one).calls), after };
    },
  };
}

/** `after`: how many events of the run on the screen have happened with this one; absent in the logs before it. */
type LogLine =
  | { heading: true; text: string; after?: undefined }
  | { heading: false; at: string; text: string; after: number | undefined };

function headingOf({ again }: RunRecord, nth: number): string {
  if (!again) return `Run ${nth}`;
  const n = again.keys.length;
  return `Run ${nth}: the ${n === 1 ? '' : `${word(n)} `}failed ${n === 1 ? 'call' : 'calls'} again`;
}
