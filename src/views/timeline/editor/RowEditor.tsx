import { Copy, Trash2 } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { clip } from '../../../analysis/format/format.ts';
import type { ToolSettings } from '../../../run/toolSettings.ts';
import type { ToolCall, ToolKind } from '../../../run/types.ts';
import {
  callOf,
  type Draft,
  draftKind,
  draftOf,
  formattedDraft,
  kindChoices,
  ofItsTool,
  type Problems,
  sameCall,
  toolNamesOf,
  withKind,
} from '../../../store/plan/callForm.ts';
import { hasOwn } from '../../../store/plan/callOptionsForm.ts';
import { selectDocument, toolSettings } from '../../../store/plan/document.ts';
import { toolChanged } from '../../../store/plan/toolForm.ts';
import { entryOfKind } from '../../../tools/catalogue.ts';
import { KINDS } from '../../../tools/kinds.ts';
import { lazyComponent } from '../../ui/lazy.tsx';
import { useActions, useFanout, useFanoutStore } from '../../ui/useFanout.ts';
import { type EditorForm, FIELD, Json, labelOf, Text, ToolName } from './EditorFields.tsx';

const RowMore = lazyComponent('More', () => import('./RowMore.tsx').then((loaded) => loaded.RowMore));

let lastEdit = 0;

