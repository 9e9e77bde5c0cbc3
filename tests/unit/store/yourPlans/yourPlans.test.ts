import { describe, expect, it, vi } from 'vitest';
import { MOST_CALLS } from '../../../../src/run/check/bounds.ts';
import { openLesson } from '../../../../src/store/lessons/lesson.ts';
import { formatProgress, NO_PROGRESS, storedProgress } from '../../../../src/store/lessons/progress.ts';
import { writePlanLink } from '../../../../src/store/link/planCodec.ts';
import { readLinkedPlan, restorePlan } from '../../../../src/store/open/openPlan.ts';
import { selectDocument } from '../../../../src/store/plan/document.ts';
import { formatPlan, memoryStorage, type Storage, type StorageKey } from '../../../../src/store/storage.ts';
import { readPlan } from '../../../../src/store/yourPlans/readPlan.ts';
import { ownKey } from '../../../../src/store/yourPlans/setAside.ts';
import { deletePlan, savedPlans, tidyPlans, undeletePlan } from '../../../../src/store/yourPlans/yourPlans.ts';
import { ids, type Started, startStore } from '../startStore.ts';

const call = (id: string) => ({ id, name: 'fast_tool', args: { query: 'x' } });
const textOf = (...names: string[]) =>
  formatPlan({ plan: { calls: names.map(call) }, preset: '', atMost: 3, batchesOf: 2 });
const own = textOf('mine');
const done = (name: string) => formatProgress({ ...NO_PROGRESS, lessons: { [name]: { totalMs: 1 } } });

const linkTo = (id: string, hidden?: string[]) => {
  const written = writePlanLink({
    plan: { calls: [call(id)] },
    preset: '',
    atMost: 3,
    batchesOf: 2,
    ...(hidden && { hidden }),
  });
  return `#plan=${(written as { text: string }).text}`;
};
const visit = async (storage: Storage, hash = '') => startStore({ storage, hash, found: await readLinkedPlan(hash) });
/** The calls of each of `Your plans`, the newest first. */
const listed = (storage: Storage) =>
  savedPlans(storage).map(({ text }) => {
    const read = readPlan(text);
    return 'problem' in read ? read.problem : read.plan.calls.map(({ id }) => id).join(' ');
  });
const restore = (started: Started, at: number) => restorePlan(started.store, savedPlans(started.storage)[at] as never);
const notice = ({ store }: Started) => store.getState().notice;

describe('Back to my plan', () => {
  it('gives the plan before the first link, when a second was followed and edited; the first is among one’s plans', async () => {
    const storage = memoryStorage({ plan: own });
    const first = await visit(storage, linkTo('A'));
    first.actions.addCall('fast');
    const second = await visit(storage, linkTo('B'));
    second.actions.addCall('fast');
    await second.actions.restoreOwnPlan();
    expect(ids(second)).toEqual(['mine']);
    expect(listed(storage).slice(0, 2)).toEqual(['B fast_1', 'A fast_1']);
    expect(ids(await visit(storage))).toEqual(['mine']);
  });

  it('gives it on one page, too, after #fresh and after a preset', async () => {
    for (const hash of ['#fresh', '#preset=straggler', linkTo('A', ['add'])]) {
      const started = startStore({ texts: { plan: own } });
      await started.actions.openLink(linkTo('A'));
      started.actions.selectStrategy({ kind: 'one-by-one' });
      await started.actions.openLink(hash);
      started.actions.selectStrategy({ kind: 'batches', n: 2 });
      started.actions.selectPreset('tutorial');
      await started.actions.restoreOwnPlan();
      expect(ids(started)).toEqual(['mine']);
      expect(listed(started.storage)).toContain('A');
    }
  });

  it('is not offered any more when undo has led there', async () => {
    const started = await visit(memoryStorage({ plan: own }));
    await started.actions.openLink(linkTo('A'));
    started.actions.addCall('fast');
    expect(notice(started)?.action).toBe('back-to-my-plan');
    started.actions.undo();
    started.actions.undo();
    expect(ids(started)).toEqual(['mine']);
    expect(notice(started)).toBeUndefined();
    expect(listed(started.storage)[0]).toBe('A');
  });

  it('leaves a lesson, too', async () => {
    const started = await visit(memoryStorage({ plan: own }), linkTo('A'));
    await openLesson(started.store, 'batches');
    await started.actions.restoreOwnPlan();
    expect(started.store.getState().lesson).toBeUndefined();
    expect(ids(started)).toEqual(['mine']);
    started.actions.addCall('fast');
    expect(started.storage.read('plan')).toContain('fast_1');
  });

  it('that cannot be read is offered as a file', async () => {
    const started = await visit(memoryStorage({ plan: '{"version":9}' }), linkTo('A'));
    await started.actions.restoreOwnPlan();
    expect(notice(started)).toMatchObject({ action: 'download-broken', broken: '{"version":9}' });
    expect(ids(started)).toEqual(['A']);
  });

  it('dismissed, it is among one’s plans', async () => {
    const storage = memoryStorage({ plan: own });
    const started = await visit(storage, linkTo('A'));
    started.actions.addCall('fast');
    started.actions.dismissNotice();
    expect(notice(await visit(storage))).toBeUndefined();
    expect(listed(storage)).toEqual(['mine']);
  });
});

