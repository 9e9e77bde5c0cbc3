/**
 * Sets `data-highlighted` on the row under the pointer or with the focus, and on its counterpart in the other chart. Written to
 * the elements, so that no row renders again.
 */
export function highlightPairs(card: HTMLElement): () => void {
  let highlighted: HTMLElement[] = [];
  let last: string | undefined;

  function highlight(key: string | undefined): void {
    if (key === last) return;
    last = key;
    for (const one of highlighted) delete one.dataset.highlighted;
    highlighted =
      key === undefined
        ? []
        : [...card.querySelectorAll<HTMLElement>(`.row[data-index="${key}"], .other-row[data-other="${key}"]`)];
    for (const one of highlighted) one.dataset.highlighted = '';
  }

  function keyOf(target: EventTarget | null): string | undefined {
    const row = target instanceof Element ? target.closest<HTMLElement>('.row, .open-lane, .other-row') : null;
    return row?.dataset.index ?? row?.dataset.other;
  }

  const onTarget = ({ target }: Event) => highlight(keyOf(target));
  const onLeave = () => highlight(keyOf(card.contains(document.activeElement) ? document.activeElement : null));

  card.addEventListener('pointerover', onTarget);
  card.addEventListener('focusin', onTarget);
  card.addEventListener('pointerleave', onLeave);
  return () => {
    highlight(undefined);
    card.removeEventListener('pointerover', onTarget);
    card.removeEventListener('focusin', onTarget);
    card.removeEventListener('pointerleave', onLeave);
  };
}
