import type { KeyboardEvent, ReactNode } from 'react';
import { count } from '../../analysis/format/format.ts';
import { requestBesideId, valueText } from '../../analysis/format/valueText.ts';
import { selectDocument } from '../../store/plan/document.ts';
import { selectShownRun, selectShownState } from '../../store/run/selectors.ts';
import { deferredPart } from '../ui/deferred.tsx';
import { Value } from '../ui/figures/Value.tsx';
import { lazyOptional } from '../ui/lazy.tsx';
import { useActions, useFanout } from '../ui/useFanout.ts';

/** Loaded with the first run. */
const Waiting = deferredPart('Waiting');
const StateNote = lazyOptional(() => import('./StateFlow.tsx').then((loaded) => loaded.StateNote));
const Orders = lazyOptional(() => import('./StateFlow.tsx').then((loaded) => loaded.CallOrders));

/** Most lines that are rendered; further ones are counted. */
const LINES = 40;
const NONE: readonly { id: string }[] = [];

/** The tutorial's State. It changes once, at the end of a run; until then the collected results are shown above it. */
export function StateTab() {
  const { messages, pending_tools, results, errors } = useFanout(selectShownState);
  // Calls are pending in the plan's order.
  const { calls } = useFanout((state) => selectDocument(state).plan);
  const ran = useFanout((state) => selectShownRun(state) !== undefined);
  // The plan's calls, with the ids under which State lists them.
  const ids = messages.find(({ tool_calls }) => tool_calls)?.tool_calls ?? NONE;
  const answered = messages.filter(({ type }) => type === 'tool').length;
  const asked = messages.length - answered;
  return (
    <>
      {ran && <Waiting />}
      {ran && <StateNote />}
      <div
        className={`state-columns grid grid-cols-[1.1fr_.9fr_1.2fr_1.3fr] phone:grid-cols-1 ${ran ? '' : 'min-h-full'}`}
      >
        <Column
          title="messages"
          note={
            <>
              {number('Requests', asked)}
              {asked === 1 ? '\u00a0request' : '\u00a0requests'}, {number('Answers', answered)}
              {answered === 1 ? '\u00a0answer' : '\u00a0answers'}
            </>
          }
        >
          <Lines
            of={messages}
            ids={ids}
            line={({ type, tool_calls, tool_call_id, status, content }) => [
              type,
              tool_calls
                ? `calls ${asksFor(tool_calls.map(({ id }) => id))}`
                : tool_call_id
                  ? `${status}`
                  : valueText(content),
              tool_call_id,
            ]}
          />
        </Column>
        <Column title="pending_tools" note={number('pending_tools', pending_tools.length)}>
          <Lines
            of={pending_tools}
            ids={ids}
            inOrder
            line={({ id = '', tool_name: name, args }, i) => [
              '',
              calls[i]?.behavior ? requestBesideId({ ...calls[i], id: calls[i].id, name, args }) : valueText(name),
              id,
            ]}
          />
          {pending_tools.length === 0 && answered > 0 && (
            <p className="font-mono text-[0.7813rem] text-ink2">all settled</p>
          )}
        </Column>
        <Column title="results" note={number('results', Object.keys(results).length)}>
          <Lines of={Object.entries(results)} ids={ids} line={([id, value]) => ['', valueText(value), id]} />
        </Column>
        <Column title="errors" note={number('errors', Object.keys(errors).length)}>
          <Lines of={Object.entries(errors)} ids={ids} line={([id, text]) => ['', valueText(text), id]} />
        </Column>
      </div>
      {ran && <Orders />}
    </>
  );
}

function asksFor(ids: readonly string[]): string {
  const named = ids.slice(0, ids.length > 3 ? 2 : 3).map((id) => valueText(id));
  return ids.length > 3 ? `${named.join(', ')}, … (${count(ids.length)})` : named.join(', ');
}

const number = (name: string, value: number) => <Value name={name} value={value} text={count(value)} className="" />;

function Column({ title, note, children }: { title: string; note: ReactNode; children: ReactNode }) {
  return (
    <div className="min-w-0 border-soft border-l px-4 py-2.5 first:border-0 phone:border-t phone:border-l-0">
      <h2 className="mb-1 font-[560] font-mono text-body leading-[1.125rem]">
        {title} <small className="font-normal text-ink3 text-tiny">{note}</small>
      </h2>
      {children}
    </div>
  );
}

interface LinesOf<T> {
  of: readonly T[];
  ids: readonly { id: string }[];
  /** Each line is the call of the same index. Needed because an ambiguous id does not identify a row. */
  inOrder?: boolean;
  line(one: T, index: number): [name: string, text: string, id?: string | undefined];
}

function Lines<T>({ of, ids, inOrder, line }: LinesOf<T>) {
  const selected = useFanout((state) => state.selected);
  const { selectRow } = useActions();
  const shown = of.slice(0, LINES);
  const first = shown.findIndex((one, i) => line(one, i)[2] !== undefined);
  return (
    <ul className="font-mono text-[0.7813rem] text-ink2" onKeyDown={step}>
      {shown.map((one, i) => {
        const [name, text, id] = line(one, i);
        const named = valueText(id);
        const own = id !== undefined && (inOrder ? i === selected : id === ids[selected ?? -1]?.id);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: ids may be duplicated; the list only grows at its end.
          <li key={i} className={`truncate ${own ? 'bg-sunk' : ''}`} title={`${name} ${named} ${text}`.trim()}>
            {name && <span className={id ? '' : 'font-medium text-ink'}>{name} </span>}
            {id !== undefined && (
              <>
                <button
                  type="button"
                  tabIndex={i === first || own ? 0 : -1}
                  aria-pressed={own}
                  className="font-medium text-ink -outline-offset-1 hover:text-accent phone:leading-[2.75rem]"
                  onClick={() => selectRow(inOrder ? i : ids.findIndex((call) => call.id === id))}
                >
                  {named}
                </button>{' '}
              </>
            )}
            {text}
          </li>
        );
      })}
      {of.length > LINES && <li>and {count(of.length - LINES)} more</li>}
    </ul>
  );
}

function step(event: KeyboardEvent<HTMLElement>): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by === undefined) return;
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  buttons[buttons.indexOf(event.target as HTMLButtonElement) + by]?.focus();
  event.preventDefault();
}
