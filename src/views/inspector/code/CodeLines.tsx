import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import { clip, count } from '../../../analysis/format/format.ts';
import type { Code } from '../../../code/generateCode.ts';
import { selectDocument } from '../../../store/plan/document.ts';
import { useActions, useFanout } from '../../ui/useFanout.ts';
import { useRem } from '../../ui/useRem.ts';
import type { Token } from './highlight.ts';
import { useTokens } from './useTokens.ts';

/** Longer lines are data and are cut: a browser lays out a line as a whole. */
const MOST_DRAWN = 2000;

/** At the default text size. */
const LINE_PX = 20;

/** The lines of a program. The lines of a call are highlighted with its row and select it. */
export function CodeLines({ code }: { code: Code }) {
  const calls = useFanout((state) => selectDocument(state).plan.calls);
  const selected = useFanout((state) => state.selected);
  const { selectRow } = useActions();
  const scroller = useRef<HTMLDivElement>(null);
  const tokens = useTokens(code);
  const lines = useMemo(() => code.text.trimEnd().split('\n'), [code]);
  const longest = useMemo(
    () =>
      Math.min(
        lines.reduce((most, { length }) => Math.max(most, length), 0),
        MOST_DRAWN + 32,
      ),
    [lines],
  );
  const keys = useMemo(() => keysOf(code), [code]);
  const linePx = LINE_PX * useRem();
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => linePx,
    overscan: 12,
    paddingStart: 8,
    paddingEnd: 8,
    scrollPaddingStart: 2 * linePx,
    scrollPaddingEnd: 2 * linePx,
  });
  const highlighted = selected === undefined ? undefined : code.lines.get(selected);
  // One line is in the tab order; arrow keys move from there.
  const reached = highlighted ? selected : code.lines.keys().next().value;

  useEffect(() => {
    if (highlighted) virtual.scrollToIndex(highlighted[0] - 1, { align: 'auto' });
  }, [highlighted, virtual]);

  function go(event: KeyboardEvent, key: number): void {
    const to = { ArrowDown: key + 1, ArrowUp: key - 1 }[event.key];
    const range = to === undefined ? undefined : code.lines.get(to);
    if (to === undefined || !range) return;
    event.preventDefault();
    selectRow(to);
    virtual.scrollToIndex(range[0] - 1, { align: 'auto' });
    // The line may not be rendered yet.
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-key="${to}"]`)?.focus());
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields.
    <div
      ref={scroller}
      role="group"
      aria-label="Code"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll container must be reachable by keyboard.
      tabIndex={0}
      className="code-lines"
    >
      <div style={{ height: virtual.getTotalSize(), width: `${longest + 8}ch` }} className="relative min-w-full">
        {virtual.getVirtualItems().map(({ index, start }) => {
          const line = lines[index] ?? '';
          const key = keys.get(index + 1);
          const isFirst = key !== undefined && code.lines.get(key)?.[0] === index + 1;
          const style = { height: linePx, transform: `translateY(${start}px)` };
          const words = drawn(tokens.get(line) ?? [{ text: line, name: undefined }]);
          const inside = (
            <>
              <span className="code-number" aria-hidden>
                {index + 1}
              </span>
              <code>
                {words.map(({ text, name }, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: tokens of a line have no id.
                  <span key={i} className={name && `code-${name}`}>
                    {text}
                  </span>
                ))}
              </code>
            </>
          );
          if (key === undefined)
            return (
              <div key={index} className="code-line" style={style}>
                {inside}
              </div>
            );
          return (
            <button
              key={index}
              type="button"
              className={`code-line ${key === selected ? 'highlighted' : ''}`}
              style={style}
              data-key={isFirst ? key : undefined}
              tabIndex={isFirst && key === reached ? 0 : -1}
              title={`Row ${clip(calls[key]?.id ?? String(key + 1), 100)}`}
              aria-pressed={key === selected}
              onClick={() => selectRow(key)}
              onKeyDown={(event) => go(event, key)}
            >
              {inside}
            </button>
          );
        })}
      </div>
    </div>
  );
}

function drawn(words: readonly Token[]): readonly Token[] {
  let room = MOST_DRAWN;
  const most = words.findIndex(({ text }) => {
    room -= text.length;
    return room < 0;
  });
  if (most < 0) return words;
  const cut = words[most] as Token;
  const hidden = words.slice(most).reduce((sum, { text }) => sum + text.length, 0) - (cut.text.length + room);
  return [
    ...words.slice(0, most),
    { ...cut, text: cut.text.slice(0, room) },
    { text: ` … ${count(hidden)} more characters`, name: 'comment' },
  ];
}

/** Maps line numbers to call indices. */
function keysOf({ lines }: Code): Map<number, number> {
  const found = new Map<number, number>();
  for (const [key, [from, to]] of lines) for (let line = from; line <= to; line++) found.set(line, key);
  return found;
}
