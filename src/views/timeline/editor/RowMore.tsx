import { useEffect, useRef } from 'react';
import type { Draft } from '../../../store/plan/callForm.ts';
import { type EditorForm, FallbackTool, FIELD, Text } from './EditorFields.tsx';

/** The second line of the row editor: settings of the call that override the policy's. */
export function RowMore({ id, form }: { id: string; form: EditorForm }) {
  const { draft, change } = form;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // `void` and a block: newer browsers return a promise, which React would treat as the effect's cleanup.
    void box.current?.closest('form')?.scrollIntoView({ block: 'nearest' });
  }, []);
  const line = (field: 'toolTimeout' | 'toolLimit', unit: string, what: string) => (
    <div className="mt-1 flex flex-wrap items-end gap-x-3 gap-y-1">
      <span className="w-28">
        <Text form={form} field={field} width="w-24" unit={unit} placeholder="none" />
      </span>
      <p className="min-w-0 flex-1 pb-1.5 text-ink2 text-small leading-4 phone:basis-full">{what}</p>
    </div>
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot be laid out in one line with its fields.
    <div ref={box} id={id} role="group" aria-label="More" className="flex basis-full flex-wrap gap-3">
      <Text form={form} field="timeout" width="w-24" unit="ms" placeholder="the policy’s" />
      <Text form={form} field="priority" width="w-20" unit="" placeholder="0" />
      <Text form={form} field="expected" width="w-24" unit="ms" placeholder="its tool’s" />
      <label>
        {FIELD.fallback}
        <select
          value={draft.fallback}
          onChange={({ target }) => {
            const fallback = target.value as Draft['fallback'];
            change({ ...draft, fallback, fallbackTool: draft.fallbackTool || 'fast_tool' });
          }}
        >
          <option value="none">none</option>
          <option value="value">a value</option>
          <option value="tool">another tool</option>
        </select>
      </label>
      {draft.fallback === 'value' && <Text form={form} field="fallbackValue" width="w-44" />}
      {draft.fallback === 'tool' && (
        <>
          <FallbackTool form={form} />
          <Text form={form} field="fallbackQuery" width="w-44" placeholder="the call’s own" />
        </>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot be laid out like the lines below it. */}
      <div role="group" aria-labelledby={`${id}-tool`} className="basis-full border-soft border-t pt-2">
        <h4 id={`${id}-tool`} className="text-ink3 text-small">
          All calls of {draft.tool}
        </h4>
        {line('toolTimeout', 'ms', 'Cuts each attempt of any of them off; a call’s own timeout comes first.')}
        {line(
          'toolLimit',
          '',
          'Lets no more of them run at once, like a pool of connections; other tools do not wait.',
        )}
      </div>
    </div>
  );
}
