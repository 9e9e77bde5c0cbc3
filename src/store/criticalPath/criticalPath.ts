import type { PathSection } from '../../analysis/criticalPath/criticalPath.ts';
import { KINDS, type PathColumns, pathColumns } from '../../analysis/criticalPath/pathColumns.ts';
import type { Ms } from '../../run/types.ts';
import { endOf, headAt } from '../run/playhead.ts';
import { planKey } from '../run/rerunFailed.ts';
import { foldOf, placeOf, selectCriticalPath, selectPlayhead, selectSettledRun } from '../run/selectors.ts';
import type { FanoutState, Path, PathSegment, RunRecord } from '../state.ts';
import type { FanoutStore } from '../types.ts';
import { askOfRun, type QueryResult } from '../worker/runQueries.ts';

/** It may have 20,000 sections, and some twenty rows are drawn: nothing is made of those that nobody asks for. */
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
    const stretches: PathSegment[] = [];
    for (let i = first[call] ?? -1; i >= 0; i = next[i] as number)
      stretches.push({ from: at[i] as Ms, to: at[i + 1] as Ms, kind: KINDS[kind[i] as number] as PathSection['kind'] });
    return stretches;
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
  else ask(store);
}

/** To the stretch after the playhead, or before it; where the path is still sought, when it is there. */
export async function stepAlongPath(store: FanoutStore, by: 1 | -1): Promise<void> {
  const { getState, setState } = store;
  if (!selectSettledRun(getState())) return;
  ask(store);
  const path = await arrived(store);
  const run = selectSettledRun(getState());
  if (!path || run?.id !== path.runId) return;
  const stop = path.step(selectPlayhead(getState())?.at ?? endOf(run), by);
  if (!stop) return;
  setState({ playing: false, playhead: headAt(run, stop.at), ...(stop.key >= 0 && { selected: stop.key }) });
}

/** The path of the run on the screen; nothing when that is another by then, or nobody asks any more. */
function arrived({ getState, subscribe }: FanoutStore): Promise<Path | undefined> {
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

/** From here on, until `why` is let go, the path is sought of each run that the page shows. */
function ask(store: FanoutStore): void {
  const { getState, setState, subscribe } = store;
  if (getState().criticalPath) return;
  let sought: string | undefined;
  let drop = () => {};

  function look(state: FanoutState): void {
    const run = state.criticalPath && selectSettledRun(state);
    const wish = run && `${run.id} ${state.unavailable !== undefined}`;
    if (wish !== sought) {
      drop();
      sought = wish;
      drop =
        run && state.criticalPath?.path?.runId !== run.id ? seek(store, run, (heard) => hear(run, heard)) : () => {};
    }
    if (!state.criticalPath) unsubscribe();
  }

  function hear(run: RunRecord, heard: QueryResult<'path'>): void {
    if (!heard) {
      sought = undefined;
      look(getState());
    } else if ('answer' in heard) setState({ criticalPath: { path: pathOf(run, heard.answer) } });
    else
      setState({
        criticalPath: undefined,
        notice: { text: `Why the run took as long as it did could not be found: ${heard.problem}.` },
      });
  }

  setState({ criticalPath: {} });
  const unsubscribe = subscribe(look);
  look(getState());
}

/** In the `plan` Worker; on the page only where there is none. */
function seek({ getState, lab }: FanoutStore, run: RunRecord, hear: (heard: QueryResult<'path'>) => void): () => void {
  const plan = run.rerun?.plan ?? run.plan;
  if (getState().unavailable === undefined) {
    // Abandoned work that ends after the run has held nothing up.
    const count = run.log.findLastIndex(({ type }) => type === 'runSettled') + 1;
    return askOfRun(lab, 'path', run, { plan, count, now: endOf(run) }, hear);
  }
  const timer = setTimeout(() => hear({ answer: pathColumns(foldOf(run), plan) }));
  return () => clearTimeout(timer);
}
