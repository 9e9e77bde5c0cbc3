import { X } from 'lucide-react';
import { lazy, Suspense, useCallback, useRef, useState } from 'react';
import { currentPolicy, docOf, isRunning } from '../../store/doc.ts';
import { type Chip, chipsOf, type Setting, without } from '../../store/policyChips.ts';
import type { Drafts } from '../../store/policyForm.ts';
import { useActions, useFanout } from '../useFanout.ts';

/** Loaded with its first opening; where that fails, it says so. */
const PolicyPanel = lazy(() => import('./PolicyPanel.tsx').catch(() => ({ default: NoPanel })));

function NoPanel() {
  return (
    <p role="alert" className="basis-full text-small">
      The policy’s settings could not be loaded: reload the page when the network is back.
    </p>
  );
}

/** What was asked for: a setting's line, or all of them from the top. A new object each time, also for the same line. */
export interface Opened {
  at: Setting | undefined;
  /** Where it hangs in the bar, under the button that was pressed; it stays there while chips come and go. */
  leftPx: number;
  topPx: number;
}

const WHY_NOT = 'A run is going: its policy can be changed when it has ended.';

/** What differs from the tutorial's policy as chips, and the way to the rest. Its parts stand in the bar that holds it. */
export function PolicyBar() {
  const doc = useFanout(docOf);
  const running = useFanout(isRunning);
  const { policyChanged } = useActions();
  const [opened, setOpened] = useState<Opened>();
  // Here, so that what was refused is still there when the panel was closed and comes again.
  const [drafts, setDrafts] = useState<Drafts>({});
  const all = useRef<HTMLDivElement>(null);
  const add = useRef<HTMLButtonElement>(null);
  const opener = useRef<HTMLButtonElement>(null);

  const close = useCallback((by: 'key' | 'pointer') => {
    setOpened(undefined);
    // The chip that opened it may be gone.
    if (by === 'key') (opener.current?.isConnected ? opener.current : add.current)?.focus();
  }, []);

  function openAt(button: HTMLButtonElement, at: Setting | undefined): void {
    opener.current = button;
    setOpened({ at, leftPx: button.offsetLeft, topPx: button.offsetTop + button.offsetHeight + 6 });
  }

  function remove({ setting }: Chip, cross: HTMLElement): void {
    if (running) return;
    const crosses = [...(all.current?.querySelectorAll<HTMLElement>('.chip-cross') ?? [])];
    const at = crosses.indexOf(cross);
    (crosses[at + 1] ?? crosses[at - 1] ?? add.current)?.focus();
    policyChanged(without(setting));
  }

  return (
    <div ref={all} className="contents">
      {chipsOf(currentPolicy(doc)).map((chip) => (
        <span key={chip.setting} className="chip">
          <button
            type="button"
            aria-haspopup="dialog"
            onClick={({ currentTarget }) => openAt(currentTarget, chip.setting)}
          >
            {chip.text}
          </button>
          <button
            type="button"
            className="chip-cross"
            aria-label={`Remove ${chip.name}`}
            title={running ? WHY_NOT : `Remove ${chip.name}`}
            aria-disabled={running}
            onClick={({ currentTarget }) => remove(chip, currentTarget)}
          >
            <X size={13} aria-hidden />
          </button>
        </span>
      ))}
      <button
        ref={add}
        type="button"
        className="quiet-button self-center whitespace-nowrap max-[760px]:min-h-9"
        aria-haspopup="dialog"
        aria-expanded={opened !== undefined}
        onClick={({ currentTarget }) => (opened ? setOpened(undefined) : openAt(currentTarget, undefined))}
      >
        + Policy
      </button>
      {opened && (
        <Suspense>
          <PolicyPanel
            opened={opened}
            drafts={drafts}
            onDrafts={setDrafts}
            whyNot={running ? WHY_NOT : undefined}
            bar={all}
            onClose={close}
          />
        </Suspense>
      )}
    </div>
  );
}
