/**
 * Sets `data-lit` on the row under the pointer or with the focus, and on its counterpart in the other chart. Written to
 * the elements, so that no row renders again.
 */
export function lightTwins(card: HTMLElement): () => void {
  let lit: HTMLElement[] = [];
  let last: string | undefined;

  function light(key: string | undefined): void {
    if (key === last) return;
    last = key;
    for (const one of lit) delete one.dataset.lit;
    lit =
      key === undefined
        ? []
        : [...card.querySelectorAll<HTMLElement>(`.row[data-index="${key}"], .twin-row[data-twin="${key}"]`)];
    for (const one of lit) one.dataset.lit = '';
  }

  function keyOf(target: EventTarget | null): string | undefined {
    const row = target instanceof Element ? target.closest<HTMLElement>('.row, .open-lane, .twin-row') : null;
    return row?.dataset.index ?? row?.dataset.twin;
  }

  const look = ({ target }: Event) => light(keyOf(target));
  const leave = () => light(keyOf(card.contains(document.activeElement) ? document.activeElement : null));

  card.addEventListener('pointerover', look);
  card.addEventListener('focusin', look);
  card.addEventListener('pointerleave', leave);
  return () => {
    light(undefined);
    card.removeEventListener('pointerover', look);
    card.removeEventListener('focusin', look);
    card.removeEventListener('pointerleave', leave);
  };
}
