import { jsonText } from '../run/file/jsonText.ts';
import type { Plan } from '../run/types.ts';

/** The only access to local storage. A browser may refuse it (private window, quota): then nothing is stored, and nothing breaks. */
export interface Storage {
  read(key: StorageKey): string | null;
  /** False when the browser refuses it; then what was there is still there. `null` removes. */
  write(key: StorageKey, text: string | null): boolean;
  keys(): StorageKey[];
}

/** A plan that another has replaced on the page; `plan-before-link`: by versions that kept only one. See src/store/yourPlans/setAside.ts. */
export type PlanKey = `plan.${string}` | 'plan-before-link';

export type StorageKey =
  | 'plan'
  | PlanKey
  | 'own'
  | 'tab'
  | 'lessons'
  | `lessons.${string}`
  | 'lessons-before-link'
  | 'theme'
  | 'speed'
  | 'predictions'
  | 'rows'
  | 'code';

const PREFIX = 'fanout.';

export function browserStorage(): Storage {
  return {
    read(key) {
      try {
        return localStorage.getItem(PREFIX + key);
      } catch {
        return null;
      }
    },
    write(key, text) {
      try {
        if (text === null) localStorage.removeItem(PREFIX + key);
        else localStorage.setItem(PREFIX + key, text);
        return true;
      } catch {
        // Full or forbidden: the page works on without storage.
        return false;
      }
    },
    keys() {
      try {
        return Object.keys(localStorage).flatMap((key) =>
          key.startsWith(PREFIX) ? (key.slice(PREFIX.length) as StorageKey) : [],
        );
      } catch {
        return [];
      }
    },
  };
}

/** A storage that forgets, for tests. */
export function memoryStorage(texts: Partial<Record<StorageKey, string>> = {}): Storage {
  const kept = new Map(Object.entries(texts) as [StorageKey, string][]);
  return {
    read: (key) => kept.get(key) ?? null,
    write(key, text) {
      if (text === null) kept.delete(key);
      else kept.set(key, text);
      return true;
    },
    keys: () => [...kept.keys()],
  };
}

export interface StoredPlan {
  plan: Plan;
  /** The preset that it started from. */
  preset: string;
  /** What the steppers of `At most` and `Batches of` stand at. */
  atMost: number;
  batchesOf: number;
  name?: string;
}

export const VERSION = 1;

export function formatPlan(stored: StoredPlan): string {
  return jsonText({ version: VERSION, ...stored });
}

/** How every text of `formatPlan` begins, and no run file does. */
export const PLAN_PREFIX = `{"version":${VERSION},"plan":`;
