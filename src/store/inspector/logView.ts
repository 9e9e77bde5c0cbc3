import { decimals, numberWord } from '../../analysis/format/format.ts';
import { EVENT_KINDS, isError } from '../../analysis/log/eventKinds.ts';
import { eventText, lineSubject } from '../../analysis/log/eventText.ts';
import { cell } from '../../analysis/log/tableText.ts';
import { partitionPoint } from '../../analysis/metrics/partitionPoint.ts';
import { isSourceEvent } from '../../analysis/metrics/sourceEvents.ts';
import { logText } from '../../run/file/logFile.ts';
import type { RunEvent } from '../../run/types.ts';
import { memoizeLast } from '../memo.ts';
import { selectDocument } from '../plan/document.ts';
import { stateAt } from '../run/playhead.ts';
import { earlierRuns } from '../run/rerunFailed.ts';
import { foldOf, selectPlayhead, selectShownRun } from '../run/selectors.ts';
import type { FanoutState, LogFilter, RunRecord } from '../state.ts';
import type { FanoutStore } from '../types.ts';

/** `after`: how many events of the run on the screen have happened with this one; absent in the logs before it. */
export type LogLine =
  | { heading: true; text: string }
  | {
      heading: false;
      at: string;
      /** The call's id, when the sentence begins with it, and what comes behind it. */
      id: string;
      rest: string;
      /** Its row; absent when the event is of no call. */
      key: number | undefined;
      after: number | undefined;
    };

/** The lines that the filter lets through. */
export interface LogView {
  /** Headings and events. */
  lines: number;
  /** Events among them, and in all. */
  shown: number;
  of: number;
  /** So many lines have happened at the playhead; absent at the end. */
  happened: number | undefined;
  line(index: number): LogLine;
}

/** The filter as it can hold: of the run on the screen, and of a row that is there. */
export function selectLogFilter(state: FanoutState): LogFilter {
  const { logFilter, selected } = state;
  if (!logFilter) return NO_FILTER;
  const { behind } = logFilter;
  const isOfRun = behind === undefined || selectShownRun(state)?.id === behind.runId;
  const hasRow =
    !logFilter.selected || (selected !== undefined && selectDocument(state).plan.calls[selected] !== undefined);
  if (isOfRun && hasRow) return logFilter;
  return nowMemo(logFilter, isOfRun, hasRow, () => ({
    ...logFilter,
    ...(!isOfRun && { behind: undefined }),
    ...(!hasRow && { selected: false }),
  }));
}
const nowMemo = memoizeLast<LogFilter>();
const NO_FILTER: LogFilter = {};

export function isFiltering({ kind, errors, selected, behind }: LogFilter): boolean {
  return kind !== undefined || errors === true || selected === true || behind !== undefined;
}

export function changeLogFilter({ setState }: Pick<FanoutStore, 'setState'>, patch: LogFilter): void {
  setState(({ logFilter }) => ({ logFilter: { ...logFilter, ...patch } }));
}

export function clearLogFilter({ setState }: Pick<FanoutStore, 'setState'>): void {
  setState({ logFilter: undefined });
}

/** A run's log, or of failed calls that ran again also the logs of the runs before it, one after the other. */
export function selectLogView(state: FanoutState): LogView | undefined {
  const run = selectShownRun(state);
  if (!run || run.length === 0) return undefined;
  const filter = selectLogFilter(state);
  const count = selectPlayhead(state)?.count;
  const row = filter.selected ? state.selected : undefined;
  return viewMemo(run.log, run.length, filter, row, count, () => viewOf(new Chain(run), filter, row, count));
}
const viewMemo = memoizeLast<LogView>();

function viewOf(chain: Chain, filter: LogFilter, row: number | undefined, count: number | undefined): LogView {
  const { run } = chain;
  const places = isFiltering(filter) ? matches(chain, filter, row) : undefined;
  const lines = places?.length ?? chain.lines;
  const headings = chain.heads * chain.runs.length;
  // Those of the run on the screen come last.
  const first = count === undefined ? undefined : chain.lines - run.length + count;
  return {
    lines,
    shown: lines - headings,
    of: chain.lines - headings,
    happened:
      first === undefined
        ? undefined
        : places
          ? partitionPoint(places.length, (i) => (places[i] as number) < first)
          : first,
    line: (index) => chain.line(places ? (places[index] as number) : index),
  };
}

