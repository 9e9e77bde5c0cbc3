import type { FanoutStore } from '../../../store/types.ts';

/** Shows a notice about an error outside of all regions. The error itself is in the console. */
export function showErrorNotice({ setState }: FanoutStore): void {
  const text =
    'Something on this page went wrong. Your plan is kept: if a part of the page no longer responds, reload it.';
  setState({ notice: { text, reload: () => location.reload() } });
}
