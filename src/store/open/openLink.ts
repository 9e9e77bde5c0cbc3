import { clip } from '../../analysis/format/format.ts';
import { presetOf } from '../../lessons/presetRegistry.ts';
import { readLink } from '../link/hash.ts';
import { presetDocument, tutorialDocument } from '../plan/presetDocument.ts';
import type { PlanDocument } from '../state.ts';
import type { Storage } from '../storage.ts';
import type { InitialState, OpenResult } from '../types.ts';
import { isOwnSetAside } from '../yourPlans/setAside.ts';
import { backNotice, ownInitialState } from './initialState.ts';

/**
 * What the page opens with: what was found in a link or a file, else a link's preset, else the stored plan, else the
 * tutorial. Where the link asks for `startFresh`, after that.
 */
export function initialFromLink(storage: Storage, hash: string, found?: OpenResult): InitialState {
  const link = readLink(hash);
  if (found && 'doc' in found) {
    const { doc, title, view } = found;
    const opening = linkedDoc(storage, doc, title);
    // For a file the notice says when it was saved; a first visit by a link needs none.
    return { ...opening, notice: opening.notice ?? (view.runs && { text: title }), view };
  }
  if (found) return instead(storage, found.problem, link.fresh);
  return link.preset === undefined ? ownOrFresh(storage, link.fresh) : linkedPreset(storage, link.preset, link.fresh);
}

function linkedPreset(storage: Storage, name: string, fresh: boolean): InitialState {
  const doc = presetDocument(name);
  if (!doc)
    return instead(
      storage,
      `This link asks for the preset “${clip(name.slice(0, 40), 40)}”, and there is none of that name.`,
      fresh,
    );
  const title = presetOf(name)?.title;
  return linkedDoc(storage, doc, fresh ? `${title}, started fresh.` : `Opened from a link: ${title}.`);
}

function linkedDoc(storage: Storage, doc: PlanDocument, text: string): InitialState {
  const own = isOwnSetAside(storage) || storage.read('plan') !== null;
  return { doc, notice: own ? backNotice(text) : undefined, linked: true };
}

/** The person's own plan, for a link that cannot be opened. */
function instead(storage: Storage, problem: string, fresh: boolean): InitialState {
  const own = ownOrFresh(storage, fresh);
  const shown = storage.read('plan') === null ? 'This is the tutorial.' : 'This is your own plan.';
  return { ...own, notice: own.notice?.broken === undefined ? { text: `${problem} ${shown}` } : own.notice };
}

/** After `startFresh` the person's own plan is still there only where the storage refused to set it aside. */
function ownOrFresh(storage: Storage, fresh: boolean): InitialState {
  if (!fresh) return ownInitialState(storage);
  const own = isOwnSetAside(storage) || storage.read('plan') !== null;
  return { doc: tutorialDocument(), notice: own ? backNotice('Started fresh.') : undefined, linked: true };
}
