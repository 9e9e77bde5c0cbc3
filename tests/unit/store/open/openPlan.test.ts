import { describe, expect, it, vi } from 'vitest';
import { writePlanLink } from '../../../../src/store/link/planCodec.ts';
import { openFileText } from '../../../../src/store/open/readFile.ts';
import { selectIsRunning } from '../../../../src/store/plan/document.ts';
import { formatPlan } from '../../../../src/store/storage.ts';
import { openFile } from '../../../../src/views/topbar/openFile.ts';
import { ids, NOTHING_LEFT, type Started, startStore } from '../startStore.ts';

const plan = (id: string) => ({ calls: [{ id, name: 'fast_tool', args: { query: 'x' } }] });
const linkTo = (id: string) =>
  `#plan=${(writePlanLink({ plan: plan(id), preset: '', atMost: 3, batchesOf: 2 }) as { text: string }).text}`;
const planFile = (id: string) => formatPlan({ plan: plan(id), preset: '', atMost: 3, batchesOf: 2 });
const notice = ({ store }: Started) => store.getState().notice;

/** Chosen, and not read until it is told to. */
function slowFile(text: string) {
  let read = () => {};
  const whole = new Promise<string>((done) => (read = () => done(text)));
  const file = { name: 'a.json', size: text.length, slice: () => new Blob([text]), text: () => whole };
  return { file: file as unknown as File, read: () => read() };
}

function running(): Started {
  const started = startStore();
  started.runner.listener.engineReady();
  started.actions.startRun();
  started.runner.listener.runStarted(1, 0);
  return started;
}

function end({ runner }: Started): void {
  runner.listener.stateCommitted(1, NOTHING_LEFT);
}

describe('during a run', () => {
  const ways: [string, (started: Started) => unknown, string][] = [
    ['a link', ({ actions }) => actions.openLink(linkTo('A')), 'A'],
    ['a preset’s link', ({ actions }) => actions.openLink('#preset=straggler'), 'slow_1'],
    ['a preset', ({ actions }) => actions.selectPreset('straggler'), 'slow_1'],
    ['a file', ({ store }) => store.internals.showResult(openFileText(planFile('A'), 'a file')), 'A'],
    ['a lesson', ({ actions }) => actions.openLink('#lesson=batches'), 'slow_1'],
  ];

  it.each(ways)('%s is answered, and opened when the person stops the run for it', async (_, open, id) => {
    const started = running();
    await open(started);
    await vi.waitFor(() => expect(notice(started)?.stopAndOpen).toBeDefined());
    expect(selectIsRunning(started.store.getState())).toBe(true);
    const before = started.store.getState().history;
    notice(started)?.stopAndOpen?.();
    expect(started.runner.stops).toEqual([1]);
    expect(started.store.getState().history).toBe(before);
    end(started);
    await vi.waitFor(() => expect(started.store.getState().history).not.toBe(before));
    expect(ids(started)).toContain(id);
    expect(notice(started)?.stopAndOpen).toBeUndefined();
  });

  it('or not now: then nothing has changed', async () => {
    const started = running();
    const before = started.store.getState();
    await started.actions.openLink(linkTo('A'));
    started.actions.dismissNotice();
    expect(started.store.getState()).toEqual(before);
    end(started);
    expect(ids(started)).not.toContain('A');
  });

  it('it opens at once when the run has ended meanwhile', async () => {
    const started = running();
    await started.actions.openLink(linkTo('A'));
    const { stopAndOpen } = notice(started) ?? {};
    end(started);
    stopAndOpen?.();
    expect(ids(started)).toEqual(['A']);
  });

  it('of two links that were both wanted, the second is opened', async () => {
    const started = running();
    await started.actions.openLink(linkTo('A'));
    notice(started)?.stopAndOpen?.();
    await started.actions.openLink(linkTo('B'));
    end(started);
    await Promise.resolve();
    expect(ids(started)).not.toContain('A');
    notice(started)?.stopAndOpen?.();
    expect(ids(started)).toEqual(['B']);
  });
});

describe('one after the other, before the first is loaded', () => {
  it('of several links the last is opened', async () => {
    const started = startStore();
    const shown: string[] = [];
    started.store.subscribe(() => shown.push(ids(started).join()));
    const hashes = [linkTo('A'), '#lesson=batches', '#preset=straggler', '#lesson=order', linkTo('B')];
    await Promise.all(hashes.map((hash) => started.actions.openLink(hash)));
    await new Promise((done) => setTimeout(done, 0));
    expect(started.store.getState().lesson).toBeUndefined();
    expect(ids(started)).toEqual(['B']);
    expect(new Set(shown)).toEqual(new Set(['B']));
  });

  it('of two lessons the last is opened, and of a lesson and a link the last as well', async () => {
    const started = startStore();
    await Promise.all(['batches', 'all-at-once'].map((name) => started.actions.openLesson(name)));
    expect(started.store.getState().lesson?.name).toBe('all-at-once');
    await Promise.all([started.actions.openLesson('batches'), started.actions.openLink(linkTo('A'))]);
    expect(started.store.getState().lesson).toBeUndefined();
    expect(ids(started)).toEqual(['A']);
  });

  it('of two files the one that was chosen last, whichever is read first', async () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const started = startStore();
      const files = ['A', 'B'].map((id) => slowFile(planFile(id)));
      const opened = files.map(({ file }) => openFile(started.store, file));
      for (const at of order) files[at]?.read();
      await Promise.all(opened);
      expect(ids(started)).toEqual(['B']);
    }
  });

  it('a link that is followed while a file is read wins', async () => {
    const started = startStore();
    const { file, read } = slowFile(planFile('A'));
    const opened = openFile(started.store, file);
    await started.actions.openLink(linkTo('B'));
    read();
    await opened;
    expect(ids(started)).toEqual(['B']);
  });
});

it('a plan that was downloaded opens as a file, and a broken one says why', () => {
  expect(openFileText(planFile('A'), 'x')).toMatchObject({ doc: { plan: plan('A') } });
  expect(openFileText(planFile('A').replace('"calls"', '"cells"'), 'x')).toMatchObject({
    problem: expect.stringContaining('calls'),
  });
});
