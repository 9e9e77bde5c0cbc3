import { GESTURES as TIME } from '../axis/gestures.ts';
import { Dialog } from '../ui/dialog/Dialog.tsx';

const ANYWHERE = 'anywhere';

export const KEYS: readonly [keys: string, what: string][] = [
  ['Space', 'Run, or stop; after a run, play it again at the view speed, or hold'],
  ['R', 'Run again'],
  ['← →', 'After a run: the event before, the next one; with Shift, a tenth of the run'],
  ['E', 'The next error; with Shift, the one before'],
  ['C', 'Why it took as long as it did: the critical path'],
  ['[ ]', 'Along the critical path'],
  ['N', 'Add a call'],
  ['↑ ↓', 'Go from row to row'],
  ['/', 'Search the calls; Enter goes from match to match'],
  ['P', 'Pin the row, or let it go'],
  ['Enter', 'Edit the row'],
  ['Page ↑ ↓', 'In a lesson: the step before, the next one'],
  ['Esc', 'Close the editor'],
  ['Del', 'Remove the row; while it runs, cancel its call'],
  ['← →', 'On the end of a ghost bar: shorter or longer by 50 ms'],
  ['Ctrl K', 'Everything that can be done, by its name'],
  ['Ctrl Z', 'Undo; with Shift, redo'],
];

export function KeySheet({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys" className="w-[27.5rem] max-w-[92vw]" onClose={onClose}>
      <div className="px-5 pb-5">
        <List
          entries={[
            ...KEYS,
            ...TIME.filter(({ on }) => on === ANYWHERE).map(({ input, does }) => [input, does] as const),
          ]}
        />
        <h3 className="mt-5 mb-3 font-semibold text-base">On the time axis</h3>
        <List
          entries={TIME.filter(({ on }) => on !== ANYWHERE).map(
            ({ on, input, does }) => [input, `${does}: ${on}`] as const,
          )}
        />
        <p className="mt-4 text-ink2 text-small">
          The tools run for real in this page, and nothing leaves it: no server, no account, no tracking.
        </p>
      </div>
    </Dialog>
  );
}

function List({ entries }: { entries: readonly (readonly [input: string, what: string])[] }) {
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-5 gap-y-2 text-body">
      {entries.map(([input, what]) => (
        <div key={`${input}${what}`} className="contents">
          <dt className="max-w-36">
            <kbd className="rounded border border-line bg-sunk px-1.5 py-0.5 font-mono text-small">{input}</kbd>
          </dt>
          <dd className="text-ink2">{what}</dd>
        </div>
      ))}
    </dl>
  );
}
