import { Download, X } from 'lucide-react';
import { clip, count } from '../../analysis/format/format.ts';
import { EVENT_KINDS, type EventKind } from '../../analysis/log/eventKinds.ts';
import {
  changeLogFilter,
  clearLogFilter,
  isFiltering,
  type LogView,
  selectLogFile,
  selectLogFilter,
  selectLogText,
} from '../../store/inspector/logView.ts';
import { selectDocument } from '../../store/plan/document.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { download } from '../ui/download.ts';
import { Value } from '../ui/figures/Value.tsx';
import { useFanout, useFanoutStore } from '../ui/useFanout.ts';

/** Filters of the log, the number of matching lines, and actions. */
export function LogBar({
  view,
  follow,
  setFollow,
}: {
  view: LogView;
  follow: boolean;
  setFollow: (on: boolean) => void;
}) {
  const store = useFanoutStore();
  const filter = useFanout(selectLogFilter);
  const row = useFanout((state) => selectDocument(state).plan.calls[state.selected ?? -1]?.id);
  const { behind } = filter;
  return (
    <div className="log-bar" role="toolbar" aria-label="Log filters">
      <select
        aria-label="Kind of event"
        value={filter.kind ?? ''}
        onChange={({ target }) =>
          changeLogFilter(store, { kind: (target.value || undefined) as EventKind | undefined })
        }
      >
        <option value="">All events</option>
        {Object.entries(EVENT_KINDS).map(([kind, { title }]) => (
          <option key={kind} value={kind}>
            {title}
          </option>
        ))}
      </select>
      <Check on={filter.errors === true} set={(errors) => changeLogFilter(store, { errors })}>
        Errors only
      </Check>
      {row !== undefined && (
        <Check on={filter.selected === true} set={(selected) => changeLogFilter(store, { selected })}>
          Only {clip(row, 20)}
        </Check>
      )}
      {behind && (
        <button
          type="button"
          className="behind"
          aria-label={`Events behind ${behind.text}: show all again`}
          onClick={() => changeLogFilter(store, { behind: undefined })}
        >
          <span className="truncate">behind {behind.text}</span>
          <X size={14} aria-hidden />
        </button>
      )}
      {isFiltering(filter) && (
        <>
          <span role="status" className="whitespace-nowrap text-ink2">
            <Value name="Lines shown" value={view.shown} text={count(view.shown)} className="" /> of{' '}
            <Value name="Events" value={view.of} text={count(view.of)} className="" />
          </span>
          {view.shown > 0 && (
            <button type="button" className="link-button" onClick={() => clearLogFilter(store)}>
              Clear filters
            </button>
          )}
        </>
      )}
      <span className="end">
        <Check on={follow} set={setFollow}>
          Follow
        </Check>
        <CopyButton label="Copy shown lines" copy={() => navigator.clipboard.writeText(selectLogText(view))} />
        <button
          type="button"
          className="row-action"
          aria-label="Download log"
          title="Download log"
          onClick={() => download(selectLogFile(store.getState()) ?? '', 'fanout-log.jsonl', 'application/jsonl')}
        >
          <Download size={14} aria-hidden />
        </button>
      </span>
    </div>
  );
}

function Check({ on, set, children }: { on: boolean; set: (on: boolean) => void; children: React.ReactNode }) {
  return (
    <label>
      <input type="checkbox" className="accent-accent" checked={on} onChange={({ target }) => set(target.checked)} />
      {children}
    </label>
  );
}
