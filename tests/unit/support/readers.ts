import { vi } from 'vitest';
import { metricsOf } from '../../../src/analysis/metrics/metrics.ts';
import { metricsText } from '../../../src/analysis/report/metricsFile.ts';
import { presetOf } from '../../../src/lessons/allPresets.ts';
import { readRunFile as readSavedRun, type SavedRun, writeRunFile } from '../../../src/run/file/runFile.ts';
import { foldAll } from '../../../src/run/fold.ts';
import type { ErrorText, Outcome, Plan } from '../../../src/run/types.ts';
import { displayModeOf } from '../../../src/store/display/displayMode.ts';
import { selectLogFile } from '../../../src/store/inspector/logView.ts';
import { saveProgress } from '../../../src/store/lessons/lesson.ts';
import { formatProgress, readProgress, storedProgress } from '../../../src/store/lessons/progress.ts';
import { readLink } from '../../../src/store/link/hash.ts';
import { readPlanLink, writePlanLink } from '../../../src/store/link/planCodec.ts';
import { resolveInitial } from '../../../src/store/open/resolveInitial.ts';
import { selectDocument } from '../../../src/store/plan/document.ts';
import { rowsKit } from '../../../src/store/rows/rows.lazy.ts';
import { linkOf, pageLink, selectRunFile, sharedOf } from '../../../src/store/share/sharing.ts';
import type { FanoutState, Speed, Theme } from '../../../src/store/state.ts';
import { browserStorage, formatPlan, memoryStorage } from '../../../src/store/storage.ts';
import { readPlan } from '../../../src/store/yourPlans/readPlan.ts';
import { type Started, startStore } from '../store/startStore.ts';

/**
 * All functions that open saved data, and all that write it. The tests of the frozen samples use nothing else, so when
 * a module moves or a field is renamed, only this file changes and the samples do not.
 */

/**
 * Samples with calls without an id, from before plans were given ids when they are opened. They open with the ids that
 * the engine would have given, and are written with them.
 */
export const NAMED_SINCE: ReadonlySet<string> = new Set(['ids of every kind', 'plan: ids of every kind']);

/** A page with its local storage, by full keys. */
export interface Page extends Started {
  /** Current contents of the local storage. */
  readonly kept: ReadonlyMap<string, string>;
  /** Entries written by the page since it was opened. */
  readonly written: ReadonlyMap<string, string>;
}

interface Opening {
  /** The fragment of the address. */
  hash?: string;
  /** Contents of the local storage before the page opens, by full key. */
  kept?: Readonly<Record<string, string>>;
  /** Text of a run file that the page opens with. */
  run?: string;
}

/** Opens a page as src/main.tsx does, including the lesson of its link. Leaves a stubbed `localStorage` behind. */
export async function openPage({ hash = '', kept: before = {}, run }: Opening = {}): Promise<Page> {
  const kept = new Map(Object.entries(before));
  const written = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem(key: string, text: string) {
      kept.set(key, text);
      written.set(key, text);
    },
    removeItem: (key: string) => void kept.delete(key),
  });
  const storage = displayModeOf(hash) === 'embedded' ? memoryStorage() : browserStorage();
  const opening = await resolveInitial(hash, run, storage);
  const started = startStore({ hash, opening, storage });
  const { store } = started;
  const { notice, fromLink } = store.getState();
  if (readLink(hash).lesson !== undefined || fromLink?.lesson)
    await stateWith(store, (state) => state.lesson !== undefined || state.notice !== notice);
  return { ...started, kept, written };
}

async function stateWith({ subscribe, getState }: Started['store'], holds: (state: FanoutState) => boolean) {
  if (holds(getState())) return;
  await new Promise<void>((resolve) => {
    const leave = subscribe((state) => {
      if (!holds(state)) return;
      leave();
      resolve();
    });
  });
}

export const planOf = ({ store }: Page) => selectDocument(store.getState()).plan;

