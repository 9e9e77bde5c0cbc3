import { useId, useRef, useState } from 'react';
import { HiddenFallback, lazyComponent } from '../ui/lazy.tsx';

const Legend = lazyComponent(
  'The legend',
  () => import('./Legend.tsx').then((loaded) => loaded.Legend),
  HiddenFallback,
);

export function LegendButton() {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  return (
    <>
      <button
        ref={button}
        type="button"
        className="legend-button quiet-button text-small phone:p-3"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        Legend
      </button>
      {open && <Legend id={id} button={button} onClose={() => setOpen(false)} />}
    </>
  );
}
