/** Gives a row the focus, if it is drawn: `key` is its call's position. */
export function focusRow(within: ParentNode | null, key: number): void {
  within?.querySelector<HTMLElement>(`[role=row][aria-rowindex="${key + 1}"]`)?.focus();
}

/** The row that came into the place of a removed one takes the focus, once it is drawn; else the one before it. */
export function focusAfterRemoval(within: ParentNode | null, key: number): void {
  requestAnimationFrame(() => {
    focusRow(within, key - 1);
    focusRow(within, key);
  });
}
