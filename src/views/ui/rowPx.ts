import { selectIsDense } from '../../store/rows/rowsSlice.ts';
import { useFanout } from './useFanout.ts';
import { useMedia, useNarrow } from './useNarrow.ts';
import { useRem } from './useRem.ts';

/** Height of a row including its border, as in the style sheets. */
export function useRowPx(): number {
  const narrow = useNarrow();
  const coarse = useMedia('(pointer: coarse)');
  const dense = useFanout(selectIsDense);
  return (narrow ? 62 : coarse ? 44 : dense ? 26 : 36) * useRem();
}
