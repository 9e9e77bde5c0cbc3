/** Gives a row the focus, if it is drawn: `key` is its call's position. */
export function focusRow(within: ParentNode | null, key: number): void {
  within?.querySelector<HTMLElement>(`[role=row][aria-rowindex="${key + 1}"]`)?.focus();
}
