import { selectIsRunning, selectIsShownRunning, selectRunProblem } from '../plan/document.ts';
import { selectRunPhase, selectShownRun } from '../run/selectors.ts';
import type { FanoutState } from '../state.ts';
import type { Command } from './command.ts';

/** Space presses these when one of them has the focus. */
const PRESSED_BY_SPACE = 'button, summary, [role=slider], input, a';
const USING_ARROWS = '[role=slider], [role=tablist], input:not([type=checkbox])';

/** `label` while the page shows a run that has ended. */
const afterRun = (label: string) => (state: FanoutState) =>
  selectShownRun(state) !== undefined && !selectIsShownRunning(state) ? label : undefined;

/** A run, and the way through its log. */
export const RUN_COMMANDS: readonly Command[] = [
  {
    name: 'stop',
    label: (state) => (selectIsRunning(state) ? 'Stop' : undefined),
    keys: [
      {
        shown: 'Space',
        does: 'Run, or stop; after a run, play it again at the view speed, or hold',
        press: [' '],
        when: (state) => selectRunPhase(state) === 'running',
        unless: PRESSED_BY_SPACE,
      },
    ],
    run: (actions) => actions.stopRun(),
  },
  {
    name: 'run',
    label: (state) => (selectIsRunning(state) ? undefined : 'Run'),
    keys: [
      { shown: 'R', does: 'Run again', press: ['r'] },
      {
        shown: 'Space',
        press: [' '],
        when: (state) => selectRunPhase(state) === 'idle',
        unless: PRESSED_BY_SPACE,
      },
    ],
    enabled: (state) => selectRunProblem(state) === undefined,
    run: (actions) => actions.startRun(),
  },
  {
    name: 'play',
    label: afterRun('Play the run again, or hold'),
    keys: [
      {
        shown: 'Space',
        press: [' '],
        when: (state) => selectRunPhase(state) === 'settled',
        unless: PRESSED_BY_SPACE,
      },
    ],
    run: (actions) => actions.togglePlayback(),
  },
  {
    name: 'step',
    keys: [
      {
        shown: '← →',
        does: 'After a run: the event before, the next one; with Shift, a tenth of the run',
        press: ['ArrowLeft', 'ArrowRight'],
        when: (state) => selectRunPhase(state) !== 'idle',
        unless: USING_ARROWS,
      },
    ],
    run(actions, _, press) {
      const by = press?.key === 'ArrowLeft' ? -1 : 1;
      if (press?.shift) actions.shiftPlayhead(by / 10);
      else actions.stepPlayhead(by);
    },
  },
  {
    name: 'seek-error',
    label: afterRun('To the next error'),
    keys: [{ shown: 'E', does: 'The next error; with Shift, the one before', press: ['e'] }],
    run: (actions, _, press) => actions.seekError(press?.shift ? -1 : 1),
  },
  {
    name: 'critical-path',
    label: afterRun('Why it took so long'),
    keys: [{ shown: 'C', does: 'Why it took as long as it did: the critical path', press: ['c'] }],
    run: (actions) => void actions.toggleCriticalPath(),
  },
  {
    name: 'step-along-path',
    keys: [{ shown: '[ ]', does: 'Along the critical path', press: ['[', ']'] }],
    run: (actions, _, press) => void actions.stepAlongPath(press?.key === '[' ? -1 : 1),
  },
];
