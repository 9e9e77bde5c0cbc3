import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { type Command, matching, selectCommands } from '../../store/commands/commands.ts';
import { lessonCommands, lessonTitles, type Titles } from '../../store/lessons/lessonCommands.ts';
import { useActions, useFanout, useFanoutStore } from '../ui/useFanout.ts';
import './commands.css';

/** The command palette: a native modal dialog with a list that is filtered while typing. */
export function Commands() {
  const store = useFanoutStore();
  const { closeCommands } = useActions();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const listId = useId();
  const commands = useFanout(selectCommands);
  const [titles, setTitles] = useState<Titles>([]);
  const found = matching([...commands, ...lessonCommands(titles, store.getState())], text);
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

  /** Closes the dialog first; otherwise it would take back the focus from what the command focuses or opens. */
  function go(command: Command | undefined): void {
    if (!command || command.off) return;
    dialog.current?.close();
    command.run(store.actions, store);
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
        {found.map((command, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the text field.
          <div
            key={command.name}
            id={`${listId}-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === chosen}
            aria-disabled={command.off}
            onPointerMove={() => setAt(i)}
            onClick={() => go(command)}
          >
            <span>{command.name}</span>
            {command.keys && <kbd>{command.keys}</kbd>}
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