describe('for one group after the other', () => {
  it('two #fresh keep the teacher’s plan and progress', async () => {
    const storage = memoryStorage({ plan: own, lessons: done('order') });
    for (const name of ['batches', 'sum']) {
      const group = await visit(storage, '#fresh');
      expect(storedProgress(storage)).toEqual(NO_PROGRESS);
      group.actions.addCall('fast');
      storage.write('lessons', done(name));
    }
    const last = await visit(storage, '#fresh');
    await last.actions.restoreOwnPlan();
    expect(ids(last)).toEqual(['mine']);
    expect(storedProgress(storage).lessons).toEqual({ order: { totalMs: 1 } });
    expect(savedPlans(storage).filter(({ lessons }) => lessons !== null)).toHaveLength(2);
  });

  it('progress without a plan is kept as well, and that of before a link goes with one’s own plan', async () => {
    const alone = memoryStorage({ lessons: done('order') });
    await visit(alone, '#fresh');
    const teacher = await visit(alone, '#fresh');
    await teacher.actions.restoreOwnPlan();
    expect(storedProgress(alone).lessons).toHaveProperty('order');

    const linked = memoryStorage({ plan: own, lessons: done('order') });
    (await visit(linked, linkTo('A'))).actions.addCall('fast');
    const back = await visit(linked, '#fresh');
    await back.actions.restoreOwnPlan();
    expect(ids(back)).toEqual(['mine']);
    expect(storedProgress(linked).lessons).toHaveProperty('order');
  });

  it('the progress that the page has in mind is not the next group’s', async () => {
    const started = startStore({ texts: { plan: own, lessons: done('order') } });
    started.store.setState({ progress: storedProgress(started.storage) });
    await started.actions.openLink('#fresh');
    expect(started.store.getState().progress).toBeUndefined();
  });
});

describe('Your plans', () => {
  it('has what a preset, Reset or a restored plan has replaced, and no preset as it is', async () => {
    const started = startStore({ texts: { plan: own } });
    started.actions.selectPreset('straggler');
    started.actions.selectPreset('tutorial');
    expect(listed(started.storage)).toEqual(['mine']);
    started.actions.addCall('hanging');
    started.actions.resetPlan();
    expect(listed(started.storage)).toEqual([expect.stringContaining('hang_1'), 'mine']);
    restore(started, 1);
    expect(ids(started)).toEqual(['mine']);
    started.actions.addCall('fast');
    restore(started, 0);
    expect(ids(started)).toContain('hang_1');
    expect(listed(started.storage)[0]).toBe('mine fast_1');
  });

  it('has each plan once, by name and with its time, the last ten of them and always one’s own before the links', async () => {
    const storage = memoryStorage({ plan: own });
    (await visit(storage, linkTo('A'))).actions.addCall('fast');
    for (let i = 0; i < 14; i++) {
      const started = await visit(storage);
      started.store.internals.renamePlan(`name ${i % 12}`);
      started.actions.selectPreset('tutorial');
    }
    const plans = savedPlans(storage);
    expect(plans.map(({ title }) => title).slice(0, 3)).toEqual(['name 1', 'name 0', 'name 11']);
    expect(plans).toHaveLength(11);
    expect(plans.at(-1)).toMatchObject({ key: ownKey(storage), calls: 1, title: 'My plan, edited' });
    for (const { at } of plans) expect(Math.abs(at - Date.now())).toBeLessThan(60_000);
  });

  it('deletes, and takes it back', () => {
    const storage = memoryStorage({ 'plan.5': own, 'lessons.5': done('order') });
    const [plan] = savedPlans(storage);
    deletePlan(storage, 'plan.5');
    expect(storage.keys()).toEqual([]);
    expect(undeletePlan(storage, plan as never)).toBe(true);
    expect(savedPlans(storage)).toEqual([plan]);
  });

  it('passes over one that cannot be read, and says why', () => {
    const storage = memoryStorage({ 'plan.5': '{"version":1', 'plan.4': own });
    expect(savedPlans(storage)).toMatchObject([{ text: '{"version":1', problem: expect.any(String) }, { calls: 1 }]);
  });

  it('has the broken plan that an edit has replaced', () => {
    const started = startStore({ texts: { plan: 'broken' } });
    started.actions.addCall('fast');
    expect(savedPlans(started.storage)).toMatchObject([{ text: 'broken', problem: expect.any(String) }]);
  });

  it('takes over what earlier versions kept', async () => {
    const storage = memoryStorage({ plan: textOf('A'), 'plan-before-link': own, 'lessons-before-link': done('order') });
    tidyPlans(storage);
    expect(storage.read('plan-before-link')).toBeNull();
    const started = await visit(storage);
    expect(notice(started)?.action).toBe('back-to-my-plan');
    await started.actions.restoreOwnPlan();
    expect(ids(started)).toEqual(['mine']);
    expect(storedProgress(storage).lessons).toHaveProperty('order');
    expect(listed(storage)).toContain('A');
  });
});

