import { tutorialDocument } from '../plan/presetDocument.ts';
import { formatPlan, type PlanKey, type Storage } from '../storage.ts';
import { isOwnSetAside, lessonsKey, markOwn, ownKey, setAside } from './setAside.ts';

/** Sets the stored plan aside together with the progress of the lessons; `undefined` when the storage refuses them. */
export function setAsideWithLessons(storage: Storage): PlanKey | undefined {
  const key = setAside(storage, storage.read('plan') ?? formatPlan(tutorialDocument()));
  const lessons = storage.read('lessons');
  return key && (lessons === null || storage.write(lessonsKey(key), lessons)) ? key : undefined;
}

/**
 * For the next group at this machine: the plan and the progress that were here are out of the way, and one button away.
 * False when the storage refuses it: then they are where they were.
 */
export function startFresh(storage: Storage): boolean {
  storage.write('rows', null);
  storage.write('predictions', 'first');
  const plan = storage.read('plan');
  const lessons = storage.read('lessons');
  if (plan === null && lessons === null) return true;
  const own = ownKey(storage);
  // The progress of before the links belongs to the plan of before the links.
  const withOwn = lessons !== null && isOwnSetAside(storage) && storage.read(lessonsKey(own)) === null;
  const key = !withOwn ? setAsideWithLessons(storage) : plan === null ? own : setAside(storage, plan);
  if (!key || (withOwn && !storage.write(lessonsKey(own), lessons))) return false;
  markOwn(storage, key);
  storage.write('plan', null);
  storage.write('lessons', null);
  return true;
}
