import type { StoreApi } from 'zustand/vanilla';
import { clampedNumbersText } from '../../run/check/clampedNumbers.ts';
import type { FanoutState } from '../state.ts';

/** Adds to the notice of a plan that some of its numbers were out of range and were changed. */
export function reportClampedNumbers({ getState, setState, subscribe }: StoreApi<FanoutState>): void {
  const look = ({ history, notice }: FanoutState) => {
    const text = clampedNumbersText(history.present.plan);
    if (text) setState({ notice: { ...notice, text: notice ? `${notice.text} ${text}` : text } });
  };
  look(getState());
  subscribe(look);
}
