import { useId, useRef, useState } from 'react';
import { lazily, Unseen } from '../ui/lazy.tsx';

const Legend = lazily('The legend', () => import('./Legend.tsx').then((loaded) => loaded.Legend), Unseen);

export function LegendButton() {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  return (
    <>
      <button
        ref={button}
        type="button"
        className="legend-button quiet-button text-small max-[47.5rem]:p-3"
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
