import type { TimeAxis } from '../../analysis/timeline/timeAxis.ts';
import { Control } from '../ui/Control.tsx';
import { lazyComponent } from '../ui/lazy.tsx';
import { useActions, useFanout } from '../ui/useFanout.ts';

const TwinPanel = lazyComponent('The second chart', () =>
  import('./SideBySidePanel.tsx').then((loaded) => loaded.SideBySidePanel),
);

export function SideBySideSlot({ axis }: { axis: TimeAxis }) {
  const open = useFanout(({ sideBySide }) => sideBySide !== undefined);
  return open ? <TwinPanel axis={axis} /> : null;
}

export function SideBySideButton({ className = '' }: { className?: string }) {
  const open = useFanout(({ sideBySide }) => sideBySide !== undefined);
  const { toggleSideBySide } = useActions();
  return (
    <Control name="beside">
      <button
        type="button"
        className={`quiet-button text-body ${open ? 'font-[560] text-ink' : ''} ${className}`}
        aria-pressed={open}
        title="The same plan under another strategy, on the same axis"
        onClick={toggleSideBySide}
      >
        Side by side
      </button>
    </Control>
  );
}