/** All logs on one count of lines. */
class Chain {
  readonly runs: readonly RunRecord[];
  /** A heading each, where there are several. */
  readonly heads: number;
  readonly lines: number;

  constructor(readonly run: RunRecord) {
    this.runs = [...earlierRuns(run), run];
    this.heads = this.runs.length > 1 ? 1 : 0;
    this.lines = this.runs.reduce((sum, { length }) => sum + length + this.heads, 0);
  }

  /** The event of a line; of a heading only the run. */
  at(index: number): { of: RunRecord; nth: number; event: RunEvent | undefined } {
    let left = index;
    let nth = 0;
    for (; nth < this.runs.length - 1; nth++) {
      const length = (this.runs[nth] as RunRecord).length + this.heads;
      if (left < length) break;
      left -= length;
    }
    const of = this.runs[nth] as RunRecord;
    return { of, nth, event: left < this.heads ? undefined : of.log[left - this.heads] };
  }

  line(index: number): LogLine {
    const { of, nth, event } = this.at(index);
    if (!event) return { heading: true, text: headingOf(of, nth + 1) };
    const { calls } = foldOf(of);
    const text = eventText(event, calls);
    const place = 'key' in event ? event.key : undefined;
    const id = lineSubject(event, calls);
    return {
      heading: false,
      at: decimals(event.at / 1000, 3),
      id,
      rest: text.slice(id.length),
      key: place === undefined ? undefined : rowOf(of, place),
      after: of === this.run ? event.seq + 1 : undefined,
    };
  }
}

const rowOf = ({ rerun }: RunRecord, place: number) => (rerun ? rerun.keys[place] : place);

interface Matched {
  taken: number;
  places: number[];
}

/** The lines that pass, rising. While the log grows only its new events are looked at. */
function matches(chain: Chain, filter: LogFilter, row: number | undefined): readonly number[] {
  const { run } = chain;
  const passes = passMemo(run.log, filter, row, () => passesOf(run, filter, row));
  foldOf(run);
  const found = matchMemo(passes, () => ({ taken: 0, places: [] }));
  for (; found.taken < chain.lines; found.taken++) {
    const { of, event } = chain.at(found.taken);
    if (!event || passes(event, of)) found.places.push(found.taken);
  }
  return found.places;
}
const passMemo = memoizeLast<(event: RunEvent, of: RunRecord) => boolean>();
const matchMemo = memoizeLast<Matched>();

function passesOf(run: RunRecord, { kind, errors, behind }: LogFilter, row: number | undefined) {
  const types = kind && new Set<string>(EVENT_KINDS[kind].types);
  const { plan } = run.rerun ?? run;
  const isOfNumber =
    behind && isSourceEvent(behind.of, foldOf(run), plan, stateAt(run, { runId: run.id, at: 0, count: behind.count }));
  return (event: RunEvent, of: RunRecord): boolean => {
    if (types && !types.has(event.type)) return false;
    if (errors && !isError(event)) return false;
    if (row !== undefined && !isOf(event, of, row)) return false;
    return !behind || (of.id === run.id && event.seq < behind.count && isOfNumber?.(event) === true);
  };
}

/** Of this row's call; a batch that opens is of each call in it. */
function isOf(event: RunEvent, run: RunRecord, row: number): boolean {
  if (event.type === 'batchOpened') return event.keys.some((place) => rowOf(run, place) === row);
  return 'key' in event && event.key !== undefined && rowOf(run, event.key) === row;
}

function headingOf({ rerun }: RunRecord, nth: number): string {
  if (!rerun) return `Run ${nth}`;
  const n = rerun.keys.length;
  return `Run ${nth}: the ${n === 1 ? '' : `${numberWord(n)} `}failed ${n === 1 ? 'call' : 'calls'} again`;
}

/** What `Copy` copies: the lines that are shown, one each, with the time in seconds. */
export function selectLogText(view: LogView): string {
  return Array.from({ length: view.lines }, (_, i) => {
    const line = view.line(i);
    return line.heading ? line.text : `${line.at}\t${cell(line.id + line.rest)}`;
  }).join('\n');
}

/** What `Download log` saves: the whole log of the run on the screen. */
export function selectLogFile(state: FanoutState): string | undefined {
  const run = selectShownRun(state);
  return run && logText((run.rerun ?? run).plan, run.log.slice(0, run.length));
}
