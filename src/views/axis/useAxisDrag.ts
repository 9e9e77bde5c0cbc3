import { type PointerEvent, useRef } from 'react';
import type { TimeAxis } from '../../analysis/timeline/timeAxis.ts';
import type { Ms } from '../../run/types.ts';
import { useActions } from '../ui/useFanout.ts';
import { momentUnder } from './percent.ts';

/** A pointer this close to the playhead drags it. */
const NEAR_PX = { mouse: 8, pen: 12, touch: 22 };
/** A shorter movement is a click. */
const CLICK_PX = 4;

/**
 * Pointer input on the axis: a click moves the playhead, dragging the playhead moves it, any other drag measures a
 * range.
 */
export function useAxisDrag(axis: TimeAxis, now: Ms) {
  const { movePlayhead, changeViewport } = useActions();
  const drag = useRef<{ x: number; from: Ms; takes: 'playhead' | 'measure' | undefined } | undefined>(undefined);

  function isNear({ clientX, currentTarget, pointerType }: PointerEvent): boolean {
    const { left, width } = currentTarget.getBoundingClientRect();
    const near = NEAR_PX[pointerType as keyof typeof NEAR_PX] ?? NEAR_PX.mouse;
    return Math.abs(left + axis.share(now) * width - clientX) <= near;
  }

  return {
    onPointerDown(event: PointerEvent<HTMLElement>): void {
      if (event.button !== 0 || !event.isPrimary) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const from = momentUnder(event.clientX, event.currentTarget, axis);
      drag.current = { x: event.clientX, from, takes: isNear(event) ? 'playhead' : undefined };
    },
    onPointerMove(event: PointerEvent<HTMLElement>): void {
      const { current } = drag;
      if (!current) {
        event.currentTarget.style.cursor = isNear(event) ? 'ew-resize' : '';
        return;
      }
      if (!current.takes && Math.abs(event.clientX - current.x) >= CLICK_PX) current.takes = 'measure';
      const at = Math.min(axis.to, Math.max(axis.from, momentUnder(event.clientX, event.currentTarget, axis)));
      if (current.takes === 'playhead') movePlayhead(at);
      else if (current.takes) changeViewport({ measuring: { from: current.from, to: at } });
    },
    onPointerUp(event: PointerEvent<HTMLElement>): void {
      const { current } = drag;
      drag.current = undefined;
      if (!current || current.takes === 'measure') return;
      if (current.takes === undefined) changeViewport({ measuring: undefined });
      movePlayhead(momentUnder(event.clientX, event.currentTarget, axis));
    },
    onPointerCancel(): void {
      drag.current = undefined;
    },
  };
}
