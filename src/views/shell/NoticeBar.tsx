import { X } from 'lucide-react';
import { download } from '../download.ts';
import { useActions, useFanout } from '../useFanout.ts';

/** What must be said once, above everything, without covering anything. */
export function NoticeBar() {
  const notice = useFanout((state) => state.notice);
  const unavailable = useFanout((state) => state.unavailable);
  const { noticeDismissed, wentBackToOwnPlan } = useActions();
  if (unavailable !== undefined)
    return (
      <div role="alert" className="gutter mt-3 rounded-lg border border-fail px-4 py-2.5">
        <b>Nothing can be run here.</b> The tools run in a Web Worker, and this browser did not start one ({unavailable}
        ). Open the page over http or https rather than as a file, and allow scripts and workers for it.
      </div>
    );
  if (!notice) return null;
  const { text, action, broken, reload } = notice;
  return (
    <div
      role="status"
      className="gutter mt-3 flex flex-wrap items-center gap-3 rounded-lg border border-line bg-sunk px-4 py-2"
    >
      <span className="min-w-0 flex-1">{text}</span>
      {action === 'back-to-my-plan' && (
        <button type="button" className="outline-button" onClick={wentBackToOwnPlan}>
          Back to my plan
        </button>
      )}
      {action === 'download-broken' && (
        <button type="button" className="outline-button" onClick={() => download(broken ?? '', 'fanout-plan.txt')}>
          Download what was kept
        </button>
      )}
      {reload && (
        <button type="button" className="outline-button" onClick={reload}>
          Reload
        </button>
      )}
      <button type="button" className="quiet-button" aria-label="Dismiss" onClick={noticeDismissed}>
        <X size={16} aria-hidden />
      </button>
    </div>
  );
}
