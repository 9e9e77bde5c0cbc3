import { LiveSentence } from './proof/LiveSentence.tsx';
import { Announcements } from './shell/Announcements.tsx';
import { PauseButton } from './shell/PauseButton.tsx';
import { LiveSteering } from './shell/Steering.tsx';
import { useShortcuts } from './shell/useShortcuts.ts';
import { FinishLine } from './timeline/FinishLine.tsx';
import { GhostHandle } from './timeline/GhostHandle.tsx';
import { OpenBars } from './timeline/OpenBars.tsx';
import { PlaybackControls } from './timeline/PlaybackControls.tsx';
import { Playhead } from './timeline/Playhead.tsx';

/** The page's keys. */
function Shortcuts() {
  useShortcuts();
  return null;
}

/** One file, loaded right after the first drawing: the page's keys and handles, and what the first run shows besides what is there. */
export const afterFirst = {
  Announcements,
  FinishLine,
  GhostHandle,
  LiveSentence,
  LiveSteering,
  OpenBars,
  PauseButton,
  PlaybackControls,
  Playhead,
  Shortcuts,
};
