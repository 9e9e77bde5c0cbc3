import { Pencil, X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { count, duration } from '../../../analysis/format/format.ts';
import { valueText } from '../../../analysis/format/valueText.ts';
import { type AttemptDetails, type CallDetails, shownText } from '../../../analysis/log/callDetails.ts';
import { durationText, outcomeWord } from '../../../analysis/log/callTable.ts';
import { outcomeMark } from '../../../analysis/timeline/bars.ts';
import { type ShownDetails, selectDetails } from '../../../store/inspector/details.ts';
import { selectAreRowsFixed } from '../../../store/plan/document.ts';
import { formattedJson } from '../../../store/plan/parseInput.ts';
import { kindOf } from '../../../tools/catalogue.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { KindIcon, OutcomeIcon } from '../../ui/icons/icons.tsx';
import { useActions, useFanout } from '../../ui/useFanout.ts';
import './details.css';

/** What there is to know of the selected call, live and at the playhead. */
export function Details() {
  const shown = useFanout(selectDetails);
  const focus = useFanout(({ details }) => details?.focus);
  const { closeDetails } = useActions();
  const region = useRef<HTMLElement>(null);
  /** Whether the focus is inside. */
  const holdsFocus = useRef(false);
  const row = shown?.key;

  useEffect(() => {
    if (focus) region.current?.focus();
  }, [focus]);
  const last = useRef(row);
  last.current = row ?? last.current;
  useEffect(
    () => () => {
      if (holdsFocus.current) focusRow(last.current);
    },
    [],
  );

  function onKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    closeDetails();
  }

  return (
    <section
      ref={region}
      aria-label="Details"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes the focus when it is opened by a key, and scrolls.
      tabIndex={0}
      className="details gutter"
      onKeyDown={onKey}
      onFocus={() => {
        holdsFocus.current = true;
      }}
      onBlur={({ currentTarget, relatedTarget }) => {
        // The element that had the focus may have been removed: then nothing else has it.
        if (relatedTarget instanceof Node && !currentTarget.contains(relatedTarget)) holdsFocus.current = false;
      }}
    >
      <Head shown={shown} />
      {shown ? <Body shown={shown} /> : <p className="p-4 text-ink2">Choose a call to see its details.</p>}
    </section>
  );
}

