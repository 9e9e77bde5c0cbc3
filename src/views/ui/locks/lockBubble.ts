import { LOCKED } from '../../../store/plan/document.ts';
import type { FanoutStore } from '../../../store/types.ts';
import './locked.css';

/** What shows that it is locked: parts inside of `Locked`, and the names of rows that cannot be edited. */
const LOCKED_PARTS = '.locked, .row-head button[aria-disabled=true]';
/** What a press is about. */
const PARTS = 'button, label, select, a, [role=tab], [role=slider]';
const EDGE_PX = 8;

let bubble: HTMLElement | undefined;
let owner: Element | undefined;

/** Says beside what was pressed why nothing happens; a title alone reaches neither touch nor keys. */
export function showLockBubble(pressed: Element): void {
  hideLockBubble();
  owner = pressed.closest(PARTS) ?? pressed;
  bubble = document.createElement('p');
  bubble.className = 'lock-bubble';
  bubble.popover = 'manual';
  bubble.role = 'status';
  document.body.append(bubble);
  bubble.showPopover();
  // After it is in the tree: what is there already when a live region appears is not read.
  bubble.textContent = LOCKED;
  const at = owner.getBoundingClientRect();
  const { width, height } = bubble.getBoundingClientRect();
  const left = Math.min(innerWidth - width - EDGE_PX, Math.max(EDGE_PX, at.left + (at.width - width) / 2));
  const below = at.bottom + 6;
  bubble.style.left = `${left}px`;
  bubble.style.top = `${below + height > innerHeight ? Math.max(EDGE_PX, at.top - height - 6) : below}px`;
}

function hideLockBubble(): void {
  bubble?.remove();
  bubble = undefined;
  owner = undefined;
}

/**
 * Explains locks to touch, mouse and keyboard until the returned function is called: when a locked control is pressed,
 * and when it gets the focus by a key. What comes next hides the text.
 */
export function watchLocks({ getState }: Pick<FanoutStore, 'getState'>): () => void {
  function lockedPart(event: Event): Element | undefined {
    const target = event.target instanceof Element ? event.target : null;
    const part = target?.closest(LOCKED_PARTS);
    if (!target || !part || !getState().restrictions) return undefined;
    // A row's name is out of use during a run, too.
    return part.matches('.locked') || areRowsLocked() ? target : undefined;
  }
  const areRowsLocked = () => getState().restrictions?.controls.rows === 'locked';
  function onPress(event: Event): void {
    hideLockBubble();
    const part = lockedPart(event);
    if (part?.closest(PARTS)) showLockBubble(part);
  }
  function onFocus(event: Event): void {
    // A press moves the focus to what was pressed.
    if (event.target instanceof Node && owner?.contains(event.target)) return;
    hideLockBubble();
    const part = lockedPart(event);
    if (part?.matches(':focus-visible') && part.matches(PARTS)) showLockBubble(part);
  }
  function onKey(event: KeyboardEvent): void {
    const { key, target } = event;
    if (key === 'Escape') hideLockBubble();
    else if (key === 'Enter' || key === ' ') onPress(event);
    if ((key === 'Enter' || key === 'Delete') && target instanceof Element && target.matches('.row') && areRowsLocked())
      showLockBubble(target);
  }
  // `pointerdown`, as `Locked` stops the click; in the capture phase of the document, before it.
  const listeners = [
    ['pointerdown', onPress],
    ['focusin', onFocus],
    ['keydown', onKey],
    ['scroll', hideLockBubble],
  ] as const;
  for (const [type, listener] of listeners) document.addEventListener(type, listener as EventListener, true);
  return () => {
    hideLockBubble();
    for (const [type, listener] of listeners) document.removeEventListener(type, listener as EventListener, true);
  };
}
