import { criticalPath } from '../../../src/analysis/criticalPath/criticalPath.ts';
import { plainText } from '../../../src/analysis/format/richText.ts';
import { tableText } from '../../../src/analysis/log/tableText.ts';
import { metricsOf } from '../../../src/analysis/metrics/metrics.ts';
import { metricsText } from '../../../src/analysis/report/metricsFile.ts';
import { codeOf, TARGETS } from '../../../src/code/generateCode.ts';
import { notebookOf } from '../../../src/code/notebook.ts';
import { PlanError } from '../../../src/run/check/planError.ts';
import { readRunFile } from '../../../src/run/file/runFile.ts';
import { DEFAULT_POLICY, policyOf } from '../../../src/run/policy.ts';
import { poolsOf } from '../../../src/run/toolSettings.ts';
import type { Plan } from '../../../src/run/types.ts';
import { selectCommands } from '../../../src/store/commands/commands.ts';
import { selectLogFile, selectLogText, selectLogView } from '../../../src/store/inspector/logView.ts';
import { withSpread } from '../../../src/store/inspector/repeat.ts';
import { readPlanLink, writePlanLink } from '../../../src/store/link/planCodec.ts';
import { callOf, draftKind, draftOf, formattedDraft, withKind, withTool } from '../../../src/store/plan/callForm.ts';
import { selectDocument, selectRunProblem, toolSettings } from '../../../src/store/plan/document.ts';
import { chipsOf } from '../../../src/store/plan/policyChips.ts';
import { firstProblem, numbersOf, read, remarkOn, textOf, valueIn } from '../../../src/store/plan/policyForm.ts';
import { toolChanged, toolChipsOf } from '../../../src/store/plan/toolForm.ts';
import { selectArrangedOrder } from '../../../src/store/rows/rowOrder.ts';
import { rowsKit } from '../../../src/store/rows/rows.lazy.ts';
import { selectCommitted, selectRequestedCalls } from '../../../src/store/run/completionOrder.ts';
import { selectIsPaused, selectLimitSteps } from '../../../src/store/run/runControl.ts';
import * as selectors from '../../../src/store/run/selectors.ts';
import { selectUncommitted } from '../../../src/store/run/uncommitted.ts';
import { pageLink, selectRunFile } from '../../../src/store/share/sharing.ts';
import type { Setting } from '../../../src/store/state.ts';
import { selectConcurrency } from '../../../src/store/viewport/concurrency.ts';
import { answerPrediction, runThrough, type Started, startStore } from '../store/startStore.ts';

/**
 * Performs all user actions on a plan in virtual time and evaluates everything that the page shows; any exception fails
 * the test. Returns the page after all edits have been undone.
 */
export async function survive(plan: Plan): Promise<Started> {
  const started = startStore({ found: { doc: { plan, preset: '', atMost: 3, batchesOf: 2 }, title: '', view: {} } });
  const { store, actions } = started;
  actions.provideRowsKit(rowsKit);
  // Plans are sent to the Workers as structured clones.
  structuredClone(plan);
  await predicted(started);
  look(started);

  if (selectRunProblem(store.getState()) === undefined) {
    await runThrough(started);
    look(started);
    readRunFile(selectRunFile(store.getState(), '2026-01-01'));
    stepThrough(started);
  }

  for (const { name } of TARGETS) codeOf(plan, name);
  notebookOf(plan);
  travel(plan);

  const steps = edits(started);
  look(started);
  await predicted(started);
  look(started);
  for (let step = 0; step < steps; step++) actions.undo();
  return started;
}

/** Predicts the plan. If the engine rejects it (a fallback to no tool), reports the problem to the store. */
async function predicted(started: Started): Promise<void> {
  try {
    await answerPrediction(started);
  } catch (thrown) {
    if (!(thrown instanceof PlanError)) throw thrown;
    const { id } = started.runner.predictions.at(-1) ?? { id: 0 };
    started.runner.listener.predictionRefused(id, thrown.message, false);
  }
}

