import { displayModeOf } from './display/displayMode.ts';
import { parseTheme } from './open/initialState.ts';
import { createHistory } from './plan/history.ts';
import { DEFAULT_ROWS_VIEW } from './rows/rowsSlice.ts';
import { parseSpeed } from './run/playhead.ts';
import { NO_PREDICTION } from './run/predictionSlice.ts';
import type { FanoutState } from './state.ts';
import type { Storage } from './storage.ts';
import type { InitialState } from './types.ts';

/** Where nothing is stored nobody has been here; `first`: see `startFresh`. */
function parsePredictions(storage: Storage): Pick<FanoutState, 'firstQuestion' | 'predictions'> {
  const text = storage.read('predictions');
  return {
    firstQuestion: text === 'first' || storage.keys().length === 0,
    predictions: text === 'shown' || text === 'hidden' ? text : 'auto',
  };
}

/** The state that the page begins with: its plan, the settings that this browser has stored, and nothing that has run. */
export function initialFanoutState(storage: Storage, hash: string, { doc, notice, view }: InitialState): FanoutState {
  return {
    history: createHistory(doc),
    ...NO_PREDICTION,
    predicting: true,
    runs: [],
    backgroundRun: undefined,
    sideBySide: undefined,
    comparison: undefined,
    repeat: undefined,
    metrics: undefined,
    logFilter: undefined,
    guess: undefined,
    guessing: false,
    ...parsePredictions(storage),
    engine: 'cold',
    unavailable: undefined,
    problem: undefined,
    notice,
    editing: undefined,
    draftProblem: undefined,
    policyProblem: undefined,
    rejectedRunRequests: 0,
    selected: undefined,
    flashed: undefined,
    rowsView: { ...DEFAULT_ROWS_VIEW, waiting: storage.read('rows') !== null },
    rowsKit: undefined,
    fit: undefined,
    zoom: undefined,
    compressedGaps: undefined,
    measuring: undefined,
    dragging: false,
    playhead: undefined,
    playing: false,
    speed: parseSpeed(storage.read('speed')),
    criticalPath: undefined,
    lesson: undefined,
    progress: undefined,
    verdictModule: undefined,
    displayMode: displayModeOf(hash),
    blank: false,
    commands: false,
    details: undefined,
    pasting: undefined,
    plans: false,
    findings: undefined,
    appliedFinding: undefined,
    highlightedRows: undefined,
    tab: 'state',
    codeTarget: storage.read('code') ?? undefined,
    theme: parseTheme(storage.read('theme')),
    fromLink: undefined,
    restrictions: undefined,
    ...view,
  };
}
