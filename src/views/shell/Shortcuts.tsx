import { useShortcuts } from './useShortcuts.ts';

/** The page's keys, which come after the first drawing. */
export function Shortcuts() {
  useShortcuts();
  return null;
}
