import { copyShown } from '../../../store/rows/rowOrder.ts';
import { RowsDress } from './ArrangedRows.tsx';
import { DenseOffer } from './DenseOffer.tsx';
import { SearchField } from './SearchField.tsx';

/** In one file: all that rows which are not as listed need comes with the first of them. */
export const arranged = { copyShown, DenseOffer, RowsDress, SearchField };
