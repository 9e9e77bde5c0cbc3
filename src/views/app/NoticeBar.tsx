import { X } from 'lucide-react';
import { lazyOptional } from '../ui/lazy.tsx';
import { useActions, useFanout } from '../ui/useFanout.ts';

const NoticeActions = lazyOptional(
  () => import('./NoticeActions.tsx').then((loaded) => loaded.NoticeActions),
  'Part of this notice',
);

/** A one-time message above the page that covers nothing. */
export function NoticeBar() {
  const notice = useFanout((state) => state.notice);
  const unavailable = useFanout((state) => state.unavailable);
  const { dismissNotice } = useActions();
  if (unavailable !== undefined) return <NoticeActions unavailable={unavailable} />;
  if (!notice) return null;
  const { text, action, plans, reload, stopAndOpen } = notice;
  return (
    <div
      role="status"
      className="gutter mt-3 flex flex-wrap items-center gap-3 rounded-lg border border-line bg-sunk px-4 py-2"
    >
      <span className="min-w-0 grow basis-60">{text}</span>
      {(action || plans || reload || stopAndOpen) && <NoticeActions notice={notice} />}
      <button type="button" className="quiet-button" aria-label="Dismiss" onClick={dismissNotice}>
        <X size={16} aria-hidden />
      </button>
    </div>
  );
}
