import type { Command } from '../../store/commands/command.ts';
import { selectMeasuredProof, selectPredictedProof } from '../../store/run/selectors.ts';
import { extentOf, fitOf } from './axis.ts';

const noop = () => {};

/** A key of the axis, whose code is loaded with the axis' tools. While it cannot be loaded the key does nothing. */
const axisCommand = (name: string, shown: string, does: string): Command => {
  const key = shown.toLowerCase();
  return {
    name,
    keys: [{ shown, does, part: 'axis', press: [key] }],
    run: (_, store) =>
      void import('../timeline/axis/axisParts.ts').then(({ axisParts }) => axisParts.axisKey(store, key), noop),
  };
};

/** What the time axis does wherever the focus is; `GESTURES` has the rest. They need the axis as it is drawn. */
export const AXIS_COMMANDS: readonly Command[] = [
  axisCommand('zoom-in', 'W', 'Zoom in, about the playhead or the middle'),
  axisCommand('zoom-out', 'S', 'Zoom out'),
  axisCommand('pan-back', 'A', 'Move to what was before'),
  axisCommand('pan-on', 'D', 'Move to what comes after'),
  axisCommand('zoom-to-call', 'F', 'Zoom to the selected call'),
  {
    name: 'fit-axis',
    keys: [{ shown: '0', does: 'Show all of it; then fit the sum, or the total', part: 'axis', press: ['0'] }],
    run(actions, { getState }) {
      const state = getState();
      const fit = fitOf(extentOf([selectMeasuredProof(state) ?? selectPredictedProof(state)]), state.fit);
      if (state.zoom) actions.changeViewport({ zoom: undefined });
      else actions.setFit(fit === 'sum' ? 'total' : 'sum');
    },
  },
  axisCommand('measure', 'M', 'Measure from the playhead; again: to the playhead'),
  { name: 'end-measuring', keys: [{ shown: 'Esc', does: 'End measuring', part: 'axis' }] },
];
