import { Check, Copy } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { embedCode } from '../../store/sharing.ts';

/** Ready to be pasted into slides, docs and notebooks. */
export function EmbedPart({ link, name }: { link: string; name: string | undefined }) {
  const code = embedCode(link, name);
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [copied, setCopied] = useState<string>();

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(code);
      setCopied(code);
    } catch {
      // Selected, it can be copied from there.
      field.current?.focus();
      field.current?.select();
    }
  }

  return (
    <details className="share-more">
      <summary>
        Embed <span className="text-ink2 text-small">in slides, docs and notebooks</span>
      </summary>
      <label htmlFor={id} className="sr-only">
        Embed code
      </label>
      <textarea
        id={id}
        ref={field}
        className="share-field mt-2 w-full"
        readOnly
        rows={3}
        spellCheck={false}
        value={code}
        onFocus={({ currentTarget }) => currentTarget.select()}
      />
      <div className="mt-2 flex items-center gap-3">
        <button type="button" className="outline-button share-button" onClick={() => void copy()}>
          {copied === code ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />}
          Copy embed code
        </button>
        <span role="status" className="text-small">
          {copied === code && 'Copied'}
        </span>
      </div>
    </details>
  );
}
