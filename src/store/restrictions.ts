import { CONTROLS, type Control, type Controls, type Restrictions } from './state.ts';
import type { Actions } from './types.ts';

/**
 * The actions that do nothing while the control is locked or hidden; a control that only opens a dialog has none. A
 * command can call one of them only with a control that locks it: see `Command`.
 */
const ACTIONS = {
  add: ['addCall', 'duplicateCall', 'openPaste'],
  rows: ['editCall', 'removeCall', 'duplicateCall', 'openRow'],
  strategies: ['selectStrategy'],
  policy: ['changePolicy'],
  presets: ['selectPreset', 'resetPlan'],
  beside: ['toggleSideBySide'],
  inspector: ['selectTab', 'openDetails'],
  lessons: ['openLesson'],
  share: [],
  predictions: ['setPredictions'],
} as const satisfies Readonly<Record<Control, readonly (keyof Actions)[]>>;

export type ActionsOf<C extends Control> = (typeof ACTIONS)[C][number];

const NAMES = Object.keys(CONTROLS) as Control[];

/** `policy` = hidden, `policy=` = locked. Words of a later version are ignored. */
export function controlsOf(words: readonly string[]): Controls {
  const controls: Partial<Record<Control, 'locked' | 'hidden'>> = {};
  for (const name of NAMES) {
    if (words.includes(name)) controls[name] = 'hidden';
    else if (words.includes(`${name}=`)) controls[name] = 'locked';
  }
  return controls;
}

export function wordsOf(controls: Controls): string[] {
  return NAMES.flatMap((name) => {
    const is = controls[name];
    return is === undefined ? [] : [is === 'hidden' ? name : `${name}=`];
  });
}

export function classroomOf(words: readonly string[] = []): Restrictions | undefined {
  const controls = controlsOf(words);
  const off = new Set<string>(NAMES.flatMap((name): readonly string[] => (controls[name] ? ACTIONS[name] : [])));
  if (Object.keys(controls).length === 0) return undefined;
  return {
    controls,
    // A row's editor can always be closed.
    refuses: (action, first) => off.has(action) && !(action === 'openRow' && first === undefined),
  };
}
