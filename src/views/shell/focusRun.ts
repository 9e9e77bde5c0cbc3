/** For a button that goes while it has the focus: Run, or Stop, is always there. */
export function focusRun(): void {
  document.querySelector<HTMLElement>('.run-slot > button')?.focus();
}
