import { useEffect, useLayoutEffect } from 'react';

interface Box {
  left: number;
  right: number;
}

/** For boxes in order of importance: whether each is kept, because it overlaps no kept box before it. */
export function keptBoxes(boxes: readonly Box[]): boolean[] {
  const kept: Box[] = [];
  return boxes.map((box) => {
    const touches = kept.some(({ left, right }) => box.left < right && box.right > left);
    if (!touches) kept.push(box);
    return !touches;
  });
}

/** All texts on the axis, the most important first. */
const TEXTS = [
  '.measured',
  '.playhead b',
  '.cursor-line:not([hidden]) b',
  '.time-flag b',
  '.gap-break b',
  '.axis-track span',
];

/** Minimum space around a text. */
const AIR_PX = 2;

/**
 * Hides texts on the axis that are overlapped or cut off, because they would be misread; lines and titles stay. Runs
 * once per frame, when the layout is computed anyway: an immediate measurement would lay out 10,000 calls at each step
 * of the playhead.
 */
export function hideOverlaps(): void {
  if (requested) return;
  requested = true;
  requestAnimationFrame(() => {
    requested = false;
    for (const chart of document.querySelectorAll('.chart, .over-time')) hideOverlapsIn(chart);
  });
}
let requested = false;

function hideOverlapsIn(chart: Element): void {
  const track = chart.querySelector('.axis-track');
  if (!track) return;
  const { left, right } = track.getBoundingClientRect();
  const texts: { style: CSSStyleDeclaration; box: Box }[] = [];
  for (const one of TEXTS.flatMap((selector) => [...chart.querySelectorAll<HTMLElement>(selector)])) {
    const box = one.getBoundingClientRect();
    // Hidden by a style sheet.
    if (box.width === 0) continue;
    if (one.parentElement === track && (box.left < left - 1 || box.right > right + 1)) setVisible(one, false);
    else texts.push({ style: one.style, box: { left: box.left - AIR_PX, right: box.right + AIR_PX } });
  }
  const stays = keptBoxes(texts.map(({ box }) => box));
  for (const [i, one] of texts.entries()) setVisible(one, stays[i] === true);
}

function setVisible({ style }: { style: CSSStyleDeclaration }, seen: boolean): void {
  const visibility = seen ? '' : 'hidden';
  // Only changes are written: each write triggers the MutationObserver, which calls this again.
  if (style.visibility !== visibility) style.visibility = visibility;
}

/**
 * For components that draw a text on the axis: updates the visibility after each render and whenever the axis labels
 * change.
 */
export function useHideOverlaps(): void {
  useLayoutEffect(hideOverlaps);
  useEffect(() => {
    const track = document.querySelector('.chart .axis-track');
    if (!track) return;
    const watch = new MutationObserver(hideOverlaps);
    watch.observe(track, { subtree: true, childList: true, attributes: true, attributeFilter: ['style', 'class'] });
    return () => {
      watch.disconnect();
      // Once the component's own text is removed.
      queueMicrotask(hideOverlaps);
    };
  }, []);
}
