import type { FanoutStore } from '../../../store/types.ts';

/** Of what no region of the page catches. What was thrown is in the console. */
export function tell({ setState }: FanoutStore): void {
  const text =
    'Something on this page went wrong. Your plan is kept: if a part of the page no longer responds, reload it.';
  setState({ notice: { text, reload: () => location.reload() } });
}
