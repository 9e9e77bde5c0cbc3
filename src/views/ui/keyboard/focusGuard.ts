/** What the focus may be given to: no text field, which would open a phone's keyboard. */
const CONTROL =
  'button, a[href], summary, select, input:is([type=radio], [type=checkbox], [type=range]), [role=slider], [role=row]';
/** Parts of the page that the focus stays in as long as they have a control. Beyond them, and in the proof, it goes to Run. */
const REGION =
  'main, form, dialog, fieldset, section, aside, header, nav, footer, [role=group], [role=tabpanel], [role=list]';

interface Place {
  element: HTMLElement;
  /** From the inside out: an element that was taken out does not know any more what it stood in. */
  around: Element[];
  /** All controls of the page in their order, and which of them come before this one. */
  controls: HTMLElement[];
  before: number;
}

/**
 * An element that is taken out, hidden or disabled leaves the focus to the body. Here it goes to what stands nearest:
 * the row or the scrolled box around it, else the next control of its kind in its region, else the one before, else
 * any control there, else Run.
 * Who presses on nothing has left the focus to the body, and keeps it there.
 */
export function guardFocus(): void {
  let last: Place | undefined;

  function remember({ target }: { target: EventTarget | null }): void {
    if (target instanceof HTMLElement && target !== document.body) last = placeOf(target);
  }

  function isLost(): boolean {
    const active = document.activeElement;
    return !active || active === document.body || active.matches(':disabled');
  }

  function mend(): void {
    if (!last || !isLost()) return;
    const to = isUsable(last.element) ? last.element : nearest(last);
    // Nothing yet, where Run comes with a part that is still being loaded: with what comes in it is asked again.
    to?.focus({ preventScroll: true });
  }

  // React moves rows by taking them out and putting them in again: what was taken out may be back.
  const watch = new MutationObserver((records) => {
    const element = last?.element;
    if (!element || !isLost()) return;
    const isTaken = (node: Node) => node.contains(element);
    if (!isUsable(element) || records.some(({ removedNodes }) => [...removedNodes].some(isTaken))) mend();
  });

  /** Chromium says so in the middle of a removal, so it is judged after it. */
  function left({ relatedTarget }: FocusEvent): void {
    if (relatedTarget) return;
    setTimeout(() => {
      if (!last || !isLost()) return;
      if (isUsable(last.element)) last = undefined;
      else mend();
    });
  }

  remember({ target: document.activeElement });
  watch.observe(document.body, { subtree: true, childList: true, attributeFilter: ['disabled'] });
  document.addEventListener('focusin', remember);
  document.addEventListener('focusout', left);
}

function placeOf(element: HTMLElement): Place {
  const around: Element[] = [];
  for (let one = element.parentElement; one; one = one.parentElement) around.push(one);
  const controls = [...document.querySelectorAll<HTMLElement>(CONTROL)];
  const first = controls.findIndex((one) => element.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
  return { element, around, controls, before: first < 0 ? controls.length : first };
}

function nearest({ element, around, controls, before }: Place): HTMLElement | null {
  const home = around.find((one) => one.isConnected);
  const row = home?.closest<HTMLElement>('[role=row]');
  if (row) return row;
  const grid = home?.closest('[role=grid]');
  // Of a removed call's row: the one that is selected now. A row that was scrolled out of sight gives it to all of them.
  if (grid) return grid.querySelector<HTMLElement>('[role=row][aria-selected=true]') ?? (grid as HTMLElement);
  const box = home?.closest<HTMLElement>('[role=group][tabindex]');
  if (box) return box;
  for (let region = home?.closest(REGION); region; region = region.parentElement?.closest(REGION)) {
    if (region.matches('main, [aria-label=Proof]')) break;
    const there = controls.map((one) => one !== element && region?.contains(one) && isUsable(one));
    const alike = controls.map((one, i) => there[i] && one.className === element.className);
    for (const fits of [alike, there]) {
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
