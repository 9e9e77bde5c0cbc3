import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../../src/run/types.ts';
import { selectDetails, selectDetailsAt, selectNeighbour } from '../../../../src/store/inspector/details.ts';
import { rowsKit } from '../../../../src/store/rows/rows.lazy.ts';
import { logOf, NOTHING_LEFT, newest, type Started, startStore } from '../startStore.ts';

/** Runs the plan, or the calls of it that run again, to its end. */
async function runAll({ runner, actions }: Started, start: () => void = actions.startRun): Promise<void> {
  runner.listener.engineReady();
  start();
  const { runId, plan } = runner.runs.at(-1) as { runId: number; plan: Plan };
  runner.listener.runStarted(runId, 0);
  runner.listener.eventsArrived(runId, await logOf(plan));
  runner.listener.stateCommitted(runId, NOTHING_LEFT);
}

describe('the details of the selected call', () => {
  it('are there while Details is open, and the same object while nothing happens to the call', async () => {
    const started = startStore();
    const { store, actions } = started;
    await runAll(started);
    actions.selectRow(0);
    expect(selectDetails(store.getState())).toBeUndefined();
    actions.openDetails(0);
    const details = selectDetails(store.getState());
    expect(details?.details?.answer?.value).toBe('Fast result for: task 1');
    actions.movePlayhead(500);
    expect(selectDetails(store.getState())).toBe(details);
    expect(selectDetailsAt(store.getState())).toBe(500);
    for (const at of [700, 300, 500, 200]) {
      actions.movePlayhead(at);
      expect(selectDetails(store.getState())).toBe(details);
    }
    actions.movePlayhead(50);
    expect(selectDetails(store.getState())?.details?.answer).toBeUndefined();
    actions.closeDetails();
    expect(selectDetails(store.getState())).toBeUndefined();
  });

  it('of a call that did not run again are those of the run before', async () => {
    const started = startStore();
    const { store, actions } = started;
    await runAll(started);
    await runAll(started, actions.rerunFailed);
    expect(newest(started).rerun?.keys).toEqual([3]);
    actions.openDetails(3);
    expect(selectDetails(store.getState())).toMatchObject({ details: { answer: { kind: 'error' } } });
    expect(selectDetails(store.getState())?.keptFrom).toBeUndefined();
    actions.openDetails(1);
    expect(selectDetails(store.getState())).toMatchObject({
      keptFrom: 1,
      details: { answer: { value: 'Slow result for: task 2' } },
    });
    // The playhead is in the newest run.
    actions.movePlayhead(10);
    expect(selectDetails(store.getState())?.details?.answer).toBeDefined();
    expect(selectDetailsAt(store.getState())).toBeUndefined();
  });

  it('step over the headings of groups, in the order of the rows', () => {
    const { store, actions } = startStore();
    const neighbours = (key: number) => {
      actions.selectRow(key);
      return [selectNeighbour(store.getState(), -1), selectNeighbour(store.getState(), 1)];
    };
    expect([0, 1, 3].map(neighbours)).toEqual([
      [undefined, 1],
      [0, 2],
      [2, undefined],
    ]);
    actions.provideRowsKit(rowsKit);
    actions.changeRowsView({ group: 'tool' });
    // fast_1, fast_2, slow_1, error_1
    expect([0, 2, 1, 3].map(neighbours)).toEqual([
      [undefined, 2],
      [0, 1],
      [2, 3],
      [1, undefined],
    ]);
  });
});
