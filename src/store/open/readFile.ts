import '../../lessons/allPresets.ts';
import { stateAfter } from '../../run/committedState.ts';
import { RunFileError, readRunFile, type SavedRun } from '../../run/file/runFile.ts';
import { policyOf } from '../../run/policy.ts';
import { documentOf } from '../plan/presetDocument.ts';
import type { RunRecord } from '../state.ts';
import { PLAN_PREFIX } from '../storage.ts';
import type { OpenResult } from '../types.ts';
import { readPlan } from '../yourPlans/readPlan.ts';

/** The page's own runs count up from 1, those of files down from 0: logs are cached by id. */
let nextId = 0;

/** Opens a run, or a plan that was saved as a file because the browser did not store it. */
export function openFileText(text: string, title: string): OpenResult {
  if (!text.startsWith(PLAN_PREFIX)) return openRunFile(text, title);
  const stored = readPlan(text);
  return 'problem' in stored
    ? { problem: `The plan in it could not be read: ${stored.problem}.` }
    : { doc: documentOf(stored), title: `${title}.`, view: {} };
}

/** @param title what it was opened from, for the notice */
export function openRunFile(text: string, title: string): OpenResult {
  try {
    const run = readRunFile(text);
    const { limit, batchSize } = policyOf(run.plan);
    return {
      doc: {
        plan: run.plan,
        preset: '',
        atMost: limit !== null && limit > 1 ? limit : 3,
        batchesOf: batchSize ?? 2,
      },
      title: `${title}${savedOn(run)}.`,
      view: { runs: [recordOf(run)], sideBySide: undefined, criticalPath: undefined },
    };
  } catch (thrown) {
    if (!(thrown instanceof RunFileError)) throw thrown;
    return { problem: thrown.message };
  }
}

function recordOf(run: SavedRun): RunRecord {
  const end = endOf(run);
  return {
    id: nextId--,
    plan: run.plan,
    phase: 'settled',
    log: run.events,
    length: run.events.length,
    startedAt: undefined,
    // A lost run has never changed State.
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
