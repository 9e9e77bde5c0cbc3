import { copyTable } from '../../../store/rows/rowOrder.ts';
import { ArrangedRows } from './ArrangedRows.tsx';
import { DenseOffer } from './DenseOffer.tsx';
import { SearchField } from './SearchField.tsx';

/** One chunk: everything that rearranged rows need is loaded with the first of them. */
export const arrangedRows = { copyTable, DenseOffer, ArrangedRows, SearchField };
