import { documentOf, isPristine, titleOf, tutorialDocument } from '../plan/presetDocument.ts';
import { formatPlan, type PlanKey, type Storage } from '../storage.ts';
import { readPlan } from './readPlan.ts';
import { lessonsKey, ownKey, setAside } from './setAside.ts';

/** `Your plans`: what another plan has replaced on the page, the newest first. */

const MOST_PLANS = 10;

export interface SavedPlan {
  readonly key: PlanKey;
  readonly title: string;
  /** When it was replaced, in ms since 1970. */
  readonly at: number;
  readonly calls: number;
  readonly text: string;
  /** The progress of the lessons that was set aside with it. */
  readonly lessons: string | null;
  /** Why it cannot be read; it can still be saved as a file. */
  readonly problem?: string;
}

const timeOf = (key: string) => Number(key.split('.')[1]);

export function savedPlans(storage: Storage): SavedPlan[] {
  tidyPlans(storage);
  return keysOf(storage).flatMap((key) => {
    const text = storage.read(key);
    if (text === null) return [];
    const stored = readPlan(text);
    const base = { key, at: timeOf(key), text, lessons: storage.read(lessonsKey(key)) };
    return 'problem' in stored
      ? { ...base, title: 'Plan that cannot be read', calls: 0, problem: stored.problem }
      : { ...base, title: titleOf(documentOf(stored)), calls: stored.plan.calls.length };
  });
}

/** The newest first. */
function keysOf(storage: Storage): PlanKey[] {
  const keys = storage.keys().filter((key): key is `plan.${string}` => /^plan\.\d+/.test(key));
  return keys.sort((a, b) => timeOf(b) - timeOf(a));
}

/** Of equal ones the newest stays, of all the last ten, and always what `Back to my plan` gives. */
export function tidyPlans(storage: Storage): void {
  migrate(storage);
  const seen = new Map<string, PlanKey>();
  let count = 0;
  for (const key of keysOf(storage)) {
    const text = storage.read(key);
    if (text === null) continue;
    const own = key === ownKey(storage);
    const content = `${storage.read(lessonsKey(key))}\n${text}`;
    const newer = seen.get(content);
    if (newer) {
      if (own) storage.write('own', newer);
      deletePlan(storage, key);
    } else if (!own && (count >= MOST_PLANS || isNobodys(storage, key, text))) deletePlan(storage, key);
    else {
      seen.set(content, key);
      count++;
    }
  }
}

/** A preset as it is, which the menu has; where the presets are not loaded yet, it goes another time. */
function isNobodys(storage: Storage, key: PlanKey, text: string): boolean {
  if (storage.read(lessonsKey(key)) !== null) return false;
  const stored = readPlan(text);
  return !('problem' in stored) && isPristine(documentOf(stored));
}

/** What earlier versions of the page kept of one plan and its progress becomes an entry. */
function migrate(storage: Storage): void {
  const plan = storage.read('plan-before-link');
  const lessons = storage.read('lessons-before-link');
  if (plan === null && lessons === null) return;
  const wasOwn = ownKey(storage) === 'plan-before-link';
  // First away, as a full storage holds it but once.
  storage.write('plan-before-link', null);
  storage.write('lessons-before-link', null);
  const key = setAside(storage, plan ?? formatPlan(tutorialDocument()));
  if (key && (lessons === null || storage.write(lessonsKey(key), lessons))) {
    if (wasOwn) storage.write('own', key);
    return;
  }
  if (key) storage.write(key, null);
  storage.write('plan-before-link', plan);
  storage.write('lessons-before-link', lessons);
}

export function deletePlan(storage: Storage, key: PlanKey): void {
  storage.write(key, null);
  storage.write(lessonsKey(key), null);
}

/** Undoes `deletePlan`; false when the storage is full meanwhile. */
export function undeletePlan(storage: Storage, { key, text, lessons }: SavedPlan): boolean {
  return storage.write(key, text) && storage.write(lessonsKey(key), lessons);
}
