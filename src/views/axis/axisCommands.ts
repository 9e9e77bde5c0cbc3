import type { Command } from '../../store/commands/command.ts';
import type { FanoutStore } from '../../store/types.ts';

type AxisKey = (store: FanoutStore, key: string) => void;

let axisKey: AxisKey | undefined;

async function load(): Promise<AxisKey> {
  const { axisParts } = await import('../timeline/axis/axisParts.ts');
  axisKey = axisParts.axisKey;
  return axisKey;
}

const noop = () => {};

/**
 * A key of the axis, whose code is loaded with the axis' tools. While it cannot be loaded the key does nothing. Once it is
 * there the key acts at once: the next one starts from the axis that this one leaves.
 */
const axisCommand = (name: string, shown: string, does: string): Command => {
  const key = shown.toLowerCase();
  return {
    name,
    keys: [{ shown, does, part: 'axis', press: [key] }],
    run(_, store) {
      if (axisKey) axisKey(store, key);
      else void load().then((press) => press(store, key), noop);
    },
  };
};

/** What the time axis does wherever the focus is; `GESTURES` has the rest. They need the axis as it is drawn. */
export const AXIS_COMMANDS: readonly Command[] = [
  axisCommand('zoom-in', 'W', 'Zoom in, about the playhead or the middle'),
  axisCommand('zoom-out', 'S', 'Zoom out'),
  axisCommand('pan-back', 'A', 'Move to what was before'),
  axisCommand('pan-on', 'D', 'Move to what comes after'),
  axisCommand('zoom-to-call', 'F', 'Zoom to the selected call'),
  axisCommand('fit-axis', '0', 'Show all of it; then fit the sum, or the total'),
  axisCommand('measure', 'M', 'Measure from the playhead; again: to the playhead'),
  { name: 'end-measuring', keys: [{ shown: 'Esc', does: 'End measuring', part: 'axis' }] },
];
