import { useShortcuts } from '../commands/useShortcuts.ts';
import { Waiting } from '../inspector/Waiting.tsx';
import { usePaste } from '../paste/usePaste.ts';
import { GuessFlag, GuessTrack } from '../proof/GuessTrack.tsx';
import { LiveSentence } from '../proof/LiveSentence.tsx';
import { TotalMarks, TotalValue } from '../proof/TotalMarks.tsx';
import { PauseButton } from '../run/PauseButton.tsx';
import { PredictionsSwitch } from '../run/PredictionsSwitch.tsx';
import { RunControls } from '../run/RunControls.tsx';
import { BatchBarriers } from '../timeline/bars/BatchBarriers.tsx';
import { GhostHandle } from '../timeline/bars/GhostHandle.tsx';
import { OpenBars } from '../timeline/bars/OpenBars.tsx';
import { ConcurrencyCurve, ConcurrencyPeak } from '../timeline/ConcurrencyCurve.tsx';
import { FinishLine } from '../timeline/FinishLine.tsx';
import { PlaybackControls } from '../timeline/PlaybackControls.tsx';
import { Playhead } from '../timeline/Playhead.tsx';
import { TimeLimits } from '../timeline/policyFlags/TimeLimits.tsx';
import type { DeferredPart } from '../ui/deferred.tsx';
import { useLockBubble } from '../ui/locks/useLockBubble.ts';
import { RevealUntilNow } from '../ui/RevealUntilNow.tsx';
import { Announcements } from './Announcements.tsx';

/** The page's keyboard shortcuts, what is pasted, and what explains controls that are locked. */
function Shortcuts() {
  useShortcuts();
  usePaste();
  useLockBubble();
  return null;
}

/**
 * One chunk, loaded right after the first render (see `deferredPart`): shortcuts, drag handles, what appears with the first
 * run, and what rows show of batches and time limits.
 */
export const afterFirst = {
  Announcements,
  ConcurrencyCurve,
  ConcurrencyPeak,
  FinishLine,
  BatchBarriers,
  GhostHandle,
  GuessFlag,
  GuessTrack,
  LiveSentence,
  RunControls,
  OpenBars,
  PauseButton,
  PredictionsSwitch,
  PlaybackControls,
  Playhead,
  RevealUntilNow,
  Shortcuts,
  TimeLimits,
  TotalMarks,
  TotalValue,
  Waiting,
} satisfies Record<DeferredPart, unknown>;