/** The fields of a row. Valid input is applied while it is typed; invalid input is kept and blocks Run. */
export function RowEditor({ index }: { index: number }) {
  const store = useFanoutStore();
  const { editCall, setDraftProblem, openRow, duplicateCall, removeCall } = useActions();
  const call = useFanout((state) => selectDocument(state).plan.calls[index]) ?? EMPTY;
  const plan = useFanout((state) => selectDocument(state).plan);
  const toolNames = useMemo(() => toolNamesOf(plan), [plan]);
  const settings = useFanout((state) => toolSettings(selectDocument(state), call.name));
  const [typed, setTyped] = useState<TypedText>(() => ({ draft: draftOf(call, settings), call, settings }));
  const [problems, setProblems] = useState<Problems>({});
  // After a change from elsewhere (a dragged bar, undo) the typed text is outdated.
  const same = typed.call === call && typed.settings === settings;
  const draft = same || Object.keys(problems).length > 0 ? typed.draft : draftOf(call, settings);
  const [token] = useState(() => `edit-${++lastEdit}`);
  const [more, setMore] = useState(() => hasOwn(call) || Object.keys(settings).length > 0);
  const complaintsId = useId();
  const moreId = useId();
  const first = useRef<HTMLInputElement>(null);
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => {
    first.current?.focus({ preventScroll: true });
    element.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const complaints = Object.keys(problems).length;
  // The complaint may have appeared below the visible area.
  useEffect(() => {
    if (complaints > 0) document.getElementById(complaintsId)?.scrollIntoView({ block: 'nearest' });
  }, [complaints, complaintsId]);
  const stops = useFanout((state) => state.rejectedRunRequests);
  const seen = useRef(stops);
  useEffect(() => {
    if (stops !== seen.current) element.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
    seen.current = stops;
  }, [stops]);
  // The draft is dropped with the editor, so its problem must no longer block runs.
  useEffect(() => () => setDraftProblem(undefined), [setDraftProblem]);

  function change(changed: Draft): void {
    const { plan } = selectDocument(store.getState());
    const next = ofItsTool(changed, draft, plan);
    const read = callOf(next, plan, index);
    if ('problems' in read) {
      setTyped({ draft: next, call, settings });
      setProblems(read.problems);
      const [problem] = Object.values(read.problems);
      setDraftProblem(`${clip(plan.calls[index]?.id ?? '', 40)}: ${problem} Mend it, or press Escape to drop it.`);
      return;
    }
    setProblems({});
    setDraftProblem(undefined);
    // A change of tool settings does not change the call: the runs of the same calls stay comparable.
    if (!sameCall(read.call, call)) editCall(index, read.call, token);
    toolChanged(store, read.call.name, read.settings, token);
    const now = selectDocument(store.getState());
    setTyped({ draft: next, call: now.plan.calls[index] ?? call, settings: toolSettings(now, read.call.name) });
  }

  function close(): void {
    setDraftProblem(undefined);
    openRow(undefined);
  }

  function onKeyDown(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.key === 'Escape') close();
  }

  const kind = draftKind(draft);
  const fields = kind ? KINDS[kind].editor : [];
  const form: EditorForm = {
    draft,
    problems,
    change,
    format: (field) => setTyped({ draft: formattedDraft(draft, field), call, settings }),
    toolNames,
    complaintsId,
  };
  return (
    <form
      ref={element}
      className="editor"
      aria-label={`Edit ${clip(draft.id, 100)}`}
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        if (Object.keys(problems).length === 0) close();
      }}
    >
      <Text form={form} field="id" width="w-28 font-mono" inputRef={first} />
      <ToolName form={form} />
      {draft.kind ? (
        <Json form={form} field="args" placeholder="{}" />
      ) : (
        <Text form={form} field="query" width="w-40" />
      )}
      {fields.includes('takes') && kind && (
        <Text form={form} field="takes" width="w-24" unit="ms" placeholder={String(entryOfKind(kind).ms)} />
      )}
      {fields.includes('varies') && <Text form={form} field="varies" width="w-20" unit="%" placeholder="0" />}
      <label>
        {FIELD.kind}
        <select
          className="w-52"
          value={kind ?? ''}
          onChange={(event) => change(withKind(draft, event.target.value as ToolKind))}
        >
          {kind === undefined && <option value="">its tool’s</option>}
          {kindChoices(draft).map((one) => (
            <option key={one} value={one}>
              {KINDS[one].words}
            </option>
          ))}
        </select>
      </label>
      {fields.includes('failures') && <Text form={form} field="failures" width="w-14" unit="" placeholder="1" />}
      {fields.includes('code') && <Text form={form} field="code" width="w-24" placeholder="none" />}
      {fields.includes('retryAfter') && (
        <Text form={form} field="retryAfter" width="w-20" unit="ms" placeholder="none" />
      )}
      {fields.includes('deaf') && (
        <label className="!flex-row !items-center !gap-2 mt-5">
          <input
            type="checkbox"
            className="!h-4"
            checked={draft.deaf}
            onChange={(event) => change({ ...draft, deaf: event.target.checked })}
          />
          ignores being cancelled
        </label>
      )}
      {draft.kind && fields.includes('error') && <Json form={form} field="error" placeholder="Simulated failure" />}
      {draft.kind && fields.includes('result') && (
        <Json form={form} field="result" placeholder={`Result of ${clip(draft.tool, 40)}`} />
      )}
      <span className="mt-[1.375rem] ml-auto flex gap-2 phone:[&_svg]:hidden">
        <button
          type="button"
          className="outline-button"
          aria-expanded={more}
          aria-controls={more ? moreId : undefined}
          onClick={() => setMore(!more)}
        >
          More
        </button>
        <button type="button" className="outline-button" onClick={() => duplicateCall(index)}>
          <Copy size={14} aria-hidden />
          Duplicate
        </button>
        <button type="button" className="outline-button" onClick={() => removeCall(index)}>
          <Trash2 size={14} aria-hidden />
          Remove
        </button>
        <button type="submit" className="outline-button">
          Done
        </button>
      </span>
      {more && <RowMore id={moreId} form={form} />}
      <div id={complaintsId} role="alert" className="basis-full empty:hidden">
        {(Object.entries(problems) as [keyof Draft, string][]).map(([field, problem]) => (
          <p key={field} className="complaint">
            {labelOf(field, draft)}: {problem}
          </p>
        ))}
      </div>
    </form>
  );
}

interface TypedText {
  draft: Draft;
  /** The call in the plan when the text was typed. */
  call: ToolCall;
  settings: ToolSettings;
}

const EMPTY = { id: '', name: '', args: {} };
