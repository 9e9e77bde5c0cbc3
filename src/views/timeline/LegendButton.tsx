import { lazy, Suspense, useId, useRef, useState } from 'react';

/** The legend comes with its first opening; where that fails, it says so. */
const Legend = lazy(() => import('./Legend.tsx').catch(() => ({ default: NoLegend })));

function NoLegend() {
  return (
    <span role="alert" className="sr-only">
      The legend could not be loaded: reload the page when the network is back.
    </span>
  );
}

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
      {open && (
        <Suspense>
          <Legend id={id} button={button} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
