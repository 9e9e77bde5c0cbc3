import { ClipboardCopy } from 'lucide-react';
import { useState } from 'react';

/** @param copy rejects if the browser denies access to the clipboard */
export function CopyButton({ label, copy }: { label: string; copy: () => Promise<void> }) {
  const [status, setStatus] = useState('');
  return (
    <span className="flex items-center gap-1">
      <span role="status" className="text-ink3 text-tiny">
        {status}
      </span>
      <button
        type="button"
        className="row-action"
        aria-label={label}
        title={label}
        onClick={() =>
          void copy().then(
            () => setStatus('copied'),
            () => setStatus('the browser refused'),
          )
        }
        onBlur={() => setStatus('')}
      >
        <ClipboardCopy size={14} aria-hidden />
      </button>
    </span>
  );
}
