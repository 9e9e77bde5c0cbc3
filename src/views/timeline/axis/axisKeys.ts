import { barsOf } from '../../../analysis/timeline/bars.ts';
import { isShown, type TimeRange } from '../../../analysis/timeline/timeAxis.ts';
import { fittedWindow, pannedBy, withMargin, zoomedBy } from '../../../analysis/timeline/zoom.ts';
import {
  selectGhostCall,
  selectMeasuredProof,
  selectPlayhead,
  selectPredictedProof,
  selectRanCall,
} from '../../../store/run/selectors.ts';
import { selectShownEnd } from '../../../store/run/shownEnd.ts';
import type { FanoutState } from '../../../store/state.ts';
import type { FanoutStore } from '../../../store/types.ts';
import { extentOf, fitOf } from '../../axis/axis.ts';
import { axesOf } from '../../axis/useTimeAxis.ts';

/** Zoom factor of a key press. */
const ZOOM = 1.5;
/** Pan distance of a key press, as a share of the visible range. */
const PAN = 0.15;

/** Shows a range. Ignored while the end of a bar is dragged, because the axis must not move under the pointer. */
export function showRange(store: FanoutStore, wanted: TimeRange): void {
  if (!store.getState().dragging) store.actions.changeViewport({ zoom: fittedWindow(axesOf(store).full, wanted) });
}

export function axisKey(store: FanoutStore, key: string): void {
  const { axis, full } = axesOf(store);
  const state = store.getState();
  const head = selectPlayhead(state)?.at;
  const about = head !== undefined && isShown(axis, head) ? axis.share(head) : 0.5;
  switch (key) {
    case 'w':
      showRange(store, zoomedBy(axis, 1 / ZOOM, about));
      return;
    case 's':
      showRange(store, zoomedBy(axis, ZOOM, about));
      return;
    case 'a':
      showRange(store, pannedBy(axis, -PAN));
      return;
    case 'd':
      showRange(store, pannedBy(axis, PAN));
      return;
    case 'f': {
      const bar = selectedRange(state);
      if (bar) store.actions.changeViewport({ zoom: withMargin(full, bar) });
      return;
    }
    case '0':
      if (state.zoom) store.actions.changeViewport({ zoom: undefined });
      else {
        const fit = fitOf(extentOf([selectMeasuredProof(state) ?? selectPredictedProof(state)]), state.fit);
        store.actions.setFit(fit === 'sum' ? 'total' : 'sum');
      }
      return;
    case 'm':
      markMeasure(store);
      return;
  }
}

/** From the start of the selected call's first attempt to the end of its last one; predicted if there is no run. */
function selectedRange(state: FanoutState): TimeRange | undefined {
  const { selected } = state;
  if (selected === undefined) return undefined;
  const ran = selectRanCall(state, selected);
  const attempts = barsOf(ran ?? selectGhostCall(state, selected) ?? NONE).filter(({ kind }) => kind === 'attempt');
  const from = attempts[0]?.from;
  const to = attempts.at(-1)?.to ?? (ran && selectShownEnd(state));
  return from === undefined || to === undefined ? undefined : { from, to };
}
const NONE = { key: -1, id: '', name: '', phase: 'queued', queuedAt: 0, attempts: [] } as const;

/** Marks the start of a measured range at the playhead, then its end. */
function markMeasure(store: FanoutStore): void {
  const state = store.getState();
  const end = selectShownEnd(state);
  if (end === undefined) return;
  const here = selectPlayhead(state)?.at ?? end;
  const { measuring } = state;
  const open = measuring && measuring.to === undefined;
  store.actions.changeViewport({
    measuring: open ? { from: measuring.from, to: here } : { from: here, to: undefined },
  });
}
