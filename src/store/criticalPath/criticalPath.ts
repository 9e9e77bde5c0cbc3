import type { PathSection } from '../../analysis/criticalPath/criticalPath.ts';
import { KINDS, type PathColumns, pathColumns } from '../../analysis/criticalPath/pathColumns.ts';
import type { Ms, Plan } from '../../run/types.ts';
import { logEnd, playheadAt } from '../run/playhead.ts';
import { planKey } from '../run/rerunFailed.ts';
import { foldOf, placeOf, selectCriticalPath, selectPlayhead, selectSettledRun } from '../run/selectors.ts';
import type { FanoutState, Path, PathSegment, RunRecord } from '../state.ts';
import type { FanoutStore } from '../types.ts';
import { followQuery } from '../worker/followQuery.ts';

/** There may be 20,000 sections, and some twenty rows are drawn: objects are made for those alone. */
function pathOf(run: RunRecord, { at, key, kind, stops, causes, sentence }: PathColumns): Path {
  /** By call: its first section, and by section the call's next one. -1 = none. */
  const first: number[] = [];
  const next = new Int32Array(key.length);
  for (let i = key.length - 1; i >= 0; i--) {
    const call = key[i] as number;
    next[i] = first[call] ?? -1;
    if (call >= 0) first[call] = i;
  }
  const known = new Map<number, PathSegment[]>();

  function of(call: number): PathSegment[] {
    const segments: PathSegment[] = [];
    for (let i = first[call] ?? -1; i >= 0; i = next[i] as number)
      segments.push({ from: at[i] as Ms, to: at[i + 1] as Ms, kind: KINDS[kind[i] as number] as PathSection['kind'] });
    return segments;
  }

  return {
    runId: run.id,
    end: at.at(-1) ?? 0,
    causes,
    sentence,
    of(planned) {
      const call = placeOf(run, planned);
      if (first[call] !== undefined && !known.has(call)) known.set(call, of(call));
      return known.get(call);
    },
    step(from, by) {
      const moment = (stop: number) => at[stop] as Ms;
      const stop = by > 0 ? stops.find((i) => moment(i) > from) : stops.findLast((i) => moment(i) < from);
      return stop === undefined ? undefined : { at: moment(stop), key: planKey(run, key[stop] as number) };
    },
  };
}

export function toggleCriticalPath(store: FanoutStore): void {
  if (store.getState().criticalPath) store.setState({ criticalPath: undefined });
  else startFollowing(store);
}

/** To the section after the playhead, or before it; where the path is not known yet, as soon as it is. */
export async function stepAlongPath(store: FanoutStore, by: 1 | -1): Promise<void> {
  const { getState, setState } = store;
  if (!selectSettledRun(getState())) return;
  startFollowing(store);
  const path = await nextPath(store);
  const run = selectSettledRun(getState());
  if (!path || run?.id !== path.runId) return;
  const stop = path.step(selectPlayhead(getState())?.at ?? logEnd(run), by);
  if (!stop) return;
  setState({ playing: false, playhead: playheadAt(run, stop.at), ...(stop.key >= 0 && { selected: stop.key }) });
}

/** The path of the run on the screen, when it is known; nothing when another run is shown by then, or no path any more. */
function nextPath({ getState, subscribe }: FanoutStore): Promise<Path | undefined> {
  const of = selectSettledRun(getState())?.id;
  return new Promise((resolve) => {
    const look = (state: FanoutState) => {
      const path = selectCriticalPath(state);
      if (!path && state.criticalPath && selectSettledRun(state)?.id === of) return;
      unsubscribe();
      resolve(path);
    };
    const unsubscribe = subscribe(look);
    look(getState());
  });
}

/** From here on, until `criticalPath` is removed from the state, the path of each run that the page shows is computed. */
function startFollowing(store: FanoutStore): void {
  const { getState, setState, subscribe } = store;
  if (getState().criticalPath) return;
  setState({ criticalPath: {} });
  const stop = followQuery(store, {
    topic: 'path',
    plans(state) {
      const run = selectSettledRun(state);
      return run && state.criticalPath && state.criticalPath.path?.runId !== run.id ? [runPlan(run)] : [];
    },
    when: () => true,
    moment(state) {
      const run = selectSettledRun(state);
      // Abandoned work that ends after the run has delayed nothing.
      const count = run && run.log.findLastIndex(({ type }) => type === 'runSettled') + 1;
      return run && count !== undefined ? { run, count, now: logEnd(run) } : undefined;
    },
    compute(state) {
      const run = selectSettledRun(state) as RunRecord;
      return pathColumns(foldOf(run), runPlan(run));
    },
    apply([columns], asked, problem) {
      if (columns) setState({ criticalPath: { path: pathOf(selectSettledRun(asked) as RunRecord, columns) } });
      else
        setState({
          criticalPath: undefined,
          notice: { text: `Why the run took as long as it did could not be found: ${problem}.` },
        });
    },
  });
  const unsubscribe = subscribe((state) => {
    if (state.criticalPath) return;
    unsubscribe();
    stop();
  });
}

const runPlan = ({ rerun, plan }: RunRecord): Plan => rerun?.plan ?? plan;
