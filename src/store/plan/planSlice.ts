import { count } from '../../analysis/format/format.ts';
import { DEFAULT_PRESET } from '../../lessons/presetRegistry.ts';
import { MOST_CALLS } from '../../run/check/bounds.ts';
import { applyStrategy } from '../../run/strategies.ts';
import type { Plan } from '../../run/types.ts';
import type { FanoutState, History, PlanDocument } from '../state.ts';
import type { PlanActions, PlanInternals, PlanKeeper, SliceContext } from '../types.ts';
import { duplicateOf, newCall, withCall, withCallReplaced, withoutCall } from './callEdits.ts';
import { selectDocument, selectIsRunning } from './document.ts';
import { push, redo, undo } from './history.ts';
import { withPolicy } from './policyChips.ts';
import { presetDocument } from './presetDocument.ts';
import { fitStrategy } from './strategies.ts';

/** The open row's editor is closed, with the error of its text. */
const EDITOR_CLOSED = { editing: undefined, draftProblem: undefined } as const;
/** What belongs to the view of one plan, and is reset when another takes its place. */
const VIEW_RESET = {
  ...EDITOR_CLOSED,
  selected: undefined,
  details: undefined,
  fit: undefined,
  zoom: undefined,
  measuring: undefined,
} as const;

interface PlanContext extends SliceContext {
  readonly plans: PlanKeeper;
  /** Predicts the plan on the page. `isStep`: the edit is one of many of one gesture. */
  requestPrediction(isStep?: boolean): void;
}

interface PlanSlice {
  readonly actions: PlanActions;
  readonly internals: PlanInternals;
  /** Another plan, as one step of undo; none when it is the plan that is there. */
  replaceDocument(doc: PlanDocument): void;
}

/** Edits of the plan. Each passes through `adopt`, but for `replaceHistory`. */
export function createPlanSlice({ get, set, plans, requestPrediction }: PlanContext): PlanSlice {
  const isEditable = () => !selectIsRunning(get());

  function adopt(history: History<PlanDocument>, change: Partial<FanoutState> = {}): void {
    const { token, present: before } = get().history;
    const after = history.present;
    const { rowsView, rowsKit } = get();
    set({
      history,
      problem: undefined,
      rowsView: rowsKit ? rowsKit.carryOver(rowsView, before, after) : rowsView,
      ...change,
    });
    if (after === before) return;
    const { calls } = after.plan;
    if (calls !== before.plan.calls)
      set(({ selected = -1 }) => ({ guess: undefined, ...(selected >= calls.length && { selected: undefined }) }));
    plans.store(after);
    if (after.plan !== before.plan || after.atMost !== before.atMost || after.batchesOf !== before.batchesOf)
      requestPrediction(token !== undefined && token === history.token);
  }

  /** Another version of the plan on the page. `token`: see `editCall`. */
  function changeDocument(part: Partial<PlanDocument>, more?: Partial<FanoutState>, token?: string): void {
    const { history } = get();
    adopt(push(history, plans.markEdited({ ...history.present, ...part }, history.present), token), more);
  }

  const changePlan = (plan: Plan, more?: Partial<FanoutState>, token?: string) => changeDocument({ plan }, more, token);

  function replaceDocument(doc: PlanDocument): void {
    const { history } = get();
    const { plan, preset, atMost, batchesOf, name } = history.present;
    const isSame =
      plan === doc.plan &&
      preset === doc.preset &&
      atMost === doc.atMost &&
      batchesOf === doc.batchesOf &&
      name === doc.name;
    adopt(isSame ? history : push(history, doc), VIEW_RESET);
  }

  function isFull({ calls }: Plan): boolean {
    const full = calls.length >= MOST_CALLS;
    if (full) set({ notice: { text: `A plan has at most ${count(MOST_CALLS)} calls. Remove one to add another.` } });
    return full;
  }

  const flashAt = (key: number) => ({ key, nonce: (get().flashed?.nonce ?? 0) + 1 });

  const internals: PlanInternals = {
    editPlan(plan, steps, token) {
      if (isEditable()) changeDocument({ ...steps, plan }, token === undefined ? EDITOR_CLOSED : {}, token);
    },
    renamePlan: (name) => changeDocument({ name }, {}, 'name'),
    replacePlan: (doc, change) => adopt(push(get().history, doc), { ...VIEW_RESET, ...change }),
    replaceHistory(history, change) {
      if (!isEditable()) return;
      set({ history, problem: undefined, guess: undefined, ...VIEW_RESET, ...change });
      requestPrediction();
    },
  };

  const actions: PlanActions = {
    addCall(kind) {
      const { plan } = selectDocument(get());
      if (!isEditable() || isFull(plan)) return;
      changePlan(withCall(plan, newCall(plan, kind)), { flashed: flashAt(plan.calls.length), editing: undefined });
    },
    duplicateCall(key) {
      const { plan } = selectDocument(get());
      const copy = duplicateOf(plan, key);
      if (!copy || !isEditable() || isFull(plan)) return;
      const at = key + 1;
      changePlan(withCall(plan, copy, at), { flashed: flashAt(at), selected: at, ...EDITOR_CLOSED });
    },
    removeCall(key) {
      const { plan } = selectDocument(get());
      if (!plan.calls[key] || !isEditable()) return;
      const last = plan.calls.length - 2;
      const { rowsKit } = get();
      const selected = rowsKit ? rowsKit.keyAfterRemoval(get(), key) : last < 0 ? undefined : Math.min(key, last);
      changePlan(withoutCall(plan, key), { ...EDITOR_CLOSED, selected });
    },
    editCall(key, call, token) {
      const { plan } = selectDocument(get());
      if (!plan.calls[key] || !isEditable()) return;
      changePlan(withCallReplaced(plan, key, call), {}, token);
    },
    selectStrategy(wanted) {
      const { plan, atMost, batchesOf } = selectDocument(get());
      const strategy = fitStrategy(wanted, plan);
      const policy = applyStrategy(plan.policy ?? {}, strategy);
      if (!isEditable()) return;
      changeDocument({
        atMost: strategy.kind === 'at-most' ? strategy.n : atMost,
        batchesOf: wanted.kind === 'batches' ? wanted.n : batchesOf,
        plan: { ...plan, policy },
      });
    },
    changePolicy(patch, token) {
      const { plan } = selectDocument(get());
      const next = withPolicy(plan, patch);
      if (next !== plan && isEditable()) changePlan(next, {}, token);
    },
    resetPlan() {
      const { preset } = selectDocument(get());
      const { lesson } = get();
      if (!isEditable()) return;
      if (lesson) return internals.editPlan(lesson.plan);
      const doc = presetDocument(preset) ?? presetDocument(DEFAULT_PRESET);
      if (!doc) return;
      replaceDocument(doc);
      set({ runs: [], guess: undefined });
    },
    undo() {
      if (isEditable()) adopt(undo(get().history), EDITOR_CLOSED);
    },
    redo() {
      if (isEditable()) adopt(redo(get().history), EDITOR_CLOSED);
    },
  };

  return { actions, internals, replaceDocument };
}
