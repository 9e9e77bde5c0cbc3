import { useEffect, useLayoutEffect } from 'react';

interface Box {
  left: number;
  right: number;
}

/** Of boxes in the order of what is told first: those that touch none of the ones that stay before them. */
export function staying(boxes: readonly Box[]): boolean[] {
  const kept: Box[] = [];
  return boxes.map((box) => {
    const touches = kept.some(({ left, right }) => box.left < right && box.right > left);
    if (!touches) kept.push(box);
    return !touches;
  });
}

/** All texts that stand on the axis, what is told first before the others. */
const TEXTS = [
  '.measured',
  '.playhead b',
  '.cursor-line:not([hidden]) b',
  '.time-flag b',
  '.gap-break b',
  '.axis-track span',
];

/** So much around a text stays free. */
const AIR_PX = 2;

/**
 * A text that another one lies on, or that is cut, would be read wrongly: it is not seen. Lines and titles stay. Once in
 * a frame, when that has to be laid out anyway: asked at once, 10,000 calls would be laid out with each step of the playhead.
 */
export function clearAxis(): void {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    for (const chart of document.querySelectorAll('.chart, .over-time')) clear(chart);
  });
}
let asked = false;

function clear(chart: Element): void {
  const track = chart.querySelector('.axis-track');
  if (!track) return;
  const { left, right } = track.getBoundingClientRect();
  const texts: { style: CSSStyleDeclaration; box: Box }[] = [];
  for (const one of TEXTS.flatMap((selector) => [...chart.querySelectorAll<HTMLElement>(selector)])) {
    const box = one.getBoundingClientRect();
    // Left out by a style sheet.
    if (box.width === 0) continue;
    if (one.parentElement === track && (box.left < left - 1 || box.right > right + 1)) see(one, false);
    else texts.push({ style: one.style, box: { left: box.left - AIR_PX, right: box.right + AIR_PX } });
  }
  const stays = staying(texts.map(({ box }) => box));
  for (const [i, one] of texts.entries()) see(one, stays[i] === true);
}

function see({ style }: { style: CSSStyleDeclaration }, seen: boolean): void {
  const visibility = seen ? '' : 'hidden';
  // Only what differs: each write would call this again.
  if (style.visibility !== visibility) style.visibility = visibility;
}

/** For what draws a text on the axis: whenever it is drawn, and whenever the labels below it are. */
export function useClearAxis(): void {
  useLayoutEffect(clearAxis);
  useEffect(() => {
    const track = document.querySelector('.chart .axis-track');
    if (!track) return;
    const watch = new MutationObserver(clearAxis);
    watch.observe(track, { subtree: true, childList: true, attributes: true, attributeFilter: ['style', 'class'] });
    return () => {
      watch.disconnect();
      // When its own text is gone.
      queueMicrotask(clearAxis);
    };
  }, []);
}
