import { describe, expect, it } from 'vitest';
import { foldAll } from '../../../../src/run/fold.ts';
import { parseSpeed, rateOf, SPEEDS } from '../../../../src/store/run/playhead.ts';
import {
  selectCallAtPlayhead,
  selectMeasuredProof,
  selectPlayhead,
  selectShownRun,
  selectShownState,
} from '../../../../src/store/run/selectors.ts';
import { selectUncommitted } from '../../../../src/store/run/uncommitted.ts';
import type { RunRecord } from '../../../../src/store/state.ts';
import { logOf, runThrough, type Started, settled, startStore } from '../startStore.ts';

const head = ({ store }: Started) => selectPlayhead(store.getState());
const shown = ({ store }: Started) => selectShownRun(store.getState()) as RunRecord;

describe('the playhead', () => {
  it('stands at the end of a run, and goes event by event in both directions', async () => {
    const started = await settled();
    const { actions } = started;
    const { log, length } = shown(started);
    expect(head(started)).toBeUndefined();
    actions.stepPlayhead(-1);
    expect(head(started)).toMatchObject({ count: length - 1, at: log[length - 2]?.at });
    actions.stepPlayhead(-1);
    expect(head(started)?.count).toBe(length - 2);
    actions.stepPlayhead(1);
    actions.stepPlayhead(1);
    expect(head(started)).toBeUndefined();
    actions.stepPlayhead(-1000);
    expect(head(started)).toMatchObject({ count: 1, at: 0 });
  });

  it('shows every call as the log has it there, and leaves the proof alone', async () => {
    const started = await settled();
    const proof = selectMeasuredProof(started.store.getState());
    for (const at of [0, 50, 100, 999, 400]) {
      started.actions.movePlayhead(at);
      const then = foldAll(shown(started).log.filter((event) => event.at <= at));
      for (const key of [0, 1, 2, 3])
        expect(selectCallAtPlayhead(started.store.getState(), key)).toEqual(then.calls[key]);
      expect(selectMeasuredProof(started.store.getState())).toBe(proof);
    }
  });

  it('before the end State is unchanged, and what has come in is counted; at the end it is committed', async () => {
    const started = await settled();
    const end = selectShownState(started.store.getState());
    started.actions.movePlayhead(500);
    expect(selectUncommitted(started.store.getState())).toEqual({ count: 2, lost: false });
    expect(selectShownState(started.store.getState())).not.toBe(end);
    started.actions.movePlayhead(1e9);
    expect(head(started)).toBeUndefined();
    expect(selectUncommitted(started.store.getState())).toBeUndefined();
    expect(selectShownState(started.store.getState())).toBe(end);
  });

  it('goes from error to error, and stays where there is none', async () => {
    const started = await settled();
    started.actions.movePlayhead(0);
    await started.actions.seekError(1);
    const found = head(started);
    expect(shown(started).log[(found?.count ?? 0) - 1]).toMatchObject({
      type: 'settled',
      kind: 'failed',
      key: 3,
    });
    // The row says so: it is not running any more.
    expect(foldAll(shown(started).log.slice(0, found?.count)).calls[3]?.outcome?.kind).toBe('failed');
    await started.actions.seekError(1);
    expect(head(started)).toEqual(found);
    started.actions.stepPlayhead(Number.POSITIVE_INFINITY);
    await started.actions.seekError(-1);
    expect(head(started)).toEqual(found);
  });

  it('is let go by an edit and by the next run', async () => {
    const started = await settled();
    started.actions.movePlayhead(300);
    started.actions.addCall('fast');
    expect(head(started)).toBeUndefined();
    started.actions.undo();
    expect(head(started)?.at).toBe(300);
    await runThrough(started);
    expect(head(started)).toBeUndefined();
  });

  it('holds the view of a run under way, not the run', async () => {
    const started = startStore();
    const { actions, runner } = started;
    runner.listener.engineReady();
    actions.startRun();
    const { runId, plan } = runner.runs.at(-1) as (typeof runner.runs)[number];
    const log = await logOf(plan);
    runner.listener.runStarted(runId, 0);
    runner.listener.eventsArrived(runId, log.slice(0, 12));
    actions.movePlayhead(0);
    const held = head(started);
    runner.listener.eventsArrived(runId, log.slice(12));
    expect(head(started)).toBe(held);
    expect(shown(started).length).toBe(log.length);
  });
});

describe('playing', () => {
  it('begins anew from the end, goes at the chosen speed, and stops by itself', async () => {
    const started = await settled();
    const { actions, store } = started;
    actions.setSpeed(0.5);
    actions.togglePlayback();
    expect(head(started)).toMatchObject({ at: 0 });
    actions.advancePlayback(400);
    expect(head(started)).toMatchObject({ at: 200 });
    actions.togglePlayback();
    expect(store.getState().playing).toBe(false);
    actions.togglePlayback();
    expect(head(started)).toMatchObject({ at: 200 });
    actions.advancePlayback(10_000);
    expect(store.getState()).toMatchObject({ playing: false, playhead: undefined, speed: 0.5 });
  });

  it('keeps its speed for the next visit; one that is none is real time', async () => {
    const started = await settled();
    started.actions.setSpeed('fit');
    expect(parseSpeed(started.storage.read('speed'))).toBe('fit');
    for (const speed of SPEEDS) expect(parseSpeed(String(speed))).toBe(speed);
    for (const text of [null, '', '3', 'NaN', '{}']) expect(parseSpeed(text)).toBe(1);
    expect(rateOf('fit', shown(started))).toBeCloseTo(0.1, 2);
  });

  it('does nothing where there is no run', async () => {
    const started = startStore();
    started.actions.togglePlayback();
    started.actions.advancePlayback(100);
    started.actions.movePlayhead(5);
    started.actions.stepPlayhead(1);
    await started.actions.seekError(1);
    expect(started.store.getState()).toMatchObject({ playing: false, playhead: undefined });
  });
});
