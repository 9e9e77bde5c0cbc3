import type { TimeAxis } from '../../analysis/timeAxis.ts';
import type { CallState } from '../../run/fold.ts';
import type { AttemptResult, Ms } from '../../run/types.ts';

/** The stylesheet's colours of outcomes, and those of the system where it takes colours away. */
const COLOURS: Record<AttemptResult | 'open' | 'ghost', [name: string, forced: string]> = {
  succeeded: ['--ok', 'Highlight'],
  failed: ['--fail', 'CanvasText'],
  timedOut: ['--late', 'CanvasText'],
  cancelled: ['--gone', 'GrayText'],
  open: ['--accent', 'Highlight'],
  ghost: ['--ink-3', 'GrayText'],
};

interface Picture {
  axis: TimeAxis;
  rows: number;
  /** The row of a call of the log; -1 = it has none. */
  placeOf: (key: number) => number;
  ghost: boolean;
  now: Ms;
}

/** Every attempt of every call that has a row, in the rows' order and as high as they fit; what went wrong comes last, on top. */
export function drawMinimap(
  canvas: HTMLCanvasElement,
  calls: readonly CallState[],
  { axis, rows, placeOf, ghost, now }: Picture,
): void {
  const { width, height } = canvas.getBoundingClientRect();
  const scale = devicePixelRatio;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d');
  if (!context || width === 0) return;
  const forced = matchMedia('(forced-colors: active)').matches;
  const style = getComputedStyle(canvas);
  const colour = (key: keyof typeof COLOURS) => {
    const [name, system] = COLOURS[key];
    return forced ? system : style.getPropertyValue(name);
  };
  const colours = Object.fromEntries(
    Object.keys(COLOURS).map((key) => [key, colour(key as keyof typeof COLOURS)]),
  ) as Record<keyof typeof COLOURS, string>;
  const rowPx = canvas.height / Math.max(1, rows);
  // A hairline between rows, where there is room for one.
  const barPx = Math.max(1, rowPx >= 3 ? rowPx - scale : rowPx);
  for (const bad of [false, true])
    for (const call of calls) {
      const place = call ? placeOf(call.key) : -1;
      // Behind a closed group, or not found.
      if (place < 0) continue;
      const y = Math.floor(place * rowPx);
      for (const { startedAt, endedAt, result } of call.attempts) {
        if (bad !== (result !== undefined && result !== 'succeeded' && !ghost)) continue;
        const x = axis.share(startedAt) * canvas.width;
        const to = axis.share(endedAt ?? now) * canvas.width;
        // Many rows on one line are as dense as they are many; what went wrong is always seen.
        context.globalAlpha = bad ? 1 : Math.min(1, Math.max(0.02, 2 * rowPx));
        context.fillStyle = colours[ghost ? 'ghost' : (result ?? 'open')];
        context.fillRect(x, y, Math.max(1, to - x), barPx);
      }
    }
}
