import { DEFAULT_PRESET, presetOf } from '../../lessons/presetRegistry.ts';
import { readLink } from '../link/hash.ts';
import { selectIsRunning } from '../plan/document.ts';
import { push } from '../plan/history.ts';
import { docFrom, learnPresets, presetDoc } from '../plan/presetDoc.ts';
import { LISTED } from '../rows/rowsSlice.ts';
import type { FanoutState, Notice } from '../state.ts';
import type { PlanKey, Storage } from '../storage.ts';
import type { FanoutStore, Opening, OpenResult } from '../types.ts';
import { readPlan } from '../yourPlans/readPlan.ts';
import { isAway, lessonsKey, ownKey } from '../yourPlans/setAside.ts';
import { setAsideWithLessons, startFresh } from '../yourPlans/startFresh.ts';
import { type SavedPlan, tidyPlans, undeletePlan } from '../yourPlans/yourPlans.ts';
import { brokenNotice, NOT_LOADED } from './initialState.ts';
import { open } from './openLink.ts';

/** Another plan on the open page: of a link, of a file, or one of one's own. */

/** The first screen loads no other file of these. */
export const tidy = tidyPlans;
export const OF_TAB: Notice = {
  text: 'Your plan was changed in another tab too. The plan of that tab is kept in Your plans.',
  plans: true,
};

/** On a new page. */
export async function openFirst(hash: string, run: string | null | undefined, storage: Storage): Promise<Opening> {
  if (readLink(hash).fresh) startFresh(storage);
  const found =
    (await findPlan(hash)) ??
    (run
      ? await import('./readFile.ts').then(({ foundInRunFile }) => foundInRunFile(run, SAVED), notLoaded)
      : undefined);
  return open(storage, hash, found);
}
const SAVED = 'This page was saved with a run';

/** The reader comes with the first such link; without one there is nothing to wait for. */
export async function findPlan(hash: string): Promise<OpenResult | undefined> {
  const { plan } = readLink(hash);
  return plan === undefined
    ? undefined
    : import('./readPlanLink.ts').then(({ foundInLink }) => foundInLink(plan), notLoaded);
}

const notLoaded = () => NOT_LOADED;

/** No link's any more. */
const LEFT = { fromLink: undefined, restrictions: undefined } as const;

/** A run under way is stopped only by the person. */
export function whenFree(store: FanoutStore, act: () => void): void {
  const { getState, setState, subscribe, lab, actions } = store;
  if (!selectIsRunning(getState())) {
    act();
    return;
  }
  const newest = lab.turn();
  const go = () => {
    if (newest()) whenFree(store, act);
  };
  const stopAndOpen = () => {
    setState({ notice: undefined });
    if (!selectIsRunning(getState())) {
      go();
      return;
    }
    const leave = subscribe((state) => {
      if (selectIsRunning(state)) return;
      leave();
      // Others are still to hear of the run's end.
      queueMicrotask(go);
    });
    actions.stopRun();
  };
  setState({ notice: { text: 'A run is in progress. Do you want to stop it and open the other plan?', stopAndOpen } });
}

/** @param newest whether no other link has been followed while this one was read */
export async function followLink(store: FanoutStore, hash: string, newest: () => boolean): Promise<void> {
  const { preset, lesson, fresh } = readLink(hash);
  const found = await findPlan(hash);
  if (!found && preset !== undefined && !presetOf(preset)) await learnPresets(preset);
  if (!newest()) return;
  if (found && 'problem' in found) show(store, found);
  else if (found || preset !== undefined || lesson !== undefined || fresh)
    whenFree(store, () => {
      if (found || preset !== undefined || fresh) show(store, found, hash);
      if (!found && lesson !== undefined) void store.actions.openLesson(lesson);
    });
}

/** What is broken leaves everything as it is; one's own plan is kept. */
export function show(store: FanoutStore, found: OpenResult | undefined, hash = ''): void {
  const { getState, setState, lab } = store;
  if (found && 'problem' in found) {
    setState({ notice: { text: `${found.problem} Nothing has changed.` } });
    return;
  }
  whenFree(store, () => {
    leaveLesson(store);
    const { fresh } = readLink(hash);
    const refused = fresh && !startFresh(lab.storage);
    const { doc, notice, linked, view } = open(lab.storage, hash, found);
    const { history, rowsView, rowsKit, notice: toldNow } = getState();
    lab.put(push(history, doc), {
      notice: refused ? toldNow : notice,
      rowsView: fresh ? LISTED : (rowsKit?.carried(rowsView, history.present, doc) ?? rowsView),
      playhead: undefined,
      ...LEFT,
      ...(fresh && { progress: undefined }),
      ...view,
    });
    lab.plans.shown(doc, linked);
    openTheirLesson(store, view);
  });
}

/** A link with a plan may have been made in a lesson. */
function openTheirLesson({ actions }: FanoutStore, view: Partial<FanoutState> | undefined): void {
  const lesson = view?.fromLink?.lesson;
  if (lesson) void actions.openLesson(lesson.name, lesson.step);
}

/** Until a link's plan is edited, one's own is still in its place. */
export function backToOwnPlan(store: FanoutStore): void {
  const { storage } = store.lab;
  restore(store, isAway(storage) ? ownKey(storage) : 'plan');
}

/** The plan of this entry; what is on the page goes among `Your plans`. `plan`: what is kept of the page itself. */
function restore(store: FanoutStore, key: PlanKey | 'plan'): void {
  const { getState, setState, lab } = store;
  const { storage, plans } = lab;
  const text = storage.read(key);
  const tutorial = key === 'plan' && getState().restrictions && presetDoc(DEFAULT_PRESET);
  const stored = text === null ? tutorial : readPlan(text);
  if (!stored) return;
  if ('problem' in stored) {
    setState({ notice: brokenNotice(stored.problem, text ?? '') });
    return;
  }
  whenFree(store, () => {
    leaveLesson(store);
    const doc = docFrom(stored);
    const lessons = key === 'plan' ? null : storage.read(lessonsKey(key));
    let aside: PlanKey | undefined;
    if (key !== 'plan' && lessons !== null) {
      aside = setAsideWithLessons(storage);
      if (!aside || !storage.write('lessons', lessons)) return;
      storage.write(lessonsKey(key), null);
    }
    plans.restored(doc, text, aside);
    if (key === ownKey(storage)) plans.forgetOwn();
    lab.replace(doc, { notice: undefined, progress: undefined, ...LEFT });
  });
}

/** One of `Your plans`. */
export function restorePlan(store: FanoutStore, plan: SavedPlan): void {
  const { storage } = store.lab;
  // Another tab may have removed it meanwhile.
  if (storage.read(plan.key) !== null || undeletePlan(storage, plan)) restore(store, plan.key);
}

function leaveLesson({ getState, lab }: FanoutStore): void {
  const own = getState().lesson?.own;
  if (own) lab.put(own.history, { lesson: undefined, ...own });
}
