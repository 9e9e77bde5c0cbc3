import { useId, useRef, useState } from 'react';
import { lazily, Unseen } from '../lazily.tsx';

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
        className="quiet-button text-small max-[760px]:p-3"
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
