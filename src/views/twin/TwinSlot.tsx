import { lazy, Suspense } from 'react';
import type { TimeAxis } from '../../analysis/timeAxis.ts';
import { useActions, useFanout } from '../useFanout.ts';

/** Loaded with its first opening. */
const TwinPanel = lazy(() => import('./TwinPanel.tsx').catch(() => ({ default: NoTwin })));

function NoTwin(_: { axis: TimeAxis }) {
  return (
    <p role="alert" className="border-line border-t px-5 py-2 text-body text-ink2">
      The second chart could not be loaded. Everything else works on; reload the page when the network is back.
    </p>
  );
}

export function TwinSlot({ axis }: { axis: TimeAxis }) {
  const open = useFanout(({ twin }) => twin !== undefined);
  if (!open) return null;
  return (
    <Suspense fallback={<p className="border-line border-t px-5 py-2 text-body text-ink2">Loading the second chart</p>}>
      <TwinPanel axis={axis} />
    </Suspense>
  );
}

export function TwinButton({ className = '' }: { className?: string }) {
  const open = useFanout(({ twin }) => twin !== undefined);
  const { twinToggled } = useActions();
  return (
    <button
      type="button"
      className={`quiet-button text-body ${open ? 'font-[560] text-ink' : ''} ${className}`}
      aria-pressed={open}
      title="The same plan under another strategy, on the same axis"
      onClick={twinToggled}
    >
      Side by side
    </button>
  );
}
