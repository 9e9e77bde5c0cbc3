import { clip } from '../../analysis/format/format.ts';
import '../../lessons/allPresets.ts';
import { type InspectorTab, TABS } from '../inspector/tabs.ts';
import { readPlanLink } from '../link/planCodec.ts';
import { documentOf } from '../plan/presetDocument.ts';
import { classroomOf } from '../restrictions.ts';
import { parseSpeed } from '../run/playhead.ts';
import type { FanoutState } from '../state.ts';
import type { OpenResult } from '../types.ts';

const FOR_A_CLASS = 'It is for a class: its teacher has locked or hidden some controls.';
const QUIZ = 'It is a quiz: predictions and notes are hidden.';

/** The text after `#plan=`, as the page opens it. Words that the page does not know are ignored. */
export function openPlanLink(text: string, tabs: readonly InspectorTab[] = TABS): OpenResult {
  const read = readPlanLink(text);
  if ('problem' in read) return { problem: `This link could not be opened. ${read.problem}` };
  const shownTab = tabs.find(({ id }) => id === read.tab)?.id;
  const { plan, preset, atMost, batchesOf, name, lesson, speed, fit, hidden } = read;
  const classroom = classroomOf(hidden);
  const title = `Opened from a link${name === undefined ? '.' : `: ${clip(name, 80)}.`}`;
  const view: Partial<FanoutState> = {
    ...(shownTab !== undefined && { tab: shownTab }),
    ...(speed !== undefined && { speed: parseSpeed(speed) }),
    ...((fit === 'sum' || fit === 'total') && { fit }),
    fromLink: { ...(lesson && { lesson }), ...(hidden && { hidden }) },
    ...(classroom && {
      restrictions: classroom,
      notice: { text: `${title} ${classroom.controls.predictions ? QUIZ : FOR_A_CLASS}`, action: 'back-to-my-plan' },
    }),
  };
  return {
    doc: documentOf({ plan, preset, atMost, batchesOf, ...(name !== undefined && { name }) }),
    title,
    view,
  };
}
