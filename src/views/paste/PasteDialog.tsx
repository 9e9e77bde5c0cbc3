import { useVirtualizer } from '@tanstack/react-virtual';
import { useDeferredValue, useEffect, useId, useMemo, useRef, useState } from 'react';
import { callCount, clip, count, duration } from '../../analysis/format/format.ts';
import { requestText, valueText } from '../../analysis/format/valueText.ts';
import { applyPaste, callsOver, type PasteMode } from '../../store/paste/applyPaste.ts';
import { type Paste, type PastePart, readPaste } from '../../store/paste/readPaste.ts';
import { selectIsRunning } from '../../store/plan/document.ts';
import { kindOf, takesOf } from '../../tools/catalogue.ts';
import { Dialog } from '../ui/dialog/Dialog.tsx';
import { KindIcon } from '../ui/icons/icons.tsx';
import { useActions, useFanout, useFanoutStore } from '../ui/useFanout.ts';
import { useRem } from '../ui/useRem.ts';
import './paste.css';

/** A longer text is shown cut and cannot be edited: a browser needs a second to lay out a megabyte. */
const MOST_EDITED = 20_000;
const PLACEHOLDER = 'search_flights 840 ms\nget_weather {"city": "Oslo"} 310 ms';

/** The dialog focuses it when it opens. React's `autoFocus` focuses before that, and in vain. */
const autoFocus = (element: HTMLElement | null) => element?.setAttribute('autofocus', '');

/** Calls from a text, understood line by line before they change the plan. */
export function PasteDialog() {
  const given = useFanout((state) => state.pasting ?? '');
  const { closePaste } = useActions();
  const [text, setText] = useState(given);
  const read = useDeferredValue(text);
  const paste = useMemo(() => readPaste(read), [read]);
  return (
    <Dialog title="Paste calls" className="w-[46rem] max-w-[94vw] max-phone:w-screen" onClose={closePaste}>
      <div className="flex flex-col gap-3 px-5 pb-5 phone:px-3.5">
        <TextField text={text} focused={given === ''} onChange={setText} />
        <Understood paste={paste} />
        <Choices paste={paste} focused={given !== ''} waiting={read !== text} />
      </div>
    </Dialog>
  );
}

function TextField(props: { text: string; focused: boolean; onChange: (text: string) => void }) {
  const { text, focused, onChange } = props;
  const id = useId();
  const isCut = text.length > MOST_EDITED;
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-ink2">
        Lines such as <code>search_flights 840 ms</code>, a table, or the JSON of a message with tool calls
      </label>
      <textarea
        id={id}
        ref={focused ? autoFocus : undefined}
        rows={4}
        dir="auto"
        className="paste-text font-mono text-body"
        value={isCut ? `${text.slice(0, MOST_EDITED)}…` : text}
        readOnly={isCut}
        placeholder={PLACEHOLDER}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        aria-label="Calls as text"
        onChange={({ target }) => onChange(target.value)}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData('text');
          if (!isCut && pasted.length <= MOST_EDITED) return;
          event.preventDefault();
          const { selectionStart, selectionEnd } = event.currentTarget;
          onChange(isCut ? pasted : text.slice(0, selectionStart) + pasted + text.slice(selectionEnd));
        }}
      />
      {isCut && (
        <span className="text-ink2 text-small">
          Its beginning: {count(text.length)} characters are too many to edit here.{' '}
          <button type="button" className="link-button" onClick={() => onChange('')}>
            Clear
          </button>
        </span>
      )}
    </div>
  );
}

function Understood({ paste }: { paste: Paste }) {
  const { parts, calls, hasAnswers, problem } = paste;
  const lost = parts.length - calls.length;
  return (
    <>
      <p role="status" className="min-h-5 text-ink2">
        {problem ? (
          <span className="text-fail">{problem}</span>
        ) : (
          parts.length > 0 && (
            <>
              <b className="font-semibold text-ink">
                {calls.length === 0 ? 'No call understood' : `${callCount(calls.length)} understood`}
              </b>
              {lost > 0 &&
                `, ${count(lost)} ${lost === 1 ? 'part of the text is no call' : 'parts of the text are no calls'}`}
              .{hasAnswers && ' Results beside the calls are not taken.'}
            </>
          )
        )}
      </p>
      {parts.length > 0 && <Parts parts={parts} />}
    </>
  );
}

