import { proposedTimeout } from '../../analysis/findings/proposedTimeout.ts';
import type { Ms } from '../../run/types.ts';
import { longestOf } from '../../tools/kinds.ts';
import { selectDocument } from '../plan/document.ts';
import { selectPrediction } from '../run/selectors.ts';
import type { FanoutState } from '../state.ts';

/** The timeout that `Set timeout` sets: above the slowest call that ends, as the finding of the same plan proposes. */
export function selectProposedTimeout(state: FanoutState): Ms {
  return proposedTimeout(selectPrediction(state), selectDocument(state).plan, longestOf);
}
