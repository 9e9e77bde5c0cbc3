import { useEffect } from 'react';
import { NOT_LOADED } from '../../store/open/initialState.ts';
import { LineIcon } from '../ui/icons/LineIcon.tsx';
import { useFanoutStore } from '../ui/useFanout.ts';

const NAME = 'Open a trace or run';

/**
 * Opens a saved run or trace, chosen here or dropped anywhere on the page. The reader is loaded with the first file.
 */
export function OpenFile() {
  const store = useFanoutStore();
  const open = (file: File | undefined) =>
    file &&
    void import('./openFile.ts').then(
      ({ openFile }) => openFile(store, file),
      () => void store.internals.showResult(NOT_LOADED),
    );
  useEffect(() => {
    const take = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      open(event.dataTransfer.files[0]);
    };
    addEventListener('dragover', take);
    addEventListener('drop', take);
    return () => {
      removeEventListener('dragover', take);
      removeEventListener('drop', take);
    };
  });
  return (
    <label className="quiet-button has-focus-visible:outline-2 has-focus-visible:outline-accent" title={NAME}>
      <LineIcon d="M3 19V5h6l2 3h10v11z" />
      <input
        type="file"
        className="sr-only"
        aria-label={NAME}
        onChange={({ currentTarget }) => {
          open(currentTarget.files?.[0]);
          // Allows choosing the same file again.
          currentTarget.value = '';
        }}
      />
    </label>
  );
}
