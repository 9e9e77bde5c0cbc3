import type { TimeAxis } from '../../../analysis/timeline/timeAxis.ts';
import type { CallState } from '../../../run/callState.ts';
import type { AttemptResult, Ms } from '../../../run/types.ts';
import { type Colour, Density } from '../../axis/density.ts';

type MinimapKind = 'ghost' | 'open' | AttemptResult;

/** The stylesheet's colours of outcomes, and those of the system where it takes colours away. In the order of painting: what went wrong comes last, on top. */
const COLOURS: Record<MinimapKind, [name: string, forced: string]> = {
  ghost: ['--ink-3', 'GrayText'],
  open: ['--accent', 'Highlight'],
  succeeded: ['--ok', 'Highlight'],
  cancelled: ['--gone', 'GrayText'],
  timedOut: ['--late', 'CanvasText'],
  failed: ['--fail', 'CanvasText'],
};
const KINDS = Object.keys(COLOURS) as MinimapKind[];
/** Many rows on one line are as dense as they are many; of these each one is seen. */
const BAD: ReadonlySet<MinimapKind> = new Set<MinimapKind>(['cancelled', 'timedOut', 'failed']);

/** What the stylesheet says. Asked for with each picture of a live run, it would make the page lay itself out on the spot. */
export interface Paper {
  /** Of the canvas, in CSS px. */
  width: number;
  height: number;
  colours: Readonly<Record<MinimapKind, Colour>>;
}

interface Picture extends Paper {
  axis: TimeAxis;
  rows: number;
  /** The row of a call of the log; -1 = it has none. */
  placeOf: (key: number) => number;
  ghost: boolean;
  now: Ms;
}

/** Every attempt of every call that has a row, in the rows' order and as high as they fit. */
export function drawMinimap(
  canvas: HTMLCanvasElement,
  calls: readonly CallState[],
  { width, height, colours, axis, rows, placeOf, ghost, now }: Picture,
): void {
  const scale = devicePixelRatio;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = contextOf(canvas);
  if (!context || canvas.width === 0 || canvas.height === 0) return;
  const rowPx = canvas.height / Math.max(1, rows);
  // A hairline between rows, where there is room for one.
  const barPx = rowPx >= 3 ? rowPx - scale : rowPx;
  const densities = new Map<MinimapKind, Density>();
  for (const call of calls) {
    const place = call ? placeOf(call.key) : -1;
    // Behind a closed group, or not found.
    if (place < 0) continue;
    const y = Math.floor(place * rowPx);
    for (const { startedAt, endedAt, result } of call.attempts) {
      const kind = ghost ? 'ghost' : (result ?? 'open');
      let density = densities.get(kind);
      if (!density) {
        density = new Density(canvas.width, canvas.height);
        densities.set(kind, density);
      }
      const x = axis.share(startedAt) * canvas.width;
      density.add(x, y, axis.share(endedAt ?? now) * canvas.width - x, barPx);
    }
  }
  const image = context.createImageData(canvas.width, canvas.height);
  const dense = Math.min(1, Math.max(0.02, 2 * rowPx));
  for (const kind of KINDS) densities.get(kind)?.paint(image.data, colours[kind], BAD.has(kind) ? 1 : dense);
  context.putImageData(image, 0, 0);
}

const contextOf = (canvas: HTMLCanvasElement) => canvas.getContext('2d', { willReadFrequently: true });

export function paperOf(canvas: HTMLCanvasElement): Paper {
  const { width, height } = canvas.getBoundingClientRect();
  const context = contextOf(canvas);
  const forced = matchMedia('(forced-colors: active)').matches;
  const style = getComputedStyle(canvas);
  // A stylesheet may name a colour in any way: what the canvas makes of it is its red, green and blue.
  const colourOf = (kind: MinimapKind): Colour => {
    if (!context) return [0, 0, 0];
    const [name, system] = COLOURS[kind];
    context.fillStyle = forced ? system : style.getPropertyValue(name);
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
    return [red, green, blue];
  };
  const colours = Object.fromEntries(KINDS.map((kind) => [kind, colourOf(kind)])) as Record<MinimapKind, Colour>;
  return { width, height, colours };
}
