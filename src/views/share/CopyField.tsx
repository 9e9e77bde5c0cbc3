import { Check, Copy } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';

interface CopyFieldProps {
  id: string;
  text: string;
  rows: number;
  /** Label of the button. */
  label: string;
  /** Information about the text. */
  children?: ReactNode;
}

/** A field with megabytes is slow to lay out. */
export const MOST_SHOWN = 40_000;

/** A read-only text with a copy button. */
export function CopyField({ id, text, rows, label, children }: CopyFieldProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [copied, setCopied] = useState<{ text: string; well: boolean }>();

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setCopied({ text, well: true });
    } catch {
      field.current?.focus();
      field.current?.select();
      setCopied({ text, well: false });
    }
  }

  // The status disappears when the text has changed since it was copied.
  const well = copied?.text === text ? copied.well : undefined;
  const facts = children ? `${id}facts` : undefined;
  return (
    <div className="flex flex-col gap-2">
      <textarea
        id={id}
        ref={field}
        className="share-field"
        readOnly
        rows={rows}
        spellCheck={false}
        aria-describedby={facts}
        value={text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text}
        onFocus={({ currentTarget }) => currentTarget.select()}
      />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <button type="button" className="outline-button share-button" onClick={() => void copy()}>
          {well ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />}
          {label}
        </button>
        {children && (
          <span id={facts} className="text-ink2 text-small">
            {children}
          </span>
        )}
        <span role="status" className="text-small">
          {well && 'Copied'}
          {well === false && 'The browser did not let the page copy: the text is selected, copy it from there.'}
        </span>
      </div>
    </div>
  );
}
