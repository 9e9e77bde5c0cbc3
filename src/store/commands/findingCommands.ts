import { savesText } from '../../analysis/verdict/findingText.ts';
import { applyFinding, selectApplyProblem, selectFindings } from '../criticalPath/findings.ts';
import { selectIsShownRunning } from '../plan/document.ts';
import { selectShownRun } from '../run/selectors.ts';
import type { FanoutState } from '../state.ts';
import type { PaletteCommand } from './command.ts';

/** The place of each finding that has a command: those that save the most time come first. */
const PLACES = [0, 1, 2];

const selectFinding = (state: FanoutState, place: number) =>
  state.criticalPath && selectShownRun(state) !== undefined && !selectIsShownRunning(state)
    ? selectFindings(state)?.result?.findings[place]
    : undefined;

/** The changes that would save time, while the critical path is shown. */
export const FINDING_COMMANDS: readonly PaletteCommand[] = PLACES.map((place) => ({
  name: `apply-finding-${place}`,
  label(state) {
    const finding = selectFinding(state, place);
    return finding && `Apply: ${finding.action}, ${savesText(finding)}`;
  },
  enabled(state) {
    const finding = selectFinding(state, place);
    return finding !== undefined && selectApplyProblem(state, finding) === undefined;
  },
  run(_, store) {
    const finding = selectFinding(store.getState(), place);
    if (finding) applyFinding(store, finding);
  },
}));
