import { clip } from '../analysis/format.ts';
import { DEFAULT_PRESET, presetOf } from '../lessons/known.ts';
import { policyOf } from '../run/policy.ts';
import { readLink } from './link.ts';
import type { Doc, FanoutState, Theme } from './state.ts';
import { readPlan, type Storage, type StoredPlan } from './storage.ts';

export function presetDoc(name: string): Doc | undefined {
  const preset = presetOf(name);
  if (!preset) return undefined;
  const { limit, batchSize } = policyOf(preset.plan);
  // The steppers show what the plan itself asks for.
  const atMost = limit !== null && limit > 1 ? limit : (preset.atMost ?? 3);
  return { plan: preset.plan, preset: name, atMost, batchesOf: batchSize ?? 2 };
}

export function themeOf(text: string | null): Theme {
  return text === 'light' || text === 'dark' ? text : 'system';
}

/** For the next group at this machine: the plan that was here is out of the way, and one button away. */
function setAside(storage: Storage): void {
  storage.write('rows', null);
  for (const key of ['plan', 'lessons'] as const) {
    const text = storage.read(key);
    if (text === null) continue;
    storage.write(`${key}-before-link`, text);
    storage.write(key, null);
  }
}

/** What a link or a file holds that was read with code of its own, or why it could not be read, in sentences. */
export type Found =
  | { readonly doc: Doc; readonly title: string; readonly view: Partial<FanoutState> }
  | { readonly problem: string };

interface Opening {
  doc: Doc;
  notice: FanoutState['notice'];
  /** What is shown is the link's, and nothing of one's own was overwritten for it. */
  linked: boolean;
  view?: Partial<FanoutState>;
}

/** What the page opens with: what was found in a link or a file, else a link's preset, else the stored plan, else the tutorial. */
export function open(storage: Storage, hash: string, found?: Found): Opening {
  const link = readLink(hash);
  if (link.fresh) setAside(storage);
  if (found && 'doc' in found) {
    const { doc, title, view } = found;
    const opening = linkedDoc(storage, doc, title, link.fresh);
    // Who chose a file is told when it was saved; who follows a link for the first time sees what is meant.
    return { ...opening, notice: opening.notice ?? (view.runs && { text: title }), view };
  }
  if (found) return instead(storage, found.problem, link.fresh);
  return link.preset === undefined ? ownPlan(storage, link.fresh) : linkedPreset(storage, link.preset, link.fresh);
}

const tutorial = () => presetDoc(DEFAULT_PRESET) as Doc;

function linkedPreset(storage: Storage, name: string, fresh: boolean): Opening {
  const doc = presetDoc(name);
  if (!doc)
    return instead(
      storage,
      `This link asks for the preset “${clip(name.slice(0, 40), 40)}”, and there is none of that name.`,
      fresh,
    );
  const title = presetOf(name)?.title;
  return linkedDoc(storage, doc, fresh ? `${title}, started fresh.` : `Opened from a link: ${title}.`, fresh);
}

function linkedDoc(storage: Storage, doc: Doc, text: string, fresh: boolean): Opening {
  const own = storage.read(fresh ? 'plan-before-link' : 'plan');
  return { doc, notice: own === null ? undefined : backNotice(text), linked: true };
}

/** Nothing of one's own is lost for a link that cannot be opened. */
function instead(storage: Storage, problem: string, fresh: boolean): Opening {
  const own = ownPlan(storage, fresh);
  const shown = storage.read('plan') === null ? 'This is the tutorial.' : 'This is your own plan.';
  return { ...own, notice: own.notice?.broken === undefined ? { text: `${problem} ${shown}` } : own.notice };
}

function ownPlan(storage: Storage, fresh: boolean): Opening {
  const text = storage.read('plan');
  const earlier = storage.read('plan-before-link') !== null;
  if (text === null) {
    const notice = earlier ? backNotice(fresh ? 'Started fresh.' : 'This is the tutorial.') : undefined;
    return { doc: tutorial(), notice, linked: fresh };
  }
  const stored = readPlan(text);
  if ('problem' in stored) {
    const notice = {
      text: `The plan kept in this browser could not be read: ${stored.problem}. This is the tutorial instead.`,
      action: 'download-broken' as const,
      broken: text,
    };
    return { doc: tutorial(), notice, linked: false };
  }
  const notice = earlier ? backNotice('This plan began as a link’s.') : undefined;
  return { doc: docFrom(stored), notice, linked: false };
}

/** With the preset's own object where nothing was changed, so that "edited" can be told by identity. */
export function docFrom(stored: StoredPlan): Doc {
  const preset = presetOf(stored.preset);
  const plan = preset && JSON.stringify(preset.plan) === JSON.stringify(stored.plan) ? preset.plan : stored.plan;
  return { ...stored, plan };
}

function backNotice(what: string): FanoutState['notice'] {
  return { text: `${what} Your own plan is kept.`, action: 'back-to-my-plan' };
}
