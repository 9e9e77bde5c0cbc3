import type { ActionsOf } from '../restrictions.ts';
import type { Control, FanoutState } from '../state.ts';
import type { Actions, FanoutStore } from '../types.ts';

/** A key that the palette and the key sheet show; the element that has the focus handles it, or another command. */
export interface KeyHint {
  /** As the palette and the key sheet write it. */
  readonly shown: string;
  /** Its text in the key sheet; absent = it has no line there. */
  readonly does?: string;
  /** `axis`: the key belongs to the time axis, and docs/gestures.md lists it there. */
  readonly part?: 'axis';
  readonly press?: undefined;
}

/** A key that the page listens to wherever the focus is. */
export interface Shortcut extends Omit<KeyHint, 'press'> {
  /** `KeyboardEvent.key`, letters in lower case. */
  readonly press: readonly string[];
  /** With Ctrl or Cmd; absent = with neither. */
  readonly ctrl?: true;
  /** Absent = with and without Shift. */
  readonly shift?: boolean;
  /** The key is left to others while this is false. */
  readonly when?: (state: FanoutState) => boolean;
  /** A CSS selector: in elements that match, and inside them, the key is the element's. */
  readonly unless?: string;
}

/** The key that ran a command. */
export interface Press {
  readonly key: string;
  readonly shift: boolean;
}

type UnlockedActions = Omit<Actions, ActionsOf<Control>>;

interface Runnable<K, A, C extends Control | undefined> {
  /** Unique among all commands. */
  readonly name: string;
  /** Its text in the palette; `undefined` = the palette leaves it out. */
  readonly label?: string | ((state: FanoutState) => string | undefined);
  /** The palette shows the first of them. */
  readonly keys?: readonly K[];
  /** What a teacher locks or hides it with. Without it none of the actions that a control locks can be called. */
  readonly control?: C;
  /**
   * The palette shows it as unavailable while this is false. A key runs it all the same: each action checks for itself
   * whether it applies, and a refused run leads to the field that is wrong.
   */
  readonly enabled?: (state: FanoutState) => boolean;
  /** `store`: for what needs more than actions. `press`: absent when it was chosen from the palette. */
  readonly run: (actions: A, store: FanoutStore, press?: Press) => void;
}

type Locked<K> = {
  [C in Control]: Runnable<K, UnlockedActions & Pick<Actions, ActionsOf<C>>, C> & { readonly control: C };
}[Control];

/** Keys of elements, which nothing runs from elsewhere: lines of the key sheet. */
interface ElementKeys {
  readonly name: string;
  readonly keys: readonly KeyHint[];
  readonly label?: undefined;
  readonly control?: undefined;
  readonly enabled?: undefined;
  readonly run?: undefined;
}

type CommandWith<K> = Runnable<K, UnlockedActions, undefined> | Locked<K> | ElementKeys;

/**
 * One thing that the page can do. The command palette, the key sheet with docs/gestures.md, the page's shortcuts and the
 * restrictions of a class all read this record.
 */
export type Command = CommandWith<KeyHint | Shortcut>;

/** A command of the palette alone, loaded with it: the page's shortcuts do not know it. */
export type PaletteCommand = CommandWith<KeyHint>;

/** What a teacher has done with the command's control. */
export function selectRestriction(
  { restrictions }: FanoutState,
  { control }: Command,
): 'locked' | 'hidden' | undefined {
  return control && restrictions?.controls[control];
}

/** Does nothing while its control is locked or hidden. `press`: the key that was pressed for it. */
export function runCommand(store: FanoutStore, command: Command, press?: Press): void {
  if (!selectRestriction(store.getState(), command)) command.run?.(store.actions, store, press);
}
