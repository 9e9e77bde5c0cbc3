import { CONTROLS, type Control, type Controls, type Restrictions } from './state.ts';
import type { Actions } from './types.ts';

/** What no longer does anything when the control is not simply shown. What opens a dialog has no action of the store. */
const ACTIONS: Readonly<Record<Control, readonly (keyof Actions)[]>> = {
  add: ['addCall', 'duplicateCall'],
  rows: ['editCall', 'removeCall', 'duplicateCall', 'openRow'],
  strategies: ['selectStrategy'],
  policy: ['changePolicy'],
  presets: ['selectPreset', 'resetPlan'],
  beside: ['toggleSideBySide'],
  inspector: ['selectTab'],
  lessons: ['openLesson'],
  share: [],
};

const NAMES = Object.keys(CONTROLS) as Control[];

/** `policy` = hidden, `policy=` = locked. Words of a later version are passed over. */
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
  const off = new Set<string>(NAMES.flatMap((name) => (controls[name] ? ACTIONS[name] : [])));
  if (Object.keys(controls).length === 0) return undefined;
  return {
    controls,
    // A row's editor can always be closed.
    refuses: (action, first) => off.has(action) && !(action === 'openRow' && first === undefined),
  };
}
