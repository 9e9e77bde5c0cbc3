import { GESTURES } from '../axis/gestures.ts';
import { Dialog } from '../ui/dialog/Dialog.tsx';
import { keySheetOf } from './keyCommands.ts';

export function KeySheet({ onClose }: { onClose: () => void }) {
  const { page, axis } = keySheetOf();
  return (
    <Dialog title="Keys" className="w-[27.5rem] max-w-[92vw]" onClose={onClose}>
      <div className="px-5 pb-5">
        <List entries={[...page, ...axis]} />
        <h3 className="mt-5 mb-3 font-semibold text-base">On the time axis</h3>
        <List entries={GESTURES.map(({ on, input, does }) => ({ input, does: `${does}: ${on}` }))} />
        <p className="mt-4 text-ink2 text-small">
          The tools run for real in this page, and nothing leaves it: no server, no account, no tracking.
        </p>
      </div>
    </Dialog>
  );
}

function List({ entries }: { entries: readonly { input: string; does: string }[] }) {
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-5 gap-y-2 text-body">
      {entries.map(({ input, does }) => (
        <div key={`${input}${does}`} className="contents">
          <dt className="max-w-36">
            <kbd className="rounded border border-line bg-sunk px-1.5 py-0.5 font-mono text-small">{input}</kbd>
          </dt>
          <dd className="text-ink2">{does}</dd>
        </div>
      ))}
    </dl>
  );
}