describe('two tabs', () => {
  it('do not overwrite each other: what the other kept goes among one’s plans, and it is said once', async () => {
    const storage = memoryStorage({ plan: own });
    const [here, there] = [startStore({ storage }), startStore({ storage })];
    here.actions.addCall('fast');
    expect(notice(here)).toBeUndefined();
    there.actions.addCall('slow');
    await vi.waitFor(() =>
      expect(notice(there)).toMatchObject({ plans: true, text: expect.stringContaining('another tab') }),
    );
    there.actions.dismissNotice();
    expect(listed(storage)).toContain('mine fast_1');
    // However often they take turns, each has one entry.
    for (let i = 0; i < 12; i++) (i % 2 ? there : here).actions.addCall('hanging');
    expect(savedPlans(storage)).toHaveLength(2);
    expect(notice(there)).toBeUndefined();
    here.actions.selectPreset('tutorial');
    there.actions.addCall('flaky');
    const plans = listed(storage).join('\n');
    for (const id of ['hang_6', 'fast_1']) expect(plans).toContain(id);
  });

  it('each add to the progress of the lessons', async () => {
    const { saveProgress: remember } = await import('../../../../src/store/lessons/lesson.ts');
    const storage = memoryStorage();
    const [here, there] = [startStore({ storage }), startStore({ storage })];
    for (const one of [here, there]) one.store.setState({ progress: NO_PROGRESS });
    remember(here.store, { ...NO_PROGRESS, lessons: { order: {} } });
    remember(there.store, { ...NO_PROGRESS, lessons: { sum: {} } });
    expect(Object.keys(storedProgress(storage).lessons)).toEqual(['order', 'sum']);
  });
});

describe('a storage that refuses', () => {
  /** Texts up to `most` characters, all together. */
  function small(texts: Partial<Record<StorageKey, string>>, most: number): Storage {
    const storage = memoryStorage(texts);
    const size = () => storage.keys().reduce((sum, key) => sum + (storage.read(key)?.length ?? 0), 0);
    return {
      ...storage,
      write: (key, text) =>
        (text === null || size() - (storage.read(key)?.length ?? 0) + text.length <= most) && storage.write(key, text),
    };
  }

  it('is said at once and once, and offers the plan as a file', () => {
    const started = startStore({ storage: small({}, 0) });
    started.actions.addCall('fast');
    expect(notice(started)).toMatchObject({ action: 'download-plan', plans: true });
    started.actions.dismissNotice();
    started.actions.addCall('fast');
    expect(notice(started)).toBeUndefined();
  });

  it('keeps the plan that was there when it cannot be set aside', async () => {
    const storage = small({ plan: own }, own.length + 20);
    const started = await visit(storage, linkTo('A'));
    started.actions.addCall('fast');
    expect(notice(started)?.action).toBe('download-plan');
    expect(storage.read('plan')).toBe(own);
    await started.actions.openLink('#fresh');
    expect(storage.read('plan')).toBe(own);
    expect(ids(started)).not.toContain('mine');
    await started.actions.restoreOwnPlan();
    expect(ids(started)).toEqual(['mine']);
  });

  it('says it again when it was well in between', () => {
    const storage = small({}, 2000);
    const started = startStore({ storage });
    started.actions.addCall('fast');
    expect(notice(started)).toBeUndefined();
    const { plan } = selectDocument(started.store.getState());
    started.store.internals.editPlan({ ...plan, calls: [call('x'.repeat(3000))] });
    expect(notice(started)?.action).toBe('download-plan');
    started.actions.undo();
    started.actions.dismissNotice();
    started.actions.redo();
    expect(notice(started)?.action).toBe('download-plan');
  });

  it('keeps no more calls than can be read again', () => {
    const started = startStore();
    const calls = Array.from({ length: MOST_CALLS }, (_, i) => call(`c${i}`));
    started.store.internals.editPlan({ calls });
    expect(readPlan(started.storage.read('plan') ?? '')).toMatchObject({ plan: { calls: { length: MOST_CALLS } } });
    // No action adds one more.
    started.actions.addCall('fast');
    expect(selectDocument(started.store.getState()).plan.calls).toHaveLength(MOST_CALLS);
    started.store.internals.editPlan({ calls: [...calls, call('more')] });
    expect(notice(started)?.action).toBe('download-plan');
    expect(readPlan(started.storage.read('plan') ?? '')).toMatchObject({ plan: { calls: { length: MOST_CALLS } } });
  });
});
