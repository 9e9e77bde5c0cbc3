/** Elements that may receive the focus. Text fields are excluded, because they would open a phone's keyboard. */
const CONTROL =
  'button, a[href], summary, select, input:is([type=radio], [type=checkbox], [type=range]), [role=slider], [role=row]';
/**
 * Regions inside of which the focus stays while they have a control. Outside of them, and in the proof, it moves to
 * Run.
 */
const REGION =
  'main, form, dialog, fieldset, section, aside, header, nav, footer, [role=group], [role=tabpanel], [role=list]';

interface FocusContext {
  element: HTMLElement;
  /** Ancestors, innermost first; recorded because a removed element no longer has any. */
  ancestors: Element[];
  /** All controls of the page in document order, and how many of them precede the element. */
  controls: HTMLElement[];
  before: number;
}

/**
 * When the focused element is removed, hidden or disabled, the browser moves the focus to the body. This moves it to a
 * nearby element instead: the row or scroll container around it; otherwise in the same region the next control of the
 * same class, the previous one, or any control; otherwise Run. If the user has clicked on empty space, the focus stays
 * on the body.
 */
export function guardFocus(): void {
  let last: FocusContext | undefined;

  function remember({ target }: { target: EventTarget | null }): void {
    if (target instanceof HTMLElement && target !== document.body) last = focusContextOf(target);
  }

  function isLost(): boolean {
    const active = document.activeElement;
    return !active || active === document.body || active.matches(':disabled');
  }

  function restoreFocus(): void {
    if (!last || !isLost()) return;
    const to = isUsable(last.element) ? last.element : nearest(last);
    // `to` is missing while the part with Run is still loading; the mutation when it arrives calls this again.
    to?.focus({ preventScroll: true });
  }

  // React moves rows by removing and reinserting them, so a removed element may be back.
  const watch = new MutationObserver((records) => {
    const element = last?.element;
    if (!element || !isLost()) return;
    const isTaken = (node: Node) => node.contains(element);
    if (!isUsable(element) || records.some(({ removedNodes }) => [...removedNodes].some(isTaken))) restoreFocus();
  });

  /** Deferred, because Chromium fires focusout in the middle of a removal. */
  function onFocusOut({ relatedTarget }: FocusEvent): void {
    if (relatedTarget) return;
    setTimeout(() => {
      if (!last || !isLost()) return;
      if (isUsable(last.element)) last = undefined;
      else restoreFocus();
    });
  }

  remember({ target: document.activeElement });
  watch.observe(document.body, { subtree: true, childList: true, attributeFilter: ['disabled'] });
  // In the capture phase: React may move the focus on while it handles an event, and the later event must come second.
  document.addEventListener('focusin', remember, true);
  document.addEventListener('focusout', onFocusOut, true);
}

function focusContextOf(element: HTMLElement): FocusContext {
  const ancestors: Element[] = [];
  for (let one = element.parentElement; one; one = one.parentElement) ancestors.push(one);
  const controls = [...document.querySelectorAll<HTMLElement>(CONTROL)];
  const first = controls.findIndex((one) => element.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
  return { element, ancestors, controls, before: first < 0 ? controls.length : first };
}

function nearest({ element, ancestors, controls, before }: FocusContext): HTMLElement | null {
  const home = ancestors.find((one) => one.isConnected);
  const row = home?.closest<HTMLElement>('[role=row]');
  if (row) return row;
  const grid = home?.closest('[role=grid]');
  // A removed call's row: focus moves to the row that is now selected. A row scrolled out of the rendered range: to the
  // grid.
  if (grid) return grid.querySelector<HTMLElement>('[role=row][aria-selected=true]') ?? (grid as HTMLElement);
  const box = home?.closest<HTMLElement>('[role=group][tabindex]');
  if (box) return box;
  for (let region = home?.closest(REGION); region; region = region.parentElement?.closest(REGION)) {
    if (region.matches('main, [aria-label=Proof]')) break;
    const there = controls.map((one) => one !== element && region?.contains(one) && isUsable(one));
    const sameClass = controls.map((one, i) => there[i] && one.className === element.className);
    for (const fits of [sameClass, there]) {
      const next = fits.indexOf(true, before);
      const at = next < 0 ? fits.lastIndexOf(true) : next;
      if (at >= 0) return controls[at] as HTMLElement;
    }
  }
  return document.querySelector('.run-slot > button');
}

function isUsable(element: HTMLElement): boolean {
  return element.isConnected && !element.matches(':disabled') && element.checkVisibility({ visibilityProperty: true });
}
