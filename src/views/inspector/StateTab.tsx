import type { ReactNode } from 'react';
import { count } from '../../analysis/format.ts';
import { valueText } from '../../analysis/valueText.ts';
import { collected, stateShown } from '../../store/selectors.ts';
import { useFanout } from '../useFanout.ts';

/** More lines than this are counted, not drawn. */
const LINES = 40;

/** The tutorial's State, plain: it changes once, at the end of a run. Until then what has come in waits beside it. */
export function StateTab() {
  const { messages, pending_tools, results, errors } = useFanout(stateShown);
  const waiting = useFanout(collected);
  const answered = messages.filter(({ type }) => type === 'tool').length;
  const asked = messages.length - answered;
  return (
    <>
      {waiting && (
        <p className="border-soft border-b px-4 py-2 text-body text-ink2">
          <b className="font-[560] text-ink">{count(waiting.count)} collected, not yet in State.</b>{' '}
          {waiting.lost
            ? 'The engine was ended before it could update State: nothing was committed.'
            : 'State changes once, when the last call has settled.'}
        </p>
      )}
      <div className="grid min-h-full grid-cols-[1.1fr_.9fr_1.2fr_1.3fr] max-[760px]:grid-cols-1">
        <Column title="messages" note={`${count(asked)} ${asked === 1 ? 'asks' : 'ask'}, ${count(answered)} answered`}>
          <Lines
            of={messages}
            line={({ type, tool_calls, tool_call_id, status, content }) => [
              type,
              tool_calls
                ? `calls ${asksFor(tool_calls.map(({ id }) => id))}`
                : tool_call_id
                  ? `${tool_call_id} ${status}`
                  : content,
            ]}
          />
        </Column>
        <Column title="pending_tools" note={count(pending_tools.length)}>
          <Lines of={pending_tools} line={({ id = '', tool_name }) => [id, tool_name]} />
          {pending_tools.length === 0 && answered > 0 && (
            <p className="font-mono text-[12.5px] text-ink2">all settled</p>
          )}
        </Column>
        <Column title="results" note={count(Object.keys(results).length)}>
          <Lines of={Object.entries(results)} line={([id, value]) => [id, valueText(value)]} />
        </Column>
        <Column title="errors" note={count(Object.keys(errors).length)}>
          <Lines of={Object.entries(errors)} line={([id, text]) => [id, valueText(text)]} />
        </Column>
      </div>
    </>
  );
}

function asksFor(ids: readonly string[]): string {
  return ids.length > 3 ? `${ids.slice(0, 2).join(', ')}, … (${count(ids.length)})` : ids.join(', ');
}

function Column({ title, note, children }: { title: string; note: string; children: ReactNode }) {
  return (
    <div className="min-w-0 border-soft border-l px-4 py-2.5 first:border-0 max-[760px]:border-t max-[760px]:border-l-0">
      <h2 className="mb-1 font-[560] font-mono text-body leading-[18px]">
        {title} <small className="font-normal text-ink3 text-tiny">{note}</small>
      </h2>
      {children}
    </div>
  );
}

function Lines<T>({ of, line }: { of: readonly T[]; line: (one: T) => [name: string, text: string] }) {
  const shown = of.slice(0, LINES);
  return (
    <ul className="font-mono text-[12.5px] text-ink2">
      {shown.map((one, i) => {
        const [name, text] = line(one);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: ids may be double; the list only grows at its end.
          <li key={i} className="truncate" title={`${name} ${text}`}>
            <b className="font-medium text-ink">{name}</b> {text}
          </li>
        );
      })}
      {of.length > LINES && <li>and {count(of.length - LINES)} more</li>}
    </ul>
  );
}
