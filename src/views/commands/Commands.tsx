import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { runCommand } from '../../store/commands/command.ts';
import { COMMANDS, matching, type PaletteEntry, selectCommands } from '../../store/commands/commands.ts';
import { lessonCommands, lessonTitles, type Titles } from '../../store/lessons/lessonCommands.ts';
import { AXIS_COMMANDS } from '../axis/axisCommands.ts';
import { useActions, useFanout, useFanoutStore } from '../ui/useFanout.ts';
import './commands.css';

/** The command palette: the browser's own modal dialog over a list that is filtered by what is typed. */
export function Commands() {
  const store = useFanoutStore();
  const { closeCommands } = useActions();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const listId = useId();
  const [titles, setTitles] = useState<Titles>([]);
  const commands = useMemo(() => [...COMMANDS, ...AXIS_COMMANDS, ...lessonCommands(titles)], [titles]);
  const found = matching(
    useFanout((state) => selectCommands(state, commands)),
    text,
  );
  const chosen = Math.min(at, found.length - 1);

  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    let open = true;
    void lessonTitles().then(
      (all) => open && setTitles(all),
      () => {},
    );
    return () => {
      open = false;
    };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs whenever the chosen command changes.
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen, text]);

  /** The dialog closes first: closing it after the command would take the focus back from what the command opens. */
  function go(entry: PaletteEntry | undefined): void {
    if (!entry || entry.off) return;
    dialog.current?.close();
    runCommand(store, entry.command);
  }

  function keys(event: KeyboardEvent): void {
    const to = { ArrowDown: chosen + 1, ArrowUp: chosen - 1, PageDown: chosen + 8, PageUp: chosen - 8 }[event.key];
    if (to !== undefined) setAt(Math.max(0, Math.min(found.length - 1, to)));
    else if (event.key === 'Enter') go(found[chosen]);
    else return;
    event.preventDefault();
  }

  return (
    <dialog ref={dialog} className="commands" aria-label="Commands" onClose={closeCommands}>
      <input
        type="text"
        role="combobox"
        aria-label="Command"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={found[chosen] && `${listId}-${chosen}`}
        placeholder="What to do?"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          setAt(0);
        }}
        onKeyDown={keys}
      />
      <div ref={list} id={listId} role="listbox" aria-label="Commands" tabIndex={-1}>
        {found.map((entry, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's.
          <div
            key={entry.name}
            id={`${listId}-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === chosen}
            aria-disabled={entry.off || undefined}
            onPointerMove={() => setAt(i)}
            onClick={() => go(entry)}
          >
            <span>{entry.name}</span>
            {entry.keys && <kbd>{entry.keys}</kbd>}
          </div>
        ))}
      </div>
      {found.length === 0 && (
        <p role="status" className="px-4 py-3 text-ink2">
          No command has “{text.slice(0, 40)}” in its name. Try run, add, zoom or a preset’s name.
        </p>
      )}
    </dialog>
  );
}
