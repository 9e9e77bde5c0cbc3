import { clip } from '../../analysis/format/format.ts';
import { presetOf } from '../../lessons/presetRegistry.ts';
import { readLink } from '../link/hash.ts';
import { presetDoc, tutorialDoc } from '../plan/presetDoc.ts';
import type { PlanDocument } from '../state.ts';
import type { Storage } from '../storage.ts';
import type { Opening, OpenResult } from '../types.ts';
import { isAway } from '../yourPlans/setAside.ts';
import { backNotice, ownPlan } from './initialState.ts';

/**
 * What the page opens with: what was found in a link or a file, else a link's preset, else the stored plan, else the
 * tutorial. Where the link asks for `startFresh`, after that.
 */
export function open(storage: Storage, hash: string, found?: OpenResult): Opening {
  const link = readLink(hash);
  if (found && 'doc' in found) {
    const { doc, title, view } = found;
    const opening = linkedDoc(storage, doc, title);
    // Who chose a file is told when it was saved; who follows a link for the first time sees what is meant.
    return { ...opening, notice: opening.notice ?? (view.runs && { text: title }), view };
  }
  if (found) return instead(storage, found.problem, link.fresh);
  return link.preset === undefined ? ownOrFresh(storage, link.fresh) : linkedPreset(storage, link.preset, link.fresh);
}

function linkedPreset(storage: Storage, name: string, fresh: boolean): Opening {
  const doc = presetDoc(name);
  if (!doc)
    return instead(
      storage,
      `This link asks for the preset “${clip(name.slice(0, 40), 40)}”, and there is none of that name.`,
      fresh,
    );
  const title = presetOf(name)?.title;
  return linkedDoc(storage, doc, fresh ? `${title}, started fresh.` : `Opened from a link: ${title}.`);
}

function linkedDoc(storage: Storage, doc: PlanDocument, text: string): Opening {
  const own = isAway(storage) || storage.read('plan') !== null;
  return { doc, notice: own ? backNotice(text) : undefined, linked: true };
}

/** Nothing of one's own is lost for a link that cannot be opened. */
function instead(storage: Storage, problem: string, fresh: boolean): Opening {
  const own = ownOrFresh(storage, fresh);
  const shown = storage.read('plan') === null ? 'This is the tutorial.' : 'This is your own plan.';
  return { ...own, notice: own.notice?.broken === undefined ? { text: `${problem} ${shown}` } : own.notice };
}

/** After `startFresh` one's own is still there only where the storage refused to set it aside. */
function ownOrFresh(storage: Storage, fresh: boolean): Opening {
  if (!fresh) return ownPlan(storage);
  const own = isAway(storage) || storage.read('plan') !== null;
  return { doc: tutorialDoc(), notice: own ? backNotice('Started fresh.') : undefined, linked: true };
}
