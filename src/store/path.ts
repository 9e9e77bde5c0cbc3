import type { Section } from '../analysis/criticalPath.ts';
import { KINDS, type PathColumns } from '../analysis/pathColumns.ts';
import type { Ms } from '../run/types.ts';
import { planKey } from './again.ts';
import type { FanoutStore } from './fanout.ts';
import { endOf, headAt } from './playback.ts';
import { askOfRun, type Heard } from './runQuestions.ts';
import { foldOf, headOf, pathShown, settledRun } from './selectors.ts';
import type { FanoutState, RunRecord } from './state.ts';

type Stretch = Pick<Section, 'from' | 'to' | 'kind'>;

/** Why a run took as long as it did. */
export interface Path extends Pick<PathColumns, 'sentence' | 'causes'> {
  readonly runId: number;
  readonly end: Ms;
  /** Of each of the plan's calls that is on it, also where only some of them ran again. */
  readonly byKey: ReadonlyMap<number, readonly Stretch[]>;
  /** Where a step along it goes, in time order. */
  readonly stops: readonly { readonly at: Ms; readonly key: number }[];
}

function pathOf(run: RunRecord, { at, key, kind, stops, causes, sentence }: PathColumns): Path {
  const keys = Array.from(key, (one) => planKey(run, one));
  const byKey = new Map<number, Stretch[]>();
  keys.forEach((one, i) => {
    const stretch = { from: at[i] as Ms, to: at[i + 1] as Ms, kind: KINDS[kind[i] as number] as Section['kind'] };
    const before = byKey.get(one);
    if (before) before.push(stretch);
    else byKey.set(one, [stretch]);
  });
  return {
    runId: run.id,
    end: at.at(-1) ?? 0,
    byKey,
    stops: Array.from(stops, (i) => ({ at: at[i] as Ms, key: keys[i] as number })),
    causes,
    sentence,
  };
}

export function whyToggled(store: FanoutStore): void {
  if (store.getState().why) store.setState({ why: undefined });
  else ask(store);
}

/** To the stretch after the playhead, or before it; where the path is still sought, when it is there. */
export async function pathStepped(store: FanoutStore, by: 1 | -1): Promise<void> {
  const { getState, setState } = store;
  if (!settledRun(getState())) return;
  ask(store);
  const path = await arrived(store);
  const run = settledRun(getState());
  if (!path || run?.id !== path.runId) return;
  const here = headOf(getState())?.at ?? endOf(run);
  const stop = by > 0 ? path.stops.find(({ at }) => at > here) : path.stops.findLast(({ at }) => at < here);
  if (!stop) return;
  setState({ playing: false, playhead: headAt(run, stop.at), ...(stop.key >= 0 && { selected: stop.key }) });
}

/** The path of the run on the screen; nothing when that is another by then, or nobody asks any more. */
function arrived({ getState, subscribe }: FanoutStore): Promise<Path | undefined> {
  const of = settledRun(getState())?.id;
  return new Promise((resolve) => {
    const look = (state: FanoutState) => {
      const path = pathShown(state);
      if (!path && state.why && settledRun(state)?.id === of) return;
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
  if (getState().why) return;
  let sought: string | undefined;
  let drop = () => {};

  function look(state: FanoutState): void {
    const run = state.why && settledRun(state);
    const wish = run && `${run.id} ${state.unavailable !== undefined}`;
    if (wish !== sought) {
      drop();
      sought = wish;
      drop = run && state.why?.path?.runId !== run.id ? seek(store, run, (heard) => hear(run, heard)) : () => {};
    }
    if (!state.why) unsubscribe();
  }

  function hear(run: RunRecord, heard: Heard<'path'>): void {
    if (!heard) {
      sought = undefined;
      look(getState());
    } else if ('answer' in heard) setState({ why: { path: pathOf(run, heard.answer) } });
    else
      setState({
        why: undefined,
        notice: { text: `Why the run took as long as it did could not be found: ${heard.problem}.` },
      });
  }

  setState({ why: {} });
  const unsubscribe = subscribe(look);
  look(getState());
}

/** In the `plan` Worker; on the page only where there is none. */
function seek({ getState, lab }: FanoutStore, run: RunRecord, hear: (heard: Heard<'path'>) => void): () => void {
  const plan = run.again?.plan ?? run.plan;
  if (getState().unavailable === undefined) {
    // Abandoned work that ends after the run has held nothing up.
    const count = run.log.findLastIndex(({ type }) => type === 'runSettled') + 1;
    return askOfRun(lab, 'path', run, { plan, count, now: endOf(run) }, hear);
  }
  let open = true;
  const tell = (heard: Heard<'path'>) => open && hear(heard);
  void import('../analysis/pathColumns.ts').then(
    ({ pathColumns }) => tell({ answer: pathColumns(foldOf(run), plan) }),
    () => tell({ problem: 'its code could not be loaded' }),
  );
  return () => {
    open = false;
  };
}
