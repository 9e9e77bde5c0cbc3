/** Gives a call's row the focus, if it is drawn. */
export function focusRow(within: ParentNode | null, key: number | undefined): void {
  within?.querySelector<HTMLElement>(`[role=row][data-index="${key}"]`)?.focus();
}

/** The row that is selected instead of a removed one takes the focus, once it is drawn. */
export function focusAfterRemoval(within: ParentNode | null): void {
  requestAnimationFrame(() => within?.querySelector<HTMLElement>('[role=row][aria-selected=true]')?.focus());
}
