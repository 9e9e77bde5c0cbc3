import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';

interface DialogProps {
  title: string;
  /** Tailwind classes for width and height. */
  className: string;
  onClose: () => void;
  children: ReactNode;
}

/** A native modal dialog, which brings focus handling, Escape and the top layer. */
export function Dialog({ title, className, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      onClose={onClose}
      aria-labelledby={titleId}
      className={`m-auto overscroll-contain rounded-xl border border-line bg-panel text-ink backdrop:bg-black/40 ${className}`}
    >
      <div className="flex items-center px-5 pt-4 pb-3">
        <h2 id={titleId} className="flex-1 font-semibold text-[1rem]">
          {title}
        </h2>
        <button type="button" className="quiet-button" aria-label="Close" onClick={() => dialog.current?.close()}>
          <X size={16} aria-hidden />
        </button>
      </div>
      {children}
    </dialog>
  );
}

/** Closes the dialog around an element. `close()` returns the focus to the opener; unmounting the dialog would not. */
export function closeDialogOf(inside: Element): void {
  inside.closest('dialog')?.close();
}
