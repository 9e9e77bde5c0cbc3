import type { Actions } from './createStore.ts';

/** What a teacher may lock or leave out of a page, by its name in links; the texts are for the one who chooses. */
export const CONTROLS = {
  add: 'Add calls',
  rows: 'Edit rows',
  strategies: 'Strategies',
  policy: 'Policy',
  presets: 'Presets and files',
  beside: 'Side by side',
  inspector: 'Inspector',
  lessons: 'Lessons',
  share: 'Share',
} as const;
export type Control = keyof typeof CONTROLS;
/** Whatever is not among them is shown. */
export type Controls = Readonly<Partial<Record<Control, 'locked' | 'hidden'>>>;

export interface Restrictions {
  readonly controls: Controls;
  /** Also where a key or a command asks for it. */
  refuses(action: keyof Actions, first: unknown): boolean;
}

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
  const off = new Set(NAMES.flatMap((name) => (controls[name] ? ACTIONS[name] : [])));
  if (Object.keys(controls).length === 0) return undefined;
  return {
    controls,
    // A row's editor can always be closed.
    refuses: (action, first) => off.has(action) && !(action === 'openRow' && first === undefined),
  };
}
