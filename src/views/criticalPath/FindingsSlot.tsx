import { selectCriticalPath } from '../../store/run/selectors.ts';
import { quietly } from '../ui/lazy.tsx';
import { useFanout } from '../ui/useFanout.ts';
import { useNarrow } from '../ui/useNarrow.ts';

/** Comes with the first question why. */
const Findings = quietly(() => import('./Findings.tsx').then((loaded) => loaded.default));

/** Of two places the one that has room: on a phone under the sentence, else beside the inspector, where no row has to go. */
export function FindingsSlot({ narrow = false }: { narrow?: boolean }) {
  const path = useFanout(selectCriticalPath);
  const here = useNarrow() === narrow;
  return path && here ? <Findings path={path} /> : null;
}
