import { guardFocus } from './focusGuard.ts';

/**
 * What an input method composes with (Enter chooses a character, Escape drops it, both may come as key code 229) is no key
 * of the page. It is stopped before the first handler, so that none has to ask.
 */
window.addEventListener(
  'keydown',
  (event) => {
    if (event.isComposing || event.keyCode === 229) event.stopPropagation();
  },
  true,
);

guardFocus();
