import type { StoreApi } from 'zustand/vanilla';
import { MOST_CALLS } from '../../run/check/bounds.ts';
import { isPristine } from '../plan/presetDoc.ts';
import type { FanoutState, PlanDocument } from '../state.ts';
import { type PlanKey, type Storage, writePlan } from '../storage.ts';
import type { Opening, PlanKeeper } from '../types.ts';
import { lessonsKey, markOwn, ownKey, setAside } from './setAside.ts';

export function planKeeper(
  { getState: get, setState: set }: Pick<StoreApi<FanoutState>, 'getState' | 'setState'>,
  given: Storage,
  opening: Opening,
  leaveLink: () => void,
): PlanKeeper {
  /** What is shown is a link's or a file's, and nothing of one's own was overwritten for it. */
  let linked = opening.linked;
  let unsaved = false;
  /** The storage has refused something, and that was said. */
  let refused = false;
  /** What the storage holds of the plan, as this page found or left it. */
  let known = given.read('plan');
  /** The plan of that text, where this page has shown it. */
  let kept = known === null || linked || opening.notice?.broken !== undefined ? undefined : opening.doc;
  /** Where a plan was set aside last. */
  let asideKey: PlanKey | undefined;
  /** The first version of one's own plan, when this page has set it aside for a link's. */
  let own: PlanDocument | undefined;
  /** Edits make versions of a plan; all else brings another plan. By each version, the first one. */
  const firsts = new WeakMap<PlanDocument, PlanDocument>();
  const firstOf = (doc: PlanDocument) => firsts.get(doc) ?? doc;
  /** First versions that came in links and files. */
  const theirs = new WeakSet<PlanDocument>(linked ? [opening.doc] : []);
  const tab = String(Math.random()).slice(2);
  let toldOfTab = false;

  const storage: Storage = {
    ...given,
    write(key, text) {
      const written = given.write(key, text);
      if (!written) refuse();
      else if (key === 'plan') refused = false;
      return written;
    },
  };

  /** Said once, until a plan can be kept again. */
  function refuse(): void {
    if (refused) return;
    refused = true;
    const text =
      'This browser can’t keep your plan: its storage is full or blocked, or the plan is too large. Download it, or delete some of your plans to make room.';
    set({ notice: { text, action: 'download-plan', plans: true } });
  }

  function keep(doc: PlanDocument): void {
    if (get().lesson) return;
    // Not at each step of a drag: 10,000 calls take 10 ms to write.
    unsaved = get().dragging;
    if (unsaved) return;
    const first = firstOf(doc);
    const found = storage.read('plan');
    const ofTab = found !== known && found !== null;
    if (ofTab && !setAside(storage, found, storage.read('tab') ?? tab)) return;
    const replaces = known !== null && (!kept || firstOf(kept) !== first);
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
    const text = writePlan(doc);
    if (!storage.write('plan', text)) return;
    storage.write('tab', tab);
    known = text;
    kept = doc;
  }

  function setKnownAside(text: string, link: boolean): boolean {
    if (kept && isPristine(kept) && !link) return true;
    if (!asideKey || storage.read(asideKey) !== text) asideKey = setAside(storage, text);
    if (asideKey && link && markOwn(storage, asideKey)) own = kept && firstOf(kept);
    return asideKey !== undefined;
  }

  /** Without the network it is done another time. `ofTab`: and another tab's plan is among them, which is said once. */
  function tidy(ofTab: boolean): void {
    void import('../open/openPlan.ts').then(
      ({ tidy, OF_TAB }) => {
        tidy(storage);
        if (ofTab && !toldOfTab) set({ notice: OF_TAB });
        toldOfTab ||= ofTab;
      },
      () => {},
    );
  }

  /** There is nothing to go back to any more. The progress of lessons that waits there is still offered. */
  function forgetOwn(): void {
    if (storage.read(lessonsKey(ownKey(storage))) !== null) return;
    own = undefined;
    storage.write('own', '');
    if (get().notice?.action === 'back-to-my-plan') set({ notice: undefined });
  }

  return {
    storage,
    keep,
    forgetOwn,
    isLinked: () => linked,
    keepLate(doc: PlanDocument): void {
      if (unsaved) keep(doc);
    },
    edited(doc: PlanDocument, before: PlanDocument): PlanDocument {
      firsts.set(doc, firstOf(before));
      return doc;
    },
    shown(doc: PlanDocument, isLinked: boolean): void {
      linked = isLinked;
      if (linked) theirs.add(doc);
      // Started fresh.
      if (storage.read('plan') === null) known = null;
    },
    restored(doc: PlanDocument, text: string | null, aside: PlanKey | undefined): void {
      if (text === known) kept = doc;
      asideKey = aside ?? asideKey;
      linked = false;
      leaveLink();
    },
  };
}
