import type { StoreApi } from 'zustand/vanilla';
import { clampedNumbersText } from '../../run/check/clampedNumbers.ts';
import type { FanoutState } from '../state.ts';

/** Where a plan was let in with other numbers than it had, that is said with whatever else is said of it. */
export function sayMoved({ getState, setState, subscribe }: StoreApi<FanoutState>): void {
  const look = ({ history, notice }: FanoutState) => {
    const said = clampedNumbersText(history.present.plan);
    if (said) setState({ notice: { ...notice, text: notice ? `${notice.text} ${said}` : said } });
  };
  look(getState());
  subscribe(look);
}
