import { Waiting } from './inspector/Waiting.tsx';
import { LiveSentence } from './proof/LiveSentence.tsx';
import { Announcements } from './shell/Announcements.tsx';
import { PauseButton } from './shell/PauseButton.tsx';
import { LiveSteering } from './shell/Steering.tsx';
import { useShortcuts } from './shell/useShortcuts.ts';
import { FinishLine } from './timeline/FinishLine.tsx';
import { Gates } from './timeline/Gates.tsx';
import { GhostHandle } from './timeline/GhostHandle.tsx';
import { OpenBars } from './timeline/OpenBars.tsx';
import { PlaybackControls } from './timeline/PlaybackControls.tsx';
import { Playhead } from './timeline/Playhead.tsx';
import { TimeLimits } from './timeline/TimeLimits.tsx';

/** The page's keys. */
function Shortcuts() {
  useShortcuts();
  return null;
}

/**
 * One file, loaded right after the first drawing (see `later`): the page's keys and handles, what the first run shows
 * besides what is there, and what rows show of batches and time limits.
 */
export const afterFirst = {
  Announcements,
  FinishLine,
  Gates,
  GhostHandle,
  LiveSentence,
  LiveSteering,
  OpenBars,
  PauseButton,
  PlaybackControls,
  Playhead,
  Shortcuts,
  TimeLimits,
  Waiting,
};
