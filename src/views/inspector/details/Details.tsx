import { Pencil } from 'lucide-react';
import { useRef } from 'react';
import { count, duration } from '../../../analysis/format/format.ts';
import { valueText } from '../../../analysis/format/valueText.ts';
import type { AttemptDetails, CallDetails } from '../../../analysis/log/callDetails.ts';
import { durationText, outcomeWord } from '../../../analysis/log/callTable.ts';
import { outcomeMark } from '../../../analysis/timeline/bars.ts';
import {
  type ShownDetails,
  selectDetails,
  selectDetailsAt,
  selectNeighbour,
} from '../../../store/inspector/details.ts';
import { selectAreRowsFixed } from '../../../store/plan/document.ts';
import { kindOf } from '../../../tools/catalogue.ts';
import { KindIcon, OutcomeIcon } from '../../ui/icons/icons.tsx';
import { useActions, useFanout } from '../../ui/useFanout.ts';
import { DetailsPanel } from './DetailsPanel.tsx';
import { Column, Lines, Message, Part, Value } from './parts.tsx';

/** What there is to know of the selected call, live and at the playhead. */
export function Details() {
  const shown = useFanout(selectDetails);
  const focus = useFanout(({ details }) => details?.focus);
  const before = useFanout((state) => selectNeighbour(state, -1));
  const after = useFanout((state) => selectNeighbour(state, 1));
  const { closeDetails, openDetails } = useActions();
  const last = useRef(shown?.key);
  last.current = shown?.key ?? last.current;

  function step(by: 1 | -1): (() => void) | undefined {
    const key = by < 0 ? before : after;
    return key === undefined ? undefined : () => openDetails(key);
  }

  return (
    <DetailsPanel
      focus={focus}
      of="call"
      title={shown ? <Title shown={shown} /> : <h2>Details</h2>}
      tools={shown && <Edit shown={shown} />}
      step={step}
      onClose={closeDetails}
      home={() => rowOf(last.current)}
    >
      {shown ? (
        <Body key={shown.key} shown={shown} />
      ) : (
        <p className="p-4 text-ink2">Choose a call to see its details.</p>
      )}
    </DetailsPanel>
  );
}

/** The call's row, or the one in the tab order where that has been scrolled away. */
function rowOf(key: number | undefined): HTMLElement | null {
  const row = (which: string) => document.querySelector<HTMLElement>(`[role=grid] [role=row]${which}`);
  return row(`[data-index="${key}"]`) ?? row('[tabindex="0"]');
}

function Title({ shown: { call, ran, keptFrom } }: { shown: ShownDetails }) {
  return (
    <>
      <KindIcon kind={kindOf(call)} />
      <h2 className="flex min-w-0 items-baseline gap-2.5">
        <b className="truncate font-[560] font-mono">{valueText(call.id)}</b>
        <span className="truncate text-ink2 phone:hidden">{valueText(call.name)}</span>
      </h2>
      {ran && (
        <span className="flex flex-none items-center gap-1.5 text-ink2">
          {ran.outcome && <OutcomeIcon mark={outcomeMark(ran.outcome)} />}
          <span className={ran.outcome && 'phone:sr-only'}>{outcomeWord(ran)}</span>
          <span className="tabular-nums phone:hidden">{durationText(ran)}</span>
          <At />
          {keptFrom !== undefined && `in run ${keptFrom}`}
        </span>
      )}
    </>
  );
}

/** By itself: it changes with each frame of a replay. */
function At() {
  const at = useFanout(selectDetailsAt);
  return at === undefined ? null : <span className="tabular-nums">at {duration(at)}</span>;
}

function Edit({ shown: { key, call } }: { shown: ShownDetails }) {
  const { openRow } = useActions();
  if (useFanout(selectAreRowsFixed)) return null;
  return (
    <button
      type="button"
      className="quiet-button flex items-center gap-1.5 text-body"
      aria-label={`Edit ${valueText(call.id)}`}
      onClick={() => openRow(key)}
    >
      <Pencil size={14} aria-hidden /> <span className="phone:hidden">Edit</span>
    </button>
  );
}

function Body({ shown }: { shown: ShownDetails }) {
  const { call, settings, details, waiting, predicted, plannedMs } = shown;
  const policy = (
    <Lines title="Policy" lines={settings} none="Starts with the others, has one attempt, and nothing cuts it off." />
  );
  return (
    <div className="details-body">
      <Column>
        <Value title="Arguments" value={call.args} />
        {details && policy}
      </Column>
      {details ? (
        <Happened details={details} waiting={waiting} />
      ) : (
        <>
          <Column>{policy}</Column>
          <Column>
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
            <p className="text-ink2">It has not run yet.</p>
          </Column>
        </>
      )}
    </div>
  );
}

function Happened({ details, waiting }: { details: CallDetails; waiting: string | undefined }) {
  const { answer, attempts, waits, message, events, eventCount } = details;
  return (
    <>
      <Column>
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
        {message && <Message message={message} />}
      </Column>
      <Column>
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
        {waiting !== undefined && <Lines title="Waiting" lines={[waiting]} none="" />}
        {waits.length > 0 && <Lines title="Waited" lines={waits} none="" />}
      </Column>
      <Part title="Events">
        <ol className="flex flex-col gap-0.5 font-mono text-small">
          {events.map(({ seq, at, text }) => (
            <li key={seq} className="grid grid-cols-[4.5rem_minmax(0,1fr)] gap-2">
              <span className="text-ink3 tabular-nums">{at}</span>
              <span className="wrap-anywhere">{text}</span>
            </li>
          ))}
        </ol>
        {eventCount > events.length && (
          <p className="text-ink2 text-small">
            The last {count(events.length)} of {count(eventCount)}; the Log has all.
          </p>
        )}
      </Part>
    </>
  );
}

function Attempt({ attempt: { number, mark, result, notes } }: { attempt: AttemptDetails }) {
  return (
    <li className="flex gap-1.5">
      {/* Empty while it runs. */}
      <span className="w-5 flex-none">
        <OutcomeIcon mark={mark} />
      </span>
      <span className="min-w-0 flex-1">
        <span className="tabular-nums">
          Attempt {number} {result}
        </span>
        {notes.map((note) => (
          <bdi key={note} className="wrap-anywhere block text-left text-ink2 text-small">
            {note}
          </bdi>
        ))}
      </span>
    </li>
  );
}
