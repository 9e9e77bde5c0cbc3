import { X } from 'lucide-react';
import { useActions } from '../../ui/useFanout.ts';

/** Shown beside the number of rows in long plans. */
export function DenseOffer() {
  const { changeRowsView } = useActions();
  return (
    <span className="flex items-center gap-1 pr-1.5 pointer-coarse:hidden">
      <button type="button" className="link-button" onClick={() => changeRowsView({ dense: true })}>
        Dense<span className="sr-only"> rows</span>
      </button>
      <button
        type="button"
        className="relative rounded text-ink2 after:absolute after:-inset-1.5 hover:text-ink"
        aria-label="Keep the rows as they are"
        title="Keep the rows as they are"
        onClick={() => changeRowsView({ declined: true })}
      >
        <X size={12} aria-hidden />
      </button>
    </span>
  );
}
