import { selectCriticalPath } from '../../store/run/selectors.ts';
import { lazyOptional } from '../ui/lazy.tsx';
import { useFanout } from '../ui/useFanout.ts';
import { useNarrow } from '../ui/useNarrow.ts';

/** Loaded when the critical path is first opened. */
const Findings = lazyOptional(() => import('./Findings.tsx').then((loaded) => loaded.default));

/**
 * Rendered in two places, visible in one: below the sentence on a phone, otherwise beside the inspector, where it hides
 * no row.
 */
export function FindingsSlot({ narrow = false }: { narrow?: boolean }) {
  const path = useFanout(selectCriticalPath);
  const here = useNarrow() === narrow;
  return path && here ? <Findings path={path} /> : null;
}
