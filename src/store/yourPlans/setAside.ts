import type { PlanKey, Storage } from '../storage.ts';

/**
 * `Your plans` in the storage. Each is an entry of its own, `plan.<time>`, so that setting one aside is one write and
 * no other entry has to be read. yourPlans.ts lists them, and removes those that are too many. The entry named in `own`
 * is what `Back to my plan` gives: the plan before the links. Without the key `own` it is the one that earlier versions
 * of the page kept in `plan-before-link`; an empty text means none.
 */

/** The entry that `Back to my plan` gives; there may be nothing in it. */
export const ownKey = (storage: Storage) => (storage.read('own') ?? 'plan-before-link') as PlanKey;

/** The person's own plan is set aside: the stored one began as a link's, or there is none after `#fresh`. */
export const isOwnSetAside = (storage: Storage) => storage.read(ownKey(storage)) !== null;

/** The progress that was set aside with a plan, for the next group at this machine. */
export const lessonsKey = (key: PlanKey) => key.replace('plan', 'lessons') as `lessons.${string}`;

/**
 * Adds an entry; `undefined` when the storage refuses it.
 *
 * @param tab whose plan it is, when not this page's: it takes the place of that tab's last entry
 */
export function setAside(storage: Storage, text: string, tab = ''): PlanKey | undefined {
  const keyAt = (time: number): PlanKey => `plan.${time}${tab && `.${tab}`}`;
  let time = Date.now();
  while (storage.read(keyAt(time)) !== null) time++;
  const key = keyAt(time);
  if (!storage.write(key, text)) return undefined;
  if (tab) for (const one of storage.keys()) if (one.endsWith(`.${tab}`) && one !== key) storage.write(one, null);
  return key;
}

/** Without effect when there is one already: it is the plan before the first link. */
export function markOwn(storage: Storage, key: PlanKey): boolean {
  if (isOwnSetAside(storage)) return false;
  storage.write('own', key);
  return true;
}
