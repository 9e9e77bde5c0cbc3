import type { TimeAxis } from '../../../analysis/timeline/timeAxis.ts';
import type { CallState } from '../../../run/callState.ts';
import type { AttemptResult, Ms } from '../../../run/types.ts';
import { type Colour, Density } from '../../axis/density.ts';

type MinimapKind = 'ghost' | 'open' | AttemptResult;

/**
 * The style sheet's outcome colours, and the system colours for forced-colors mode. In painting order: failures last,
 * on top.
 */
const COLOURS: Record<MinimapKind, [name: string, forced: string]> = {
  ghost: ['--ink-3', 'GrayText'],
  open: ['--accent', 'Highlight'],
  succeeded: ['--ok', 'Highlight'],
  cancelled: ['--gone', 'GrayText'],
  timedOut: ['--late', 'CanvasText'],
  failed: ['--fail', 'CanvasText'],
};
const KINDS = Object.keys(COLOURS) as MinimapKind[];
/** Overlapping rows of other kinds are drawn by density; each of these is fully visible. */
const BAD: ReadonlySet<MinimapKind> = new Set<MinimapKind>(['cancelled', 'timedOut', 'failed']);

/**
 * Size and colours from the style sheet. Cached, because reading them for each picture of a live run would force a
 * layout.
 */
export interface MinimapStyle {
  /** Of the canvas, in CSS px. */
  width: number;
  height: number;
  colours: Readonly<Record<MinimapKind, Colour>>;
}

interface MinimapInput extends MinimapStyle {
  axis: TimeAxis;
  rows: number;
  /** Row index of a call in the log; -1 = it has no row. */
  placeOf: (key: number) => number;
  ghost: boolean;
  now: Ms;
}

/** Draws every attempt of every call that has a row, in row order, scaled to the canvas height. */
export function drawMinimap(
  canvas: HTMLCanvasElement,
  calls: readonly CallState[],
  { width, height, colours, axis, rows, placeOf, ghost, now }: MinimapInput,
): void {
  const scale = devicePixelRatio;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = contextOf(canvas);
  if (!context || canvas.width === 0 || canvas.height === 0) return;
  const rowPx = canvas.height / Math.max(1, rows);
  // Leaves a line free between rows if they are high enough.
  const barPx = rowPx >= 3 ? rowPx - scale : rowPx;
  const densities = new Map<MinimapKind, Density>();
  for (const call of calls) {
    const place = call ? placeOf(call.key) : -1;
    // In a closed group, or filtered out.
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

export function readMinimapStyle(canvas: HTMLCanvasElement): MinimapStyle {
  const { width, height } = canvas.getBoundingClientRect();
  const context = contextOf(canvas);
  const forced = matchMedia('(forced-colors: active)').matches;
  const style = getComputedStyle(canvas);
  // CSS allows many colour syntaxes; the canvas converts them to RGB.
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
