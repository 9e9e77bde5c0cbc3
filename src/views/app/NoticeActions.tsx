import { selectDocument } from '../../store/plan/document.ts';
import type { Notice } from '../../store/state.ts';
import { formatPlan } from '../../store/storage.ts';
import { download } from '../ui/download.ts';
import { useActions, useFanoutStore } from '../ui/useFanout.ts';

type Props = { notice: Notice; unavailable?: never } | { unavailable: string; notice?: never };

/** The actions of a notice besides Dismiss, or the message that Workers are unavailable. */
export function NoticeActions({ notice, unavailable }: Props) {
  return notice ? <Buttons notice={notice} /> : <Unavailable why={unavailable} />;
}

function Buttons({ notice }: { notice: Notice }) {
  const { dismissNotice, openPlans, restoreOwnPlan } = useActions();
  const { getState } = useFanoutStore();
  const { action, broken, reload, stopAndOpen } = notice;
  const plans = notice.plans || action === 'back-to-my-plan';
  return (
    <>
      {action === 'back-to-my-plan' && (
        <button type="button" className="outline-button" onClick={restoreOwnPlan}>
          Back to my plan
        </button>
      )}
      {action === 'download-broken' && (
        <button type="button" className="outline-button" onClick={() => download(broken ?? '', 'fanout-plan.txt')}>
          Download what was kept
        </button>
      )}
      {action === 'download-plan' && (
        <button
          type="button"
          className="outline-button"
          onClick={() => download(formatPlan(selectDocument(getState())), 'fanout-plan.json', 'application/json')}
        >
          Download plan
        </button>
      )}
      {plans && (
        <button type="button" className="outline-button" aria-haspopup="dialog" onClick={openPlans}>
          Your plans
        </button>
      )}
      {stopAndOpen && (
        <>
          <button type="button" className="outline-button" onClick={stopAndOpen}>
            Stop and open
          </button>
          <button type="button" className="outline-button" onClick={dismissNotice}>
            Not now
          </button>
        </>
      )}
      {reload && (
        <button type="button" className="outline-button" onClick={reload}>
          Reload
        </button>
      )}
    </>
  );
}

function Unavailable({ why }: { why: string }) {
  return (
    <div role="alert" className="gutter mt-3 rounded-lg border border-fail px-4 py-2.5">
      <b>Nothing can be run here.</b> The tools run in a Web Worker, and this browser did not start one ({why}
      ). Open the page over http or https rather than as a file, and allow scripts and workers for it.
    </div>
  );
}
