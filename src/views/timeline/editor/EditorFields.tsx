import { type ClipboardEvent, type Ref, useId } from 'react';
import { count } from '../../../analysis/format/format.ts';
import { type Draft, type Problems, withTool } from '../../../store/plan/callForm.ts';
import { MAX_QUERY } from '../../../tools/catalogue.ts';

/** State shared by the fields of the row editor. */
export interface EditorForm {
  draft: Draft;
  problems: Problems;
  change: (draft: Draft) => void;
  /** Called when the field is left. */
  format: (field: 'args' | 'result' | 'error') => void;
  /** The page's tools, and those of the plan's calls with a behavior. */
  toolNames: readonly string[];
  /** Id of the element with the error messages. */
  complaintsId: string;
}

export const FIELD: Record<keyof Draft, string> = {
  id: 'Name',
  tool: 'Tool',
  kind: 'Behavior',
  query: 'Query',
  args: 'Arguments',
  result: 'Result',
  error: 'Error',
  takes: 'Duration',
  varies: 'Jitter',
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

/** A failing call has no other result. */
export function labelOf(field: keyof Draft, { kind }: Draft): string {
  return FIELD[field === 'error' && kind === 'failing' ? 'result' : field];
}

/**
 * A browser needs a minute to lay out a megabyte of letters from many fonts. An overlong text is checked as a whole and
 * displayed cut.
 */
const MOST_DRAWN = MAX_QUERY + 1000;

function drawn(text: string): string {
  return text.length > MOST_DRAWN ? text.slice(0, MOST_DRAWN) : text;
}

type TextField = { [F in keyof Draft]: string extends Draft[F] ? F : never }[keyof Draft];

/** A pasted text is checked whole, even where only its beginning is drawn. */
function pastedText(event: ClipboardEvent<HTMLInputElement | HTMLTextAreaElement>): string | undefined {
  const { value, selectionStart, selectionEnd } = event.currentTarget;
  const pasted = event.clipboardData.getData('text');
  if (pasted.length <= MOST_DRAWN) return undefined;
  event.preventDefault();
  return value.slice(0, selectionStart ?? 0) + pasted + value.slice(selectionEnd ?? 0);
}

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
          const text = pastedText(event);
          if (text !== undefined) typed(text);
        }}
      />
    </span>
  );
}

/** JSON, or JSON or a text, on as many lines as it has. A text that is too long to be drawn is shown cut, and can only be replaced. */
export function Json({
  form,
  field,
  placeholder,
}: {
  form: EditorForm;
  field: 'args' | 'result' | 'error';
  placeholder: string;
}) {
  const id = useId();
  const { draft, problems } = form;
  const text = draft[field];
  const problem = problems[field];
  const isCut = text.length > MOST_DRAWN;
  const typed = (changed: string) => form.change({ ...draft, [field]: changed });
  return (
    <span className="field json-field">
      <label htmlFor={id}>{labelOf(field, draft)}</label>
      <textarea
        id={id}
        rows={1}
        className="font-mono"
        dir="auto"
        value={drawn(text)}
        readOnly={isCut}
        placeholder={placeholder}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : form.complaintsId}
        onChange={({ target }) => typed(target.value)}
        // Formatted once the field is left: while it is typed in, the text stays as it is.
        onBlur={() => isCut || form.format(field)}
        onPaste={(event) => {
          if (isCut) event.preventDefault();
          const pasted = isCut ? event.clipboardData.getData('text') : pastedText(event);
          if (pasted !== undefined) typed(pasted);
        }}
      />
      {isCut && (
        <span className="flex items-baseline gap-2">
          Its beginning: {count(text.length)} characters are too many to edit here.
          <button type="button" className="link-button" onClick={() => typed('')}>
            Clear
          </button>
        </span>
      )}
    </span>
  );
}

/** The tool's name: one of the page's, or any other. */
export function ToolName({ form }: { form: EditorForm }) {
  const id = useId();
  const { draft, problems } = form;
  return (
    <span className="field">
      <label htmlFor={id}>{FIELD.tool}</label>
      <input
        id={id}
        className="w-40 font-mono"
        value={drawn(draft.tool)}
        list={`${id}-names`}
        title="One of the page’s tools, or any name of your own"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        aria-invalid={problems.tool !== undefined}
        aria-describedby={problems.tool === undefined ? undefined : form.complaintsId}
        onChange={({ target }) => form.change(withTool(draft, target.value))}
      />
      <datalist id={`${id}-names`}>
        {form.toolNames.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </span>
  );
}

/** A select, because a fallback needs a tool that is there. */
export function FallbackTool({ form }: { form: EditorForm }) {
  const chosen = form.draft.fallbackTool;
  return (
    <label>
      {FIELD.fallbackTool}
      <select value={chosen} onChange={({ target }) => form.change({ ...form.draft, fallbackTool: target.value })}>
        {!form.toolNames.includes(chosen) && <option value={chosen}>{chosen} (unknown)</option>}
        {form.toolNames.map((tool) => (
          <option key={tool} value={tool}>
            {tool}
          </option>
        ))}
      </select>
    </label>
  );
}
