import { count } from '../../analysis/format/format.ts';
import { selectUncommitted } from '../../store/run/uncommitted.ts';
import { Value } from '../ui/figures/Value.tsx';
import { lazyOptional } from '../ui/lazy.tsx';
import { useFanout } from '../ui/useFanout.ts';

const CameIn = lazyOptional(() => import('./StateFlow.tsx').then((loaded) => loaded.CollectedIds));

/**
 * A component of its own, because it updates during a run while the columns, which may have thousands of lines, do not.
 */
export function Waiting() {
  const waiting = useFanout(selectUncommitted);
  if (!waiting) return null;
  return (
    <p className="border-soft border-b px-4 py-2 text-body text-ink2">
      <b className="font-[560] text-ink">
        <Value name="Collected" value={waiting.count} text={count(waiting.count)} className="" /> collected, not yet in
        State.
      </b>{' '}
      {waiting.lost
        ? 'The engine was ended before it could update State: nothing was committed.'
        : 'State changes once, when the last call has settled.'}
      <CameIn />
    </p>
  );
}