/** The state after opening, without the plan. */
export function viewOf({ store }: Page) {
  const state = store.getState();
  const { preset, atMost, batchesOf, name } = selectDocument(state);
  const { tab, speed, fit, displayMode, theme, codeTarget, restrictions, lesson } = state;
  return {
    preset,
    atMost,
    batchesOf,
    name,
    tab,
    speed,
    fit,
    stage: displayMode,
    theme,
    code: codeTarget,
    controls: restrictions?.controls,
    lesson: lesson && { name: lesson.name, step: lesson.step },
  };
}

/** Whether the plan is identical to its preset's, so that the page does not call it edited. */
export function isUntouched({ store }: Page): boolean {
  const { plan, preset } = selectDocument(store.getState());
  return presetOf(preset)?.plan === plan;
}

/** The text after `#plan=`; `undefined` if there is none. */
export const planTextIn = (hash: string) => readLink(hash).plan;

export function readPlanText(text: string) {
  const read = readPlanLink(text);
  if ('problem' in read) throw new Error(read.problem);
  return read;
}

export function writePlanText(shared: Parameters<typeof writePlanLink>[0]): string {
  const written = writePlanLink(shared);
  if ('problem' in written) throw new Error(written.problem);
  return written.text;
}

/** The fragment that Share creates for the page, with all options. */
export function sharedAgain({ store }: Page, hidden?: readonly string[]): string {
  const state = store.getState();
  const along = { lesson: true, speed: true, view: true, ...(hidden && { hidden }) };
  const made = linkOf('', sharedOf(selectDocument(state), state, along));
  if ('problem' in made) throw new Error(made.problem);
  return made.link;
}

/** The shortest fragment that opens the same page. */
export const shortestLink = ({ store }: Page) => pageLink('', store.getState());

/** Reads a plan of the local storage and writes it again. */
export function planWrittenAgain(text: string): string {
  const read = readPlan(text);
  if ('problem' in read) throw new Error(read.problem);
  return formatPlan(read);
}

/** Stores the plan again, unchanged. */
export function editAndUndo({ actions }: Page): void {
  actions.addCall('fast');
  actions.undo();
}

/** Whether the page offers to return to the user's own plan. */
export const offersOwnPlan = ({ store }: Page) => store.getState().notice?.action === 'back-to-my-plan';
export const goBackToOwnPlan = ({ actions }: Page) => actions.restoreOwnPlan();

/** Settings of the rows; pinned calls by id. */
export function rowsOf({ store, actions }: Page) {
  actions.provideRowsKit(rowsKit);
  const { sort, group, pinned, dense, declined } = store.getState().rowsView;
  const { calls } = selectDocument(store.getState()).plan;
  return { sort, group, pinned: pinned.map((key) => calls[key]?.id), dense, declined };
}

/** Stores the settings of the rows again, unchanged. */
export function changeRowsAndBack({ store, actions }: Page): void {
  const { dense } = store.getState().rowsView;
  actions.changeRowsView({ dense: !dense });
  actions.changeRowsView({ dense });
}

/** Sets each preference to its current value. */
export function chooseAgain({ store, actions }: Page): void {
  const { theme, speed, codeTarget }: { theme: Theme; speed: Speed; codeTarget: string | undefined } = store.getState();
  actions.setTheme(theme);
  actions.setSpeed(speed);
  if (codeTarget !== undefined) actions.selectCodeTarget(codeTarget);
}

export const progressIn = ({ storage }: Page) => storedProgress(storage);

export function readProgressFile(text: string) {
  const read = readProgress(text);
  if ('problem' in read) throw new Error(read.problem);
  return read;
}

export const progressWrittenAgain = (text: string) => formatProgress(readProgressFile(text));

/** Stores the progress again, unchanged. */
export const learnNothing = ({ store }: Page) => saveProgress(store, { lessons: {}, challenges: {} });

/**
 * Versions of the run file that the current writer writes: a frozen file of one of these is written again byte for
 * byte.
 */
export const WRITTEN_VERSIONS: readonly number[] = [1, 2, 3, 4];