const LINE_REM = 1.75;
const TWO_LINES_REM = 2.75;

function Parts({ parts }: { parts: readonly PastePart[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const rem = useRem() * 16;
  const virtual = useVirtualizer({
    count: parts.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (parts[index]?.problem === undefined ? LINE_REM : TWO_LINES_REM) * rem,
    overscan: 8,
  });
  // The heights depend on what each part is now.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `measure` is called when the parts change.
  useEffect(() => virtual.measure(), [virtual, parts]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields.
    <div
      ref={scroller}
      className="paste-parts text-body"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll container must be reachable by keyboard.
      tabIndex={0}
      role="group"
      aria-label="What was understood"
    >
      <ol className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, size }) => (
          <Part
            key={index}
            part={parts[index] as PastePart}
            place={index + 1}
            of={parts.length}
            style={{ transform: `translateY(${start}px)`, height: size }}
          />
        ))}
      </ol>
    </div>
  );
}

interface PartProps {
  part: PastePart;
  place: number;
  of: number;
  style: React.CSSProperties;
}

function Part({ part: { number, text, call, note, problem }, place, of, style }: PartProps) {
  const kind = call && kindOf(call);
  const ms = call && takesOf(call);
  return (
    <li aria-posinset={place} aria-setsize={of} className="paste-part" style={style}>
      <span className="text-right text-ink3 tabular-nums">{number}</span>
      {call ? (
        <>
          {kind ? <KindIcon kind={kind} /> : <span />}
          <bdi className="truncate font-mono" title={requestText(call)}>
            {requestText(call)}
          </bdi>
          <span className={`tabular-nums ${note ? 'text-ink3' : 'text-ink'}`}>
            {ms !== undefined && (Number.isFinite(ms) ? duration(ms) : 'no end')}
            {note && `, ${note}`}
          </span>
        </>
      ) : (
        <>
          <span aria-hidden className="text-center text-fail">
            –
          </span>
          <span className="col-span-2 min-w-0">
            <bdi className="block truncate font-mono text-ink2">{clip(valueText(text), 200)}</bdi>
            <span className="block truncate text-fail text-small" title={problem}>
              {problem}
            </span>
          </span>
        </>
      )}
    </li>
  );
}

function Choices({ paste, focused, waiting }: { paste: Paste; focused: boolean; waiting: boolean }) {
  const store = useFanoutStore();
  const { calls } = paste;
  const running = useFanout(selectIsRunning);
  const over = useFanout((state) => callsOver(state, calls, 'append'));
  const rowsLocked = useFanout(({ restrictions }) => restrictions?.controls.rows !== undefined);
  const nothing = calls.length === 0 || waiting;
  const why = running
    ? 'A run is in progress. Stop it first.'
    : rowsLocked
      ? 'Rows are locked in this class: calls can only be added.'
      : over > 0 && calls.length > 0
        ? `Append would make ${count(over)} calls too many.`
        : undefined;

  function apply(mode: PasteMode, from: Element): void {
    applyPaste(store, calls, mode);
    // Returns the focus to where it was.
    from.closest('dialog')?.close();
  }

  return (
    <div className="flex flex-wrap items-center justify-end gap-2">
      {why && <span className="mr-auto text-ink2 text-small">{why}</span>}
      <button
        type="button"
        className="outline-button"
        onClick={({ currentTarget }) => currentTarget.closest('dialog')?.close()}
      >
        Cancel
      </button>
      <Choice label="Append" off={nothing || running || over > 0} onPress={(from) => apply('append', from)} />
      <Choice
        label="Replace"
        primary
        focused={focused}
        off={nothing || running || rowsLocked}
        onPress={(from) => apply('replace', from)}
      />
    </div>
  );
}

interface PasteChoiceProps {
  label: string;
  off: boolean;
  primary?: boolean;
  focused?: boolean;
  onPress: (from: Element) => void;
}

function Choice({ label, off, primary = false, focused = false, onPress }: PasteChoiceProps) {
  return (
    <button
      ref={focused ? autoFocus : undefined}
      type="button"
      className={`outline-button ${primary ? 'paste-replace' : ''}`}
      aria-disabled={off}
      onClick={({ currentTarget }) => !off && onPress(currentTarget)}
    >
      {label}
    </button>
  );
}
