import { selectDocument } from '../../store/plan/document.ts';
import { formatPlan } from '../../store/storage.ts';
import { download } from '../ui/download.ts';
import type { BrokenProps } from '../ui/regions/Region.tsx';
import { useFanoutStore } from '../ui/useFanout.ts';

/** Replaces a failed part of the page: what happened, what to do, and a download of the plan. */
export function BrokenRegion({ what, error, resets, onReset }: BrokenProps) {
  const { getState } = useFanoutStore();
  return (
    <div role="alert" className="m-2 rounded-lg border border-fail bg-panel px-4 py-2.5 text-ink">
      <p>
        <b>{what} stopped working.</b> Your plan is kept.{' '}
        {resets === 0
          ? 'Reset this part; everything else still works.'
          : 'Resetting it did not help: undo your last change, or reload the page.'}
      </p>
      <p className="break-words text-ink2">{messageOf(error)}</p>
      <p className="mt-2 flex flex-wrap gap-2">
        <button type="button" className="outline-button" onClick={onReset}>
          Reset this part
        </button>
        <button
          type="button"
          className="outline-button"
          onClick={() => download(formatPlan(selectDocument(getState())), 'fanout-plan.json', 'application/json')}
        >
          Download plan
        </button>
        {resets > 0 && (
          <button type="button" className="outline-button" onClick={() => location.reload()}>
            Reload the page
          </button>
        )}
      </p>
    </div>
  );
}

/** Any value can be thrown. */
function messageOf(error: unknown): string {
  return error instanceof Error
    ? `${error.name}: ${error.message}`.slice(0, 300)
    : 'Something was thrown that is no error.';
}
