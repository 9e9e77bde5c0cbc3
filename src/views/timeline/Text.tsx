import { useId } from 'react';
import { MAX_QUERY } from '../../tools/catalogue.ts';

/**
 * A megabyte of letters from many fonts takes a browser a minute to lay out. A text that is too long to be taken is
 * counted whole and shown cut.
 */
const MOST_DRAWN = MAX_QUERY + 1000;

function drawn(text: string): string {
  return text.length > MOST_DRAWN ? text.slice(0, MOST_DRAWN) : text;
}

interface TextProps {
  /** The element that says what is wrong. */
  complaintsId: string;
  label: string;
  width: string;
  value: string;
  problem: string | undefined;
  onChange: (text: string) => void;
  numeric?: boolean;
  placeholder?: string;
  inputRef?: React.Ref<HTMLInputElement>;
}

/** A field of the row's editor: its label above it. */
export function Text({
  complaintsId,
  label,
  width,
  value,
  problem,
  onChange,
  numeric,
  placeholder,
  inputRef,
}: TextProps) {
  const id = useId();
  return (
    <span className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        ref={inputRef}
        className={width}
        value={drawn(value)}
        placeholder={placeholder}
        inputMode={numeric ? 'decimal' : 'text'}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : complaintsId}
        onChange={(event) => onChange(event.target.value)}
        onPaste={(event) => {
          const { value: before, selectionStart, selectionEnd } = event.currentTarget;
          const pasted = event.clipboardData.getData('text');
          if (pasted.length <= MOST_DRAWN) return;
          event.preventDefault();
          onChange(before.slice(0, selectionStart ?? 0) + pasted + before.slice(selectionEnd ?? 0));
        }}
      />
    </span>
  );
}
