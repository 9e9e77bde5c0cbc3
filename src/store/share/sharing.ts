import { presetOf } from '../../lessons/presetRegistry.ts';
import { writeRunFile } from '../../run/file/runFile.ts';
import { writePlanLink } from '../link/planCodec.ts';
import { selectDocument, selectIsRunning } from '../plan/document.ts';
import { selectShownRun } from '../run/selectors.ts';
import type { FanoutState, PlanDocument, Shared } from '../state.ts';

/** What goes into a link besides the plan. */
export interface LinkOptions {
  readonly lesson: boolean;
  readonly speed: boolean;
  readonly view: boolean;
  /** What a class does not see or cannot use, as in `Shared`; absent = as in the link that the page was opened with. */
  readonly hidden?: readonly string[];
}

export function sharedOf(
  { plan, preset, atMost, batchesOf, name }: PlanDocument,
  { fromLink, lesson, speed, tab, fit }: Pick<FanoutState, 'fromLink' | 'lesson' | 'speed' | 'tab' | 'fit'>,
  along: LinkOptions,
): Shared {
  const hidden = along.hidden ?? fromLink?.hidden;
  return {
    plan,
    preset,
    atMost,
    batchesOf,
    ...(name && { name }),
    ...(along.lesson && lesson && { lesson: { name: lesson.name, step: lesson.step } }),
    // Defaults are left out.
    ...(along.speed && speed !== 1 && { speed: String(speed) }),
    ...(along.view && tab !== 'state' && { tab }),
    ...(along.view && fit && { fit }),
    ...(hidden && { hidden }),
  };
}

/** @param page the address of the page, without its fragment */
export function linkOf(page: string, shared: Shared): { link: string } | { problem: string } {
  const written = writePlanLink(shared);
  return 'problem' in written ? written : { link: `${page}#plan=${written.text}` };
}

/** The shortest link to what is on the page: its lesson, its preset as it is, else its plan; `undefined` = it is for a file. */
export function pageLink(page: string, state: FanoutState): string | undefined {
  const { lesson } = state;
  const doc = selectDocument(state);
  if (lesson) return `${page}#lesson=${lesson.name}`;
  if (presetOf(doc.preset)?.plan === doc.plan && !doc.name) return `${page}#preset=${doc.preset}`;
  const made = linkOf(page, sharedOf(doc, state, { lesson: false, speed: false, view: false }));
  return 'link' in made ? made.link : undefined;
}

/** The link inside of another page: its words are for an attribute. */
export function embedCode(link: string, name: string | undefined): string {
  const title = `Fanout: ${name || 'parallel tool calls'}`;
  return `<iframe src="${inAttribute(link.replace('#', '#embed&'))}" title="${inAttribute(title)}" width="100%" height="640" loading="lazy" style="border: 0"></iframe>`;
}

const inAttribute = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Longer ones are cut by some chats and mail programs, and the longest by some browsers. */
const CHAT_CHARS = 2000;
const BROWSER_CHARS = 32_000;

export function lengthWarning({ length }: string): string | undefined {
  if (length > BROWSER_CHARS) return 'Some browsers cut a link of this length. Send the run as a file instead.';
  if (length > CHAT_CHARS) return 'Some chats and mail programs cut a link of this length.';
  return undefined;
}

/** Why there is no run to save; `undefined` when there is one. */
export function selectRunFileProblem(state: FanoutState): string | undefined {
  if (selectIsRunning(state)) return 'Wait for the run to end: both hold a run.';
  return selectShownRun(state) ? undefined : 'Run the plan first: both hold what happened.';
}

/** The run on the screen as a file; of failed calls that ran again, these alone. */
export function selectRunFile(state: FanoutState, savedAt: string): string {
  const run = selectShownRun(state);
  if (!run) throw new Error(selectRunFileProblem(state));
  const { log, length, plan, rerun } = run;
  return writeRunFile({ plan: rerun?.plan ?? plan, events: log.slice(0, length) }, { savedAt });
}

/** `Monday, 2nd group` -> `fanout-monday-2nd-group`. */
export function fileNameOf(name = ''): string {
  const words = name.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return ['fanout', ...words].join('-');
}
