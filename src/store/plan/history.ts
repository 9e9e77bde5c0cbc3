import type { History } from '../state.ts';

/** Older steps are forgotten; a step shares nearly all of its calls with its neighbours. */
const MOST_STEPS = 200;

export function createHistory<T>(present: T): History<T> {
  return { past: [], present, future: [], token: undefined };
}

export function push<T>(history: History<T>, present: T, token?: string): History<T> {
  if (token !== undefined && token === history.token) return { ...history, present, future: [] };
  return { past: [...history.past.slice(1 - MOST_STEPS), history.present], present, future: [], token };
}

export function undo<T>(history: History<T>): History<T> {
  const present = history.past.at(-1);
  if (present === undefined) return history;
  return { past: history.past.slice(0, -1), present, future: [history.present, ...history.future], token: undefined };
}

export function redo<T>(history: History<T>): History<T> {
  const [present, ...future] = history.future;
  if (present === undefined) return history;
  return { past: [...history.past, history.present], present, future, token: undefined };
}
