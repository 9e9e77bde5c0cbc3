import { useShortcuts } from '../commands/useShortcuts.ts';
import { Waiting } from '../inspector/Waiting.tsx';
import { LiveSentence } from '../proof/LiveSentence.tsx';
import { PauseButton } from '../run/PauseButton.tsx';
import { LiveSteering } from '../run/RunControls.tsx';
import { Gates } from '../timeline/bars/BatchBarriers.tsx';
import { GhostHandle } from '../timeline/bars/GhostHandle.tsx';
import { OpenBars } from '../timeline/bars/OpenBars.tsx';
import { FinishLine } from '../timeline/FinishLine.tsx';
import { PlaybackControls } from '../timeline/PlaybackControls.tsx';
import { Playhead } from '../timeline/Playhead.tsx';
import { TimeLimits } from '../timeline/policyFlags/TimeLimits.tsx';
import type { LaterPart } from '../ui/later.tsx';
import { Announcements } from './Announcements.tsx';

/** The page's keyboard shortcuts. */
function Shortcuts() {
  useShortcuts();
  return null;
}

/**
 * One chunk, loaded right after the first render (see `later`): shortcuts, drag handles, what appears with the first
 * run, and what rows show of batches and time limits.
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
} satisfies Record<LaterPart, unknown>;
