import type { StoreApi } from 'zustand/vanilla';
import { MOST_CALLS } from '../../run/check/bounds.ts';
import { isPristine } from '../plan/presetDocument.ts';
import type { FanoutState, PlanDocument } from '../state.ts';
import { formatPlan, type PlanKey, type Storage } from '../storage.ts';
import type { InitialState, PlanKeeper } from '../types.ts';
import { lessonsKey, markOwn, ownKey, setAside } from './setAside.ts';

export function createPlanKeeper(
  { getState: get, setState: set }: Pick<StoreApi<FanoutState>, 'getState' | 'setState'>,
  given: Storage,
  initial: InitialState,
  leaveLink: () => void,
): PlanKeeper {
  /** The plan is a link's or a file's, and the person's own has not been overwritten for it. */
  let linked = initial.linked;
  let unsaved = false;
  /** The storage has refused something, and a notice says so. */
  let refused = false;
  /** What the storage holds of the plan, as this page found or left it. */
  let known = given.read('plan');
  /** The plan of `known`, where this page has shown it. */
  let knownDoc = known === null || linked || initial.notice?.broken !== undefined ? undefined : initial.doc;
  /** The entry of the plan that was set aside last. */
  let asideKey: PlanKey | undefined;
  /** The first version of the person's own plan, when this page has set it aside for a link's. */
  let own: PlanDocument | undefined;
  /** The first version of each version of a plan: edits make versions, everything else another plan. */
  const firsts = new WeakMap<PlanDocument, PlanDocument>();
  const firstOf = (doc: PlanDocument) => firsts.get(doc) ?? doc;
  /** First versions that came in links and files. */
  const theirs = new WeakSet<PlanDocument>(linked ? [initial.doc] : []);
  const tab = String(Math.random()).slice(2);
  let isTabReported = false;

  const storage: Storage = {
    ...given,
    write(key, text) {
      const written = given.write(key, text);
      if (!written) refuse();
      else if (key === 'plan') refused = false;
      return written;
    },
  };

  /** Shows one notice, until a plan can be stored again. */
  function refuse(): void {
    if (refused) return;
    refused = true;
    const text =
      'This browser can’t keep your plan: its storage is full or blocked, or the plan is too large. Download it, or delete some of your plans to make room.';
    set({ notice: { text, action: 'download-plan', plans: true } });
  }

  function store(doc: PlanDocument): void {
    if (get().lesson) return;
    // Not at each step of a drag: 10,000 calls take 10 ms to write.
    unsaved = get().dragging;
    if (unsaved) return;
    const first = firstOf(doc);
    const found = storage.read('plan');
    const ofTab = found !== known && found !== null;
    if (ofTab && !setAside(storage, found, storage.read('tab') ?? tab)) return;
    const replaces = known !== null && (!knownDoc || firstOf(knownDoc) !== first);
    if (replaces && !setKnownAside(known as string, linked || theirs.has(first))) return;
    if (ofTab || replaces) tidy(ofTab);
    if (first === own) forgetOwn();
    if (linked) {
      linked = false;
      // A class stays as it is when the page is loaded again.
      if (!get().restrictions) leaveLink();
    }
    if (doc.plan.calls.length > MOST_CALLS) {
      refuse();
      return;
    }
    const text = formatPlan(doc);
    if (!storage.write('plan', text)) return;
    storage.write('tab', tab);
    known = text;
    knownDoc = doc;
  }

  function setKnownAside(text: string, link: boolean): boolean {
    if (knownDoc && isPristine(knownDoc) && !link) return true;
    if (!asideKey || storage.read(asideKey) !== text) asideKey = setAside(storage, text);
    if (asideKey && link && markOwn(storage, asideKey)) own = knownDoc && firstOf(knownDoc);
    return asideKey !== undefined;
  }

  /** Without the network this is done another time. `ofTab`: another tab's plan is among them, which one notice says. */
  function tidy(ofTab: boolean): void {
    void import('../open/openPlan.ts').then(
      ({ tidySavedPlans: tidy, OTHER_TAB_NOTICE: OF_TAB }) => {
        tidy(storage);
        if (ofTab && !isTabReported) set({ notice: OF_TAB });
        isTabReported ||= ofTab;
      },
      () => {},
    );
  }

  /** Nothing is offered to go back to any more, but for the progress of lessons that is set aside there. */
  function forgetOwn(): void {
    if (storage.read(lessonsKey(ownKey(storage))) !== null) return;
    own = undefined;
    storage.write('own', '');
    if (get().notice?.action === 'back-to-my-plan') set({ notice: undefined });
  }

  return {
    storage,
    store,
    forgetOwnPlan: forgetOwn,
    isLinked: () => linked,
    storeDragged(doc: PlanDocument): void {
      if (unsaved) store(doc);
    },
    markEdited(doc: PlanDocument, before: PlanDocument): PlanDocument {
      firsts.set(doc, firstOf(before));
      return doc;
    },
    markShown(doc: PlanDocument, isLinked: boolean): void {
      linked = isLinked;
      if (linked) theirs.add(doc);
      // Started fresh.
      if (storage.read('plan') === null) known = null;
    },
    markRestored(doc: PlanDocument, text: string | null, aside: PlanKey | undefined): void {
      if (text === known) knownDoc = doc;
      asideKey = aside ?? asideKey;
      linked = false;
      leaveLink();
    },
  };
}
