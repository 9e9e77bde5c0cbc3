import { MOST_CALLS } from '../../run/check/bounds.ts';
import type { ToolCall } from '../../run/types.ts';
import { withCalls } from '../plan/callEdits.ts';
import { selectDocument } from '../plan/document.ts';
import type { FanoutState } from '../state.ts';
import type { FanoutStore } from '../types.ts';

export type PasteMode = 'replace' | 'append';

/** How many calls would be too many for one plan. */
export function callsOver(state: FanoutState, calls: readonly ToolCall[], mode: PasteMode): number {
  const there = mode === 'append' ? selectDocument(state).plan.calls.length : 0;
  return Math.max(0, there + calls.length - MOST_CALLS);
}

/** The calls in place of those of the plan, or behind them, as one step of undo. */
export function applyPaste({ getState, internals }: FanoutStore, calls: readonly ToolCall[], mode: PasteMode): void {
  const { plan } = selectDocument(getState());
  const before = mode === 'append' ? plan.calls : [];
  internals.editPlan(withCalls(plan, [...before, ...named(calls, before)]));
}

/** Each with an id of its own: that of the text, or the tool's name; where it is taken with a number. */
function named(calls: readonly ToolCall[], before: readonly ToolCall[]): ToolCall[] {
  const taken = new Set(before.map(({ id }) => id));
  const numbers = new Map<string, number>();
  return calls.map((call) => {
    const wanted = (call.id || call.name).slice(0, 90);
    let id = wanted;
    for (let nth = numbers.get(wanted) ?? 2; taken.has(id); nth++) {
      id = `${wanted}_${nth}`;
      numbers.set(wanted, nth + 1);
    }
    taken.add(id);
    return { ...call, id };
  });
}