/** An end that versions 1 and 2 have in words alone. Its file is written again as version 3, which adds data to it. */
export const WORDS_ALONE = /"kind":"(timedOut|cancelled|skipped)"|"result":"timedOut"/;

/** What version 3 adds to the lines of such ends, where the engine writes it. */
const ADDED =
  /(,"cause":"[a-z-]+")?(,"by":\d+)?(,"loss":"[a-z ]+")?(,"timeoutMs":[\d.e+-]+)?(,"backoffMs":[\d.e+-]+)?(,"abandoned":true)?}(,?)$/;

/** A run file or a log as it was written before version 3. */
export function asWrittenBefore3(text: string, version: number): string {
  const lines = text.split('\n').map((line) => {
    if (!WORDS_ALONE.test(line)) return line === '"version":3,' ? `"version":${version},` : line;
    return line.replace(ADDED, (_all, _cause, _by, _loss, _timeoutMs, backoffMs = '', abandoned = '', comma) =>
      [backoffMs, abandoned, '}', comma].join(''),
    );
  });
  return lines.join('\n');
}

export const readRunFile = readSavedRun;
export const runFileWrittenAgain = (run: SavedRun) =>
  writeRunFile(run, run.savedAt === undefined ? {} : { savedAt: run.savedAt });

/** The contents of a run file without its plan. Fields that later versions add are not included. */
export function readingOf({ savedAt, events, outcomes, makespan, stalled }: SavedRun) {
  return { savedAt, events: events.length, makespan, stalled, outcomes: outcomes.map(outcomeReading) };
}

function outcomeReading(outcome: Outcome) {
  const { key, id, name, kind, value, error, reason, recovered, abandoned } = outcome;
  const { attempts, queuedAt, startedAt, settledAt } = outcome;
  return {
    ...{ key, id, name, kind, value, error: error && errorReading(error), reason, recovered, abandoned },
    ...{ attempts, queuedAt, startedAt, settledAt },
    /** Distinguishes a success with the value undefined from one without a value. */
    valued: Object.hasOwn(outcome, 'value'),
  };
}

/** What version 3 added to an outcome, and to its error. */
export const causesOf = ({ outcomes }: SavedRun) =>
  outcomes.map(({ cause, by, loss, timeoutMs, error }) => ({ cause, by, loss, timeoutMs, error }));

const errorReading = ({ name, message }: ErrorText) => ({ name, message });

/** The run on the page, as opened from its file. */
export function runShown({ store }: Page) {
  const [run] = store.getState().runs;
  return run && { phase: run.phase, end: run.end, committed: idsAsBefore(run.committed, run.plan), events: run.length };
}

/** Until `_` became the mark of ids that are made distinct, it was `#`. */
function idsAsBefore<T>(value: T, plan: Plan): T {
  const given = new Set(plan.calls.map(({ id }) => id));
  const before = (text: string) => {
    const [, id = '', nth] = /^(.*)_(\d+)$/s.exec(text) ?? [];
    return !given.has(text) && given.has(id) ? `${id}#${nth}` : text;
  };
  const mapped = (one: unknown): unknown => {
    if (typeof one === 'string') return before(one);
    if (Array.isArray(one)) return one.map(mapped);
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([name, inner]) => [before(name), mapped(inner)]));
  };
  return mapped(value) as T;
}

/** The run on the page, saved again. */
export const savedAgain = ({ store }: Page, savedAt: string) => selectRunFile(store.getState(), savedAt);

/** The downloaded log of the run on the page. */
export const logDownloaded = ({ store }: Page) => selectLogFile(store.getState());

/** Metrics as they were written when the policy did not say yet which errors are tried again. */
export const asBeforeRetryOn = (text: string) => text.replace(/,\n *"on": "any"/, '');

/** The downloaded metrics of a run. */
export function metricsDownloaded({ plan, events }: SavedRun): string {
  return metricsText(metricsOf({ state: foldAll(events), plan }), plan, 'measured');
}
