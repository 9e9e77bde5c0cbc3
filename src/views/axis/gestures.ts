export interface Gesture {
  /** The element; `anywhere` excludes text fields. */
  on: string;
  input: string;
  does: string;
}

/**
 * All gestures of the time axis. Source of the key sheet and of docs/gestures.md; a test checks that they do not
 * conflict.
 */
export const GESTURES: readonly Gesture[] = [
  { on: 'anywhere', input: 'W', does: 'Zoom in, about the playhead or the middle' },
  { on: 'anywhere', input: 'S', does: 'Zoom out' },
  { on: 'anywhere', input: 'A', does: 'Move to what was before' },
  { on: 'anywhere', input: 'D', does: 'Move to what comes after' },
  { on: 'anywhere', input: 'F', does: 'Zoom to the selected call' },
  { on: 'anywhere', input: '0', does: 'Show all of it; then fit the sum, or the total' },
  { on: 'anywhere', input: 'M', does: 'Measure from the playhead; again: to the playhead' },
  { on: 'anywhere', input: 'Esc', does: 'End measuring' },
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
