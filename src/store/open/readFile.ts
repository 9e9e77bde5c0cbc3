import '../../lessons/allPresets.ts';
import { stateAfter } from '../../run/committedState.ts';
import { RunFileError, type SavedRun } from '../../run/file/runFile.ts';
import { policyOf } from '../../run/policy.ts';
import { checkBytes, HEAD_BYTES, readWith } from '../../traces/detect.ts';
import { FORMATS } from '../../traces/formats.ts';
import { runFile } from '../../traces/runFile.ts';
import { type FileFormat, type Opened, TraceError } from '../../traces/types.ts';
import { sizeProblem } from '../../traces/unsupported.ts';
import { documentOf } from '../plan/presetDocument.ts';
import type { RunRecord, RunSource } from '../state.ts';
import { PLAN_PREFIX, type StoredPlan } from '../storage.ts';
import type { OpenResult } from '../types.ts';
import { readPlan } from '../yourPlans/readPlan.ts';

/** A run's id is its log's, and no two logs of a page share one: the page's own runs count up from 1, these down from 0. */
let nextId = 0;

interface OpenedPlan {
  readonly kind: 'plan';
  readonly stored: StoredPlan | { problem: string };
}

/** A plan, saved as a file when the browser did not keep it. It is the store's own text, which no trace format knows. */
const planFile: FileFormat<OpenedPlan> = {
  id: 'fanout-plan',
  label: 'Fanout plan',
  accepts: ({ text }) => (text.startsWith(PLAN_PREFIX) ? 1 : 0),
  read: (text) => ({ kind: 'plan', stored: readPlan(text) }),
};

const READABLE: readonly FileFormat<Opened | OpenedPlan>[] = [...FORMATS, planFile];

/** What a chosen file holds. Of a file that cannot be opened no more than its beginning is read. */
export async function readFile(file: File, name: string): Promise<OpenResult> {
  const problem = `${name} could not be opened.`;
  try {
    const large = sizeProblem(file.size, READABLE);
    if (large) throw large;
    const text = await textOf(file);
    const found = text === undefined ? { problem: 'The browser could not read it.' } : openFileText(text, name);
    return 'problem' in found ? { problem: `${problem} ${found.problem}` } : found;
  } catch (thrown) {
    return { problem: `${problem} ${messageOf(thrown)}` };
  }
}

/** Throws a TraceError where its beginning is not text; `undefined` where the browser cannot read it. */
async function textOf(file: File): Promise<string | undefined> {
  const head = await file
    .slice(0, HEAD_BYTES)
    .arrayBuffer()
    .catch(() => undefined);
  if (!head) return undefined;
  checkBytes(new Uint8Array(head), READABLE);
  return file.text().catch(() => undefined);
}

/** @param name what the file is called */
export function openFileText(text: string, name: string): OpenResult {
  try {
    const { format, opened } = readWith({ name, text }, READABLE);
    const title = `Opened from ${name}`;
    if (opened.kind === 'run') return openRun(opened.run, title, { kind: 'file', name, format: format.id });
    const { stored } = opened;
    return 'problem' in stored
      ? { problem: `The plan in it could not be read: ${stored.problem}.` }
      : { doc: documentOf(stored), title: `${title}.`, view: {} };
  } catch (thrown) {
    return { problem: messageOf(thrown) };
  }
}

/** The run that a page was saved with. */
export function openSavedPage(text: string): OpenResult {
  try {
    return openRun(runFile.read(text).run, 'This page was saved with a run', { kind: 'saved-page' });
  } catch (thrown) {
    return { problem: messageOf(thrown) };
  }
}

/** Only of the errors that are written for the person. */
function messageOf(thrown: unknown): string {
  if (thrown instanceof RunFileError || thrown instanceof TraceError) return thrown.message;
  throw thrown;
}

/** @param title what it was opened from, for the notice */
function openRun(run: SavedRun, title: string, source: RunSource): OpenResult {
  const { limit, batchSize } = policyOf(run.plan);
  return {
    doc: {
      plan: run.plan,
      preset: '',
      atMost: limit !== null && limit > 1 ? limit : 3,
      batchesOf: batchSize ?? 2,
    },
    title: `${title}${savedOn(run)}.`,
    view: { runs: [recordOf(run, source)], sideBySide: undefined, criticalPath: undefined },
  };
}

function recordOf(run: SavedRun, source: RunSource): RunRecord {
  const end = endOf(run);
  return {
    id: nextId--,
    source,
    plan: run.plan,
    phase: 'settled',
    log: run.events,
    length: run.events.length,
    startedAt: undefined,
    // A run that was lost has never changed State.
    committed: end === 'own' || end === 'stopped' ? stateAfter(run) : undefined,
    end,
  };
}

/** Read from the causes of the calls that were cut off. A run that was aborted for a reason of its caller's own counts as `own`. */
function endOf({ outcomes }: SavedRun): RunRecord['end'] {
  const lost = outcomes.find(({ loss }) => loss)?.loss;
  return lost ?? (outcomes.some(({ cause }) => cause === 'stop') ? 'stopped' : 'own');
}

function savedOn({ savedAt }: SavedRun): string {
  const date = new Date(savedAt ?? '');
  return Number.isNaN(date.getTime())
    ? ''
    : `, saved on ${date.toLocaleDateString(undefined, { dateStyle: 'medium' })}`;
}
