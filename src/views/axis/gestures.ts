export interface Gesture {
  /** The part of the page, or the element that has the focus. */
  on: string;
  input: string;
  does: string;
}

/**
 * The gestures of the time axis and the keys of its elements; `AXIS_COMMANDS` has the keys that work anywhere. The key
 * sheet shows them, docs/gestures.md is made from them, and a test finds conflicts.
 */
export const GESTURES: readonly Gesture[] = [
  { on: 'the chart', input: 'Wheel', does: 'Scroll the rows' },
  { on: 'the chart', input: 'Ctrl + wheel, pinch on a touchpad', does: 'Zoom about the pointer' },
  { on: 'the chart', input: 'Shift + wheel, wheel to the side', does: 'Move along the axis, when zoomed' },
  { on: 'the chart', input: 'One finger', does: 'Scroll, always' },
  { on: 'the chart', input: 'Two fingers', does: 'Zoom and move along the axis' },
  { on: 'the axis', input: 'Click', does: 'Put the playhead there, and end measuring' },
  { on: 'the axis', input: 'Drag', does: 'Measure' },
  { on: 'the playhead, on the axis', input: 'Drag', does: 'Move the playhead' },
  { on: 'the end of a ghost bar', input: 'Drag', does: 'Make the call shorter or longer' },
  { on: 'a timeout or deadline, on the axis', input: 'Drag', does: 'Move it' },
  { on: 'the strip of all rows, beside the frame', input: 'Click', does: 'Bring the frame there' },
  { on: 'the frame in the strip of all rows', input: 'Drag', does: 'Move what is shown; when all is, choose a part' },
  { on: 'an edge of that frame', input: 'Drag', does: 'Show more, or less' },
  { on: 'the frame in the strip of all rows', input: '← →, Page Up and Down', does: 'Move what is shown' },
  { on: 'the frame in the strip of all rows', input: '↑ ↓', does: 'Zoom in and out' },
  { on: 'the frame in the strip of all rows', input: 'Home', does: 'Show all of it' },
  { on: 'a chart of Metrics', input: 'Mouse over it, tap', does: 'Read it at that moment' },
  { on: 'a chart of Metrics', input: '← →', does: 'Read it where it changes, one after the other' },
];
