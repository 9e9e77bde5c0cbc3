import { guardFocus } from './focusGuard.ts';

/**
 * Keys used by an input method (Enter confirms a character, Escape drops it; both may have key code 229) are not page
 * keys. They are stopped in the capture phase, before any handler.
 */
window.addEventListener(
  'keydown',
  (event) => {
    if (event.isComposing || event.keyCode === 229) event.stopPropagation();
  },
  true,
);

guardFocus();
