import { type Ref, useId } from 'react';
import type { Draft, Problems } from '../../../store/plan/callForm.ts';
import { CATALOGUE, entryOf, MAX_QUERY } from '../../../tools/catalogue.ts';

/** State shared by the fields of the row editor. */
export interface EditorForm {
  draft: Draft;
  problems: Problems;
  change: (draft: Draft) => void;
  /** Id of the element with the error messages. */
  complaintsId: string;
}

export const FIELD: Record<keyof Draft, string> = {
  id: 'Name',
  tool: 'Tool',
  query: 'Query',
  takes: 'Takes',
  varies: 'Varies by',
  failures: 'k',
  deaf: 'Ignores being cancelled',
  code: 'Error code',
  retryAfter: 'Retry after',
  timeout: 'Timeout',
  priority: 'Priority',
  expected: 'Expected',
  fallback: 'Fallback',
  fallbackValue: 'Fallback value',
  fallbackTool: 'Fallback tool',
  fallbackQuery: 'Fallback query',
  toolTimeout: 'Tool timeout',
  toolLimit: 'Tool limit',
};

/**
 * A browser needs a minute to lay out a megabyte of letters from many fonts. An overlong text is checked as a whole and
 * displayed cut.
 */
const MOST_DRAWN = MAX_QUERY + 1000;

function drawn(text: string): string {
  return text.length > MOST_DRAWN ? text.slice(0, MOST_DRAWN) : text;
}

type TextField = { [F in keyof Draft]: string extends Draft[F] ? F : never }[keyof Draft];

interface TextProps {
  form: EditorForm;
  field: TextField;
  width: string;
  /** Marks a number field; `''` for a number without a unit. */
  unit?: string;
  placeholder?: string;
  inputRef?: Ref<HTMLInputElement>;
}

/** A text field with its label above. */
export function Text({ form, field, width, unit, placeholder, inputRef }: TextProps) {
  const id = useId();
  const problem = form.problems[field];
  const typed = (text: string) => form.change({ ...form.draft, [field]: text });
  return (
    <span className="field">
      <label htmlFor={id}>{unit ? `${FIELD[field]} (${unit})` : FIELD[field]}</label>
      <input
        id={id}
        ref={inputRef}
        className={width}
        value={drawn(form.draft[field])}
        placeholder={placeholder}
        inputMode={unit === undefined ? 'text' : 'decimal'}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : form.complaintsId}
        onChange={(event) => typed(event.target.value)}
        onPaste={(event) => {
          const { value: before, selectionStart, selectionEnd } = event.currentTarget;
          const pasted = event.clipboardData.getData('text');
          if (pasted.length <= MOST_DRAWN) return;
          event.preventDefault();
          typed(before.slice(0, selectionStart ?? 0) + pasted + before.slice(selectionEnd ?? 0));
        }}
      />
    </span>
  );
}

export function ToolChoice({ form, field }: { form: EditorForm; field: 'tool' | 'fallbackTool' }) {
  const chosen = form.draft[field];
  return (
    <label>
      {FIELD[field]}
      <select value={chosen} onChange={({ target }) => form.change({ ...form.draft, [field]: target.value })}>
        {!entryOf(chosen) && <option value={chosen}>{chosen} (unknown)</option>}
        {CATALOGUE.map(({ tool }) => (
          <option key={tool} value={tool}>
            {tool}
          </option>
        ))}
      </select>
    </label>
  );
}
