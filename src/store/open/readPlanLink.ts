import { clip } from '../../analysis/format/format.ts';
import '../../lessons/allPresets.ts';
import { readPlanLink } from '../link/planCodec.ts';
import { docFrom } from '../plan/presetDoc.ts';
import { classroomOf } from '../restrictions.ts';
import { speedOf } from '../run/playhead.ts';
import type { FanoutState, Tab } from '../state.ts';
import type { OpenResult } from '../types.ts';

const TABS = { state: true, log: true, metrics: true, compare: true, code: true } satisfies Record<Tab, true>;

const FOR_A_CLASS = 'It is for a class: its teacher has locked or left out some controls.';

/** What stands after `#plan=`, as the page opens it. Words that the page does not know are passed over. */
export function foundInLink(text: string): OpenResult {
  const read = readPlanLink(text);
  if ('problem' in read) return { problem: `This link could not be opened. ${read.problem}` };
  const { plan, preset, atMost, batchesOf, name, lesson, tab, speed, fit, hidden } = read;
  const classroom = classroomOf(hidden);
  const title = `Opened from a link${name === undefined ? '.' : `: ${clip(name, 80)}.`}`;
  const view: Partial<FanoutState> = {
    ...(tab !== undefined && Object.hasOwn(TABS, tab) && { tab: tab as Tab }),
    ...(speed !== undefined && { speed: speedOf(speed) }),
    ...((fit === 'sum' || fit === 'total') && { fit }),
    fromLink: { ...(lesson && { lesson }), ...(hidden && { hidden }) },
    ...(classroom && {
      restrictions: classroom,
      notice: { text: `${title} ${FOR_A_CLASS}`, action: 'back-to-my-plan' },
    }),
  };
  return {
    doc: docFrom({ plan, preset, atMost, batchesOf, ...(name !== undefined && { name }) }),
    title,
    view,
  };
}