function look({ store }: Started): void {
  const state = store.getState();
  const { plan } = selectDocument(state);
  const run = selectors.selectShownRun(state);
  plainText(selectors.selectSentence(state).sentence);
  selectors.selectMeasuredProof(state);
  selectors.selectPredictedProof(state);
  selectors.selectStrategies(state);
  selectConcurrency(state);
  selectors.selectShownState(state);
  selectUncommitted(state);
  selectors.selectPolicyFacts(state);
  selectors.selectEndlessIds(state);
  plan.calls.forEach((_, key) => {
    selectors.selectCallAtPlayhead(state, key);
    selectors.selectGhostCall(state, key);
  });
  for (const { name, command } of selectCommands(state))
    if (!name || !command.run) throw new Error('a command without a name');
  selectRequestedCalls(state);
  selectCommitted(state);
  selectIsPaused(state);
  selectLimitSteps(state);
  for (const chip of chipsOf(policyOf(plan))) remarkOn(chip.setting, plan);
  toolChipsOf(plan);
  const view = selectLogView(state);
  if (view) selectLogText(view);
  selectLogFile(state);
  pageLink('https://page/', state);
  const shown = run ? selectors.foldOf(run) : selectors.selectPrediction(state);
  if (!shown) return;
  tableText(shown);
  metricsText(metricsOf({ state: shown, plan, now: shown.at }), plan, run ? 'measured' : 'predicted');
  criticalPath(shown, policyOf(plan), poolsOf(plan));
}

function stepThrough({ actions, store }: Started): void {
  for (const step of [-1, -1, 1]) actions.stepPlayhead(step);
  actions.shiftPlayhead(-0.5);
  void actions.seekError(-1);
  actions.togglePlayback();
  actions.advancePlayback(50);
  selectors.selectShownState(store.getState());
  actions.movePlayhead(Number.MAX_VALUE);
  actions.rerunFailed();
  const newest = store.getState().runs[0];
  if (newest?.phase !== 'settled') actions.stopRun();
}

/** A link contains the same plan, unless the plan is too long for one. */
function travel(plan: Plan): void {
  const link = writePlanLink({ plan, preset: '', atMost: 3, batchesOf: 2 });
  if ('problem' in link) return;
  const back = readPlanLink(link.text);
  if ('problem' in back) throw new Error(`the page's own link: ${back.problem}`);
}

const FIELDS = (Object.keys(DEFAULT_POLICY) as Setting[]).flatMap((setting) => numbersOf(setting));
const TYPED = [
  '',
  '0',
  '0.001',
  '5e-324',
  '1',
  '2',
  '200',
  '1e6',
  '2147483647',
  '9e15',
  '1e308',
  'Infinity',
  '1 min',
  'x',
];

/** Edits the plan in many ways; returns the number of undo steps. */
function edits(started: Started): number {
  const { store, actions } = started;
  const plan = () => selectDocument(store.getState()).plan;
  const before = store.getState().history.past.length;
  const settle = () => {
    if (store.getState().runs[0]?.phase !== 'settled') store.setState({ runs: [] });
  };
  settle();
  plan().calls.forEach((_, key) => {
    actions.openRow(key);
    const call = plan().calls[key];
    if (!call) return;
    const draft = draftOf(call, toolSettings(selectDocument(store.getState()), call.name));
    draftKind(draft);
    for (const one of [
      draft,
      withKind(draft, 'failing'),
      formattedDraft(formattedDraft(withTool(draft, 'mine'), 'args'), 'result'),
      withTool(draft, 'slow_tool'),
      { ...draft, query: 'changed', takes: '1e-7', priority: '-3' },
    ]) {
      const made = callOf(one, plan(), key);
      if ('problems' in made) continue;
      actions.editCall(key, made.call, `row ${key}`);
      toolChanged(store, made.call.name, { ...made.settings, limit: 2 }, `tool ${key}`);
    }
    actions.openRow(undefined);
  });
  for (const field of FIELDS)
    for (const text of TYPED) {
      const answer = read(field, text, plan());
      if ('patch' in answer) actions.changePolicy(answer.patch, field);
      textOf(field, policyOf(plan()), { [field]: { text, beside: valueIn(field, policyOf(plan())) } });
      firstProblem(plan(), { [field]: { text, beside: valueIn(field, policyOf(plan())) } });
    }
  for (const setting of ['timeoutMs', 'retry', 'rate', 'order'] satisfies Setting[]) remarkOn(setting, plan());
  for (const strategy of [{ kind: 'batches', n: 9 }, { kind: 'at-most', n: 2 }, { kind: 'one-by-one' }] as const)
    actions.selectStrategy(strategy);
  store.internals.editPlan(withSpread(plan(), 0.2));
  for (const view of [{ sort: 'duration' }, { group: 'tool' }, { search: 'a' }, { group: 'none' }] as const) {
    actions.changeRowsView(view);
    selectArrangedOrder(store.getState());
  }
  if (plan().calls.length > 0) {
    actions.duplicateCall(0);
    actions.togglePin(0);
    actions.removeCall(0);
    actions.removeCall(plan().calls.length - 1);
  }
  actions.addCall('slow');
  actions.addCall('hanging');
  return store.getState().history.past.length - before;
}
