import type { TimeAxis } from '../../../analysis/timeline/timeAxis.ts';
import { pannedBy, zoomedBy } from '../../../analysis/timeline/zoom.ts';
import type { FanoutStore } from '../../../store/types.ts';
import { axesOf } from '../../axis/useTimeAxis.ts';
import { showRange } from './axisKeys.ts';

/** Wheel distance in px that halves the visible range. */
const PX_PER_HALF = 240;
const PX_PER_LINE = 16;

/** Wheel and two-finger gestures over the card. All events of one frame are applied together. */
export function followGestures(card: HTMLElement, store: FanoutStore): () => void {
  let zoom = 1;
  let about = 0.5;
  let panPx = 0;
  let frame = 0;

  const trackRect = () => card.querySelector('.axis-track')?.getBoundingClientRect();

  function schedule(): void {
    if (frame === 0) frame = requestAnimationFrame(apply);
  }
  function apply(): void {
    frame = 0;
    const { axis } = axesOf(store);
    if (zoom !== 1) showRange(store, zoomedBy(axis, zoom, about));
    else showRange(store, pannedBy(axis, panPx / (trackRect()?.width || 1)));
    zoom = 1;
    panPx = 0;
  }

  /** A wheel without modifier scrolls the rows. */
  function wheel(event: WheelEvent): void {
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? PX_PER_LINE : 1;
    const { ctrlKey, metaKey, shiftKey, deltaX, deltaY } = event;
    if (ctrlKey || metaKey) {
      const rect = trackRect();
      if (!rect) return;
      zoom *= 2 ** ((deltaY * unit) / PX_PER_HALF);
      about = Math.min(1, Math.max(0, (event.clientX - rect.left) / rect.width));
    } else {
      // Some browsers swap the wheel's axes while Shift is held.
      const across = shiftKey && deltaX === 0 ? deltaY : deltaX;
      if (Math.abs(across) <= (shiftKey ? 0 : Math.abs(deltaY)) || !store.getState().zoom) return;
      panPx += across * unit;
    }
    event.preventDefault();
    schedule();
  }

  let pinch: { axis: TimeAxis; middle: number; apart: number } | undefined;
  /** Midpoint of the two fingers as a share of the axis, and their distance in px. */
  function fingers({ touches }: TouchEvent): { middle: number; apart: number } | undefined {
    const [one, other] = touches;
    const rect = trackRect();
    if (!one || !other || touches.length !== 2 || !rect) return undefined;
    const middle = ((one.clientX + other.clientX) / 2 - rect.left) / rect.width;
    return { middle, apart: Math.max(1, Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY)) };
  }
  function touched(event: TouchEvent): void {
    const at = fingers(event);
    // One finger scrolls the page.
    if (!at) return;
    if (event.cancelable) event.preventDefault();
    pinch = { axis: axesOf(store).axis, ...at };
    card.addEventListener('touchmove', moved, { passive: false });
  }
  function moved(event: TouchEvent): void {
    const at = fingers(event);
    if (!pinch || !at) return;
    // A touch that has become a scroll is not cancelable.
    if (event.cancelable) event.preventDefault();
    const wide = pinch.apart / at.apart;
    const left = pinch.middle - at.middle * wide;
    showRange(store, { from: pinch.axis.moment(left), to: pinch.axis.moment(left + wide) });
  }
  function lifted(): void {
    pinch = undefined;
    card.removeEventListener('touchmove', moved);
  }

  card.addEventListener('wheel', wheel, { passive: false });
  card.addEventListener('touchstart', touched, { passive: false });
  card.addEventListener('touchend', lifted);
  card.addEventListener('touchcancel', lifted);
  return () => {
    cancelAnimationFrame(frame);
    lifted();
    card.removeEventListener('wheel', wheel);
    card.removeEventListener('touchstart', touched);
    card.removeEventListener('touchend', lifted);
    card.removeEventListener('touchcancel', lifted);
  };
}