/** After the region has gone. */
function focusRow(key: number | undefined): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[role=row][data-index="${key}"]`)?.focus());
}

function Head({ shown }: { shown: ShownDetails | undefined }) {
  const { closeDetails, openRow } = useActions();
  const fixed = useFanout(selectAreRowsFixed);
  const { call, ran, at, key } = shown ?? {};
  const id = valueText(call?.id);
  return (
    <header className="details-head">
      {call && <KindIcon kind={kindOf(call)} />}
      <h2 className="flex min-w-0 items-baseline gap-2.5">
        <b className="truncate font-[560] font-mono">{call ? id : 'Details'}</b>
        <span className="truncate text-ink2 phone:hidden">{valueText(call?.name)}</span>
      </h2>
      {ran && (
        <span className="flex flex-none items-center gap-1.5 text-ink2">
          {ran.outcome && <OutcomeIcon mark={outcomeMark(ran.outcome)} />}
          {outcomeWord(ran)} <span className="tabular-nums phone:hidden">{durationText(ran)}</span>
          {at !== undefined && `at ${duration(at)}`}
        </span>
      )}
      <span className="ml-auto flex flex-none items-center">
        {call && !fixed && (
          <button
            type="button"
            className="quiet-button flex items-center gap-1.5 text-body"
            aria-label={`Edit ${id}`}
            onClick={() => openRow(key)}
          >
            <Pencil size={14} aria-hidden /> <span className="phone:hidden">Edit</span>
          </button>
        )}
        <button
          type="button"
          className="quiet-button"
          aria-label="Close details"
          title="Close: Escape"
          onClick={closeDetails}
        >
          <X size={16} aria-hidden />
        </button>
      </span>
    </header>
  );
}

function Body({ shown }: { shown: ShownDetails }) {
  const { call, details, predicted, plannedMs } = shown;
  return (
    <div className="details-body">
      <div className="flex min-w-0 flex-col gap-4">
        <Value title="Arguments" value={call.args} />
        {predicted && (
          <Part title="Predicted">
            <p className="tabular-nums">
              {duration(predicted.from)} to {duration(predicted.to)}
            </p>
          </Part>
        )}
        {plannedMs !== undefined && (
          <Part title="Planned">
            <p className="tabular-nums">takes {duration(plannedMs)}</p>
          </Part>
        )}
        {!details && <p className="text-ink2">It has not run yet.</p>}
      </div>
      {details && <Happened details={details} />}
    </div>
  );
}

function Happened({ details }: { details: CallDetails }) {
  const { answer, attempts, waits, message, events } = details;
  return (
    <>
      <div className="flex min-w-0 flex-col gap-4">
        {answer ? (
          <Value
            title={answer.kind === 'error' ? 'Error' : 'Result'}
            value={answer.value}
            className={answer.kind === 'error' ? 'text-fail' : ''}
          />
        ) : (
          <Part title="Result">
            <p className="text-ink2">It has not ended yet.</p>
          </Part>
        )}
        {message && <Value title="ToolMessage" value={message} />}
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <Part title="Attempts">
          {attempts.length === 0 ? (
            <p className="text-ink2">It has not started.</p>
          ) : (
            <ol className="flex flex-col gap-1.5">
              {attempts.map((attempt) => (
                <Attempt key={attempt.number} attempt={attempt} />
              ))}
            </ol>
          )}
        </Part>
        {waits.length > 0 && (
          <Part title="Waited">
            <ul>
              {waits.map((wait) => (
                <li key={wait} className="tabular-nums">
                  {wait}
                </li>
              ))}
            </ul>
          </Part>
        )}
      </div>
      <Part title="Events">
        <ol className="flex flex-col gap-0.5 font-mono text-small">
          {events.slice(-MOST_EVENTS).map(({ seq, at, text }) => (
            <li key={seq} className="grid grid-cols-[4.5rem_minmax(0,1fr)] gap-2">
              <span className="text-ink3 tabular-nums">{at}</span>
              <span className="wrap-anywhere">{text}</span>
            </li>
          ))}
        </ol>
        {events.length > MOST_EVENTS && (
          <p className="text-ink2 text-small">
            The last {count(MOST_EVENTS)} of {count(events.length)}; the Log has all.
          </p>
        )}
      </Part>
    </>
  );
}

/** A call that reports in a loop has thousands. */
const MOST_EVENTS = 200;

function Attempt({ attempt: { number, mark, result, notes } }: { attempt: AttemptDetails }) {
  return (
    <li className="grid grid-cols-[1.25rem_minmax(0,1fr)] gap-1.5">
      <OutcomeIcon mark={mark} />
      <span className="min-w-0">
        <span className="tabular-nums">
          Attempt {number} {result}
        </span>
        {notes.map((note) => (
          <bdi key={note} className="wrap-anywhere block text-ink2 text-small">
            {note}
          </bdi>
        ))}
      </span>
    </li>
  );
}

function Part({ title, tools, children }: { title: string; tools?: ReactNode; children: ReactNode }) {
  return (
    <section className="min-w-0">
      <div className="flex min-h-6 items-center gap-2">
        <h3 className="text-ink3 text-small">{title}</h3>
        {tools}
      </div>
      {children}
    </section>
  );
}

/** Shown at once; a browser needs a second to lay out a megabyte. */
const FIRST_SHOWN = 4000;
const MOST_SHOWN = 256_000;

/** A value in full: text as it is, anything else as JSON. What is too long to be drawn can be copied. */
function Value({ title, value, className = '' }: { title: string; value: unknown; className?: string }) {
  const text = useMemo(
    () => (typeof value === 'string' ? value : value === undefined ? '' : formattedJson(value)),
    [value],
  );
  const [shown, setShown] = useState(FIRST_SHOWN);
  const rest = text.length - shown;
  return (
    <Part
      title={title}
      tools={text !== '' && <CopyButton label={`Copy ${title}`} copy={() => navigator.clipboard.writeText(text)} />}
    >
      {text === '' ? (
        <p className="text-ink2">nothing</p>
      ) : (
        <pre dir="auto" className={`details-text ${className}`}>
          {shownText(text, shown)}
          {rest > 0 && '…'}
        </pre>
      )}
      {rest > 0 && (
        <p className="text-ink2 text-small">
          {count(rest)} more of {count(text.length)} characters.{' '}
          {shown < MOST_SHOWN ? (
            <button type="button" className="link-button" onClick={() => setShown(shown * 4)}>
              Show more
            </button>
          ) : (
            'Copy it to see all.'
          )}
        </p>
      )}
    </Part>
  );
}
