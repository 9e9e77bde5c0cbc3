import { DEFAULT_PRESET, presetOf } from '../../lessons/presetRegistry.ts';
import { readLink } from '../link/hash.ts';
import { selectIsRunning } from '../plan/document.ts';
import { push } from '../plan/history.ts';
import { documentOf, loadPresets, presetDocument } from '../plan/presetDocument.ts';
import { DEFAULT_ROWS_VIEW } from '../rows/rowsSlice.ts';
import type { FanoutState, Notice } from '../state.ts';
import type { PlanKey, Storage } from '../storage.ts';
import type { FanoutStore, InitialState, OpenResult } from '../types.ts';
import { readPlan } from '../yourPlans/readPlan.ts';
import { isOwnSetAside, lessonsKey, ownKey } from '../yourPlans/setAside.ts';
import { setAsideWithLessons, startFresh } from '../yourPlans/startFresh.ts';
import { type SavedPlan, tidyPlans, undeletePlan } from '../yourPlans/yourPlans.ts';
import { brokenNotice, NOT_LOADED } from './initialState.ts';
import { initialFromLink } from './openLink.ts';

/** Opens another plan: of a link, of a file, or one of `Your plans`. */

/** Re-exported, so that the first screen loads this file alone. */
export const tidySavedPlans = tidyPlans;
export const OTHER_TAB_NOTICE: Notice = {
  text: 'Your plan was changed in another tab too. The plan of that tab is kept in Your plans.',
  plans: true,
};

/** What a new page begins with. */
export async function readInitial(
  hash: string,
  run: string | null | undefined,
  storage: Storage,
): Promise<InitialState> {
  if (readLink(hash).fresh) startFresh(storage);
  const found =
    (await readLinkedPlan(hash)) ??
    (run ? await import('./readFile.ts').then(({ openSavedPage }) => openSavedPage(run), notLoaded) : undefined);
  return initialFromLink(storage, hash, found);
}

/** The plan of the link, if it has one; its reader is loaded with the first. */
export async function readLinkedPlan(hash: string): Promise<OpenResult | undefined> {
  const { plan } = readLink(hash);
  return plan === undefined
    ? undefined
    : import('./readPlanLink.ts').then(({ openPlanLink }) => openPlanLink(plan), notLoaded);
}

const notLoaded = () => NOT_LOADED;

/** The plan on the page is no longer a link's. */
const LEFT = { fromLink: undefined, restrictions: undefined } as const;

/** Acts at once, or while a run is under way asks the person to stop it: nothing else stops a run. */
export function whenNotRunning(store: FanoutStore, act: () => void): void {
  const { getState, setState, subscribe, internals, actions } = store;
  if (!selectIsRunning(getState())) {
    act();
    return;
  }
  const newest = internals.beginOpening();
  const go = () => {
    if (newest()) whenNotRunning(store, act);
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
      // Other subscribers have not been called with the run's end.
      queueMicrotask(go);
    });
    actions.stopRun();
  };
  setState({ notice: { text: 'A run is in progress. Do you want to stop it and open the other plan?', stopAndOpen } });
}

/** @param newest whether no other link has been followed while this one was read */
export async function followLink(store: FanoutStore, hash: string, newest: () => boolean): Promise<void> {
  const { preset, lesson, fresh } = readLink(hash);
  const found = await readLinkedPlan(hash);
  if (!found && preset !== undefined && !presetOf(preset)) await loadPresets(preset);
  if (!newest()) return;
  if (found && 'problem' in found) showResult(store, found);
  else if (found || preset !== undefined || lesson !== undefined || fresh)
    whenNotRunning(store, () => {
      if (found || preset !== undefined || fresh) showResult(store, found, hash);
      if (!found && lesson !== undefined) void store.actions.openLesson(lesson);
    });
}

/** A plan that could not be read changes nothing. The person's own plan is kept. */
export function showResult(store: FanoutStore, found: OpenResult | undefined, hash = ''): void {
  const { getState, setState, internals } = store;
  if (found && 'problem' in found) {
    setState({ notice: { text: `${found.problem} Nothing has changed.` } });
    return;
  }
  whenNotRunning(store, () => {
    leaveLesson(store);
    const { fresh } = readLink(hash);
    const refused = fresh && !startFresh(internals.storage);
    const { doc, notice, linked, view } = initialFromLink(internals.storage, hash, found);
    const { history, rowsView, rowsKit, notice: current } = getState();
    internals.replaceHistory(push(history, doc), {
      notice: refused ? current : notice,
      rowsView: fresh ? DEFAULT_ROWS_VIEW : (rowsKit?.carryOver(rowsView, history.present, doc) ?? rowsView),
      playhead: undefined,
      ...LEFT,
      ...(fresh && { runs: [], progress: undefined, firstQuestion: true, predictions: 'auto' }),
      ...view,
    });
    internals.plans.markShown(doc, linked);
    openTheirLesson(store, view);
  });
}

/** A link with a plan may have been made in a lesson. */
function openTheirLesson({ actions }: FanoutStore, view: Partial<FanoutState> | undefined): void {
  const lesson = view?.fromLink?.lesson;
  if (lesson) void actions.openLesson(lesson.name, lesson.step);
}

/** Until a link's plan is edited, the person's own is still stored in its place. */
export function restoreOwnPlan(store: FanoutStore): void {
  const { storage } = store.internals;
  restoreEntry(store, isOwnSetAside(storage) ? ownKey(storage) : 'plan');
}

/** Shows the plan of this entry; the one on the page goes to `Your plans`. `plan`: the plan that is stored as the page's. */
function restoreEntry(store: FanoutStore, key: PlanKey | 'plan'): void {
  const { getState, setState, internals } = store;
  const { storage, plans } = internals;
  const text = storage.read(key);
  const tutorial = key === 'plan' && getState().restrictions && presetDocument(DEFAULT_PRESET);
  const stored = text === null ? tutorial : readPlan(text);
  if (!stored) return;
  if ('problem' in stored) {
    setState({ notice: brokenNotice(stored.problem, text ?? '') });
    return;
  }
  whenNotRunning(store, () => {
    leaveLesson(store);
    const doc = documentOf(stored);
    const lessons = key === 'plan' ? null : storage.read(lessonsKey(key));
    let aside: PlanKey | undefined;
    if (key !== 'plan' && lessons !== null) {
      aside = setAsideWithLessons(storage);
      if (!aside || !storage.write('lessons', lessons)) return;
      storage.write(lessonsKey(key), null);
    }
    plans.markRestored(doc, text, aside);
    if (key === ownKey(storage)) plans.forgetOwnPlan();
    internals.replacePlan(doc, { notice: undefined, progress: undefined, ...LEFT });
  });
}

/** One of `Your plans`. */
export function restorePlan(store: FanoutStore, plan: SavedPlan): void {
  const { storage } = store.internals;
  // Another tab may have removed it meanwhile.
  if (storage.read(plan.key) !== null || undeletePlan(storage, plan)) restoreEntry(store, plan.key);
}

function leaveLesson({ getState, internals }: FanoutStore): void {
  const own = getState().lesson?.own;
  if (own) internals.replaceHistory(own.history, { lesson: undefined, ...own });
}
