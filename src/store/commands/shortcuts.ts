import type { FanoutState } from '../state.ts';
import type { Command, Press, Shortcut } from './command.ts';

/** The command of a key. `isIn`: whether the focused element, or one around it, matches a CSS selector. */
export function commandOf(
  commands: readonly Command[],
  press: Press & { readonly ctrl: boolean },
  state: FanoutState,
  isIn: (selector: string) => boolean,
): Command | undefined {
  return commands.find(({ keys }) => keys?.some((key) => key.press && matches(key)));

  function matches({ press: keys, ctrl, shift, when, unless }: Shortcut): boolean {
    return (
      keys.includes(press.key) &&
      Boolean(ctrl) === press.ctrl &&
      (shift === undefined || shift === press.shift) &&
      (when === undefined || when(state)) &&
      (unless === undefined || !isIn(unless))
    );
  }
}
