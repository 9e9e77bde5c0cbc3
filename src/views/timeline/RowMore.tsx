import { useEffect, useRef } from 'react';
import type { Draft, Problems } from '../../store/callForm.ts';
import { CATALOGUE, entryOf } from '../../tools/catalogue.ts';
import { Text } from './Text.tsx';

interface MoreProps {
  id: string;
  complaintsId: string;
  draft: Draft;
  problems: Problems;
  onChange: (draft: Draft) => void;
}

/** The second line of the row's editor: what the call has for itself instead of the policy's. */
export function RowMore({ id, complaintsId, draft, problems, onChange }: MoreProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // In a block: newer browsers answer with a promise, which React would take for the effect's end.
    void box.current?.closest('form')?.scrollIntoView({ block: 'nearest' });
  }, []);
  const text = (
    field: 'timeout' | 'priority' | 'expected' | 'toolTimeout' | 'toolLimit',
    label: string,
    placeholder: string,
    width: string,
  ) => (
    <Text
      complaintsId={complaintsId}
      label={label}
      width={width}
      numeric
      placeholder={placeholder}
      value={draft[field]}
      problem={problems[field]}
      onChange={(value) => onChange({ ...draft, [field]: value })}
    />
  );
  const line = (field: 'toolTimeout' | 'toolLimit', label: string, what: string) => (
    <div className="mt-1 flex flex-wrap items-end gap-x-3 gap-y-1">
      <span className="w-28">{text(field, label, 'none', 'w-24')}</span>
      <p className="min-w-0 flex-1 pb-1.5 text-ink2 text-small leading-4 max-[47.5rem]:basis-full">{what}</p>
    </div>
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot stand in one line with its fields.
    <div ref={box} id={id} role="group" aria-label="More" className="flex basis-full flex-wrap gap-3">
      {text('timeout', 'Timeout (ms)', 'the policy’s', 'w-24')}
      {text('priority', 'Priority', '0', 'w-20')}
      {text('expected', 'Expected (ms)', 'its tool’s', 'w-24')}
      <label>
        Fallback
        <select
          value={draft.fallback}
          onChange={({ target }) => {
            const fallback = target.value as Draft['fallback'];
            onChange({ ...draft, fallback, fallbackTool: draft.fallbackTool || 'fast_tool' });
          }}
        >
          <option value="none">none</option>
          <option value="value">a value</option>
          <option value="tool">another tool</option>
        </select>
      </label>
      {draft.fallback === 'value' && (
        <Text
          complaintsId={complaintsId}
          label="Fallback value"
          width="w-44"
          value={draft.fallbackValue}
          problem={problems.fallbackValue}
          onChange={(fallbackValue) => onChange({ ...draft, fallbackValue })}
        />
      )}
      {draft.fallback === 'tool' && (
        <>
          <label>
            Fallback tool
            <select
              value={draft.fallbackTool}
              onChange={({ target }) => onChange({ ...draft, fallbackTool: target.value })}
            >
              {!entryOf(draft.fallbackTool) && (
                <option value={draft.fallbackTool}>{draft.fallbackTool} (unknown)</option>
              )}
              {CATALOGUE.map(({ tool }) => (
                <option key={tool} value={tool}>
                  {tool}
                </option>
              ))}
            </select>
          </label>
          <Text
            complaintsId={complaintsId}
            label="Fallback query"
            width="w-44"
            placeholder="the call’s own"
            value={draft.fallbackQuery}
            problem={problems.fallbackQuery}
            onChange={(fallbackQuery) => onChange({ ...draft, fallbackQuery })}
          />
        </>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot be laid out like the lines below it. */}
      <div role="group" aria-labelledby={`${id}-tool`} className="basis-full border-soft border-t pt-2">
        <h4 id={`${id}-tool`} className="text-ink3 text-small">
          All calls of {draft.tool}
        </h4>
        {line(
          'toolTimeout',
          'Tool timeout (ms)',
          'Cuts each attempt of any of them off; a call’s own timeout comes first.',
        )}
        {line(
          'toolLimit',
          'Tool limit',
          'Lets no more of them run at once, like a pool of connections; other tools do not wait.',
        )}
      </div>
    </div>
  );
}
