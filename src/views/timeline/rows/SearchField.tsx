import { X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { count } from '../../../analysis/format/format.ts';
import { selectDocument } from '../../../store/plan/document.ts';
import { nextCall } from '../../../store/rows/rows.lazy.ts';
import { selectRowOrder } from '../../../store/rows/rowsSlice.ts';
import { useActions, useFanout, useFanoutStore } from '../../ui/useFanout.ts';

/** Filters the rows. Enter moves from match to match, Escape returns to the previous focus. */
export function SearchField() {
  const store = useFanoutStore();
  const search = useFanout(({ rowsView }) => rowsView.search) ?? '';
  const clearedFor = useFanout(({ rowsView }) => rowsView.clearedFor);
  const calls = useFanout((state) => selectDocument(state).plan.calls.length);
  const found = useFanout((state) => selectRowOrder(state).found);
  const { changeRowsView, selectRow } = useActions();
  const input = useRef<HTMLInputElement>(null);
  const before = useRef<Element | null>(null);

  // Recorded so that closing the field returns the focus.
  useEffect(() => {
    before.current = document.activeElement;
    input.current?.focus();
  }, []);

  function close(): void {
    const { selected } = store.getState();
    const grid = input.current?.closest('.card')?.querySelector('[role=grid]') ?? null;
    const was = before.current;
    changeRowsView({ search: undefined });
    requestAnimationFrame(() => {
      if (was instanceof HTMLElement && was.isConnected && was !== document.body) was.focus();
      else if (selected === undefined) document.querySelector<HTMLElement>('[aria-label="Search calls"]')?.focus();
      else grid?.querySelector<HTMLElement>(`[role=row][data-index="${selected}"]`)?.focus();
    });
  }

  /** Selects the next match after the selected row, wrapping around. */
  function step(by: 1 | -1): void {
    const order = selectRowOrder(store.getState());
    const { selected } = store.getState();
    const here = selected === undefined ? -1 : order.indexOf(selected);
    const from = here < 0 ? (by > 0 ? -1 : order.count) : here;
    const next = nextCall(order, from, by) ?? nextCall(order, by > 0 ? -1 : order.count, by);
    if (next !== undefined) selectRow(next);
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') close();
    else if (event.key === 'ArrowDown') {
      document.querySelector<HTMLElement>('[role=grid] [role=row][tabindex="0"]')?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <search className="search-field">
      <input
        ref={input}
        id="search-calls"
        type="text"
        aria-label="Search calls"
        placeholder="id, tool, query, result"
        autoComplete="off"
        spellCheck={false}
        value={search}
        onChange={({ target }) => changeRowsView({ search: target.value })}
        onKeyDown={onKeyDown}
      />
      <span role="status" className="flex-none whitespace-nowrap text-ink2 text-tiny">
        {clearedFor !== undefined ? (
          <span title={`The search hid ${clearedFor}`}>
            cleared<span className="sr-only"> to show {clearedFor}</span>
          </span>
        ) : (
          search.trim() && `${found === 0 ? 'none' : count(found)} of ${count(calls)}`
        )}
      </span>
      <button type="button" className="row-action" aria-label="Close search" title="Close: Escape" onClick={close}>
        <X size={14} aria-hidden />
      </button>
    </search>
  );
}
