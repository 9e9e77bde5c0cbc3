import { describe, expect, it, vi } from 'vitest';
import { presetOf } from '../../../../src/lessons/allPresets.ts';
import { writePlanLink } from '../../../../src/store/link/planCodec.ts';
import { readLinkedPlan } from '../../../../src/store/open/openPlan.ts';
import { selectDocument } from '../../../../src/store/plan/document.ts';
import type { Shared } from '../../../../src/store/state.ts';
import { formatPlan } from '../../../../src/store/storage.ts';
import type { FanoutStore } from '../../../../src/store/types.ts';
import { ownKey } from '../../../../src/store/yourPlans/setAside.ts';
import { savedPlans } from '../../../../src/store/yourPlans/yourPlans.ts';
import { calls, ids, newest, type Started, startStore } from '../startStore.ts';

const own = formatPlan({
  plan: { calls: [{ id: 'mine', name: 'fast_tool', args: { query: 'x' } }], seed: 4 },
  preset: 'tutorial',
  atMost: 5,
  batchesOf: 3,
});
const TUTORIAL = ['fast_1', 'slow_1', 'fast_2', 'error_1'];
/** What `Back to my plan` gives. */
const backText = ({ storage }: Started) => storage.read(ownKey(storage));
const notice = (store: FanoutStore) => store.getState().notice;

describe('the page opens with', () => {
  it('the tutorial, when nothing is known', () => {
    const started = startStore();
    expect(ids(started)).toEqual(TUTORIAL);
    expect(notice(started.store)).toBeUndefined();
    expect(newest(started)).toBeUndefined();
  });

  it('the plan that was kept, steppers and seed with it', () => {
    const started = startStore({ texts: { plan: own } });
    expect(selectDocument(started.store.getState())).toMatchObject({ atMost: 5, batchesOf: 3, plan: { seed: 4 } });
    expect(ids(started)).toEqual(['mine']);
  });

  it('the preset’s own object, when what was kept is the preset untouched', () => {
    const { plan } = presetOf('tutorial') as NonNullable<ReturnType<typeof presetOf>>;
    const started = startStore({ texts: { plan: formatPlan({ plan, preset: 'tutorial', atMost: 3, batchesOf: 2 }) } });
    expect(selectDocument(started.store.getState()).plan).toBe(plan);
  });

  it.each(['{', '{"version":9}', ''])(
    'the tutorial, when what was kept is %j, and keeps that for a download',
    (broken) => {
      const { store, storage } = startStore({ texts: { plan: broken } });
      expect(notice(store)).toMatchObject({ action: 'download-broken', broken });
      expect(notice(store)?.text).toContain('could not be read');
      expect(storage.read('plan')).toBe(broken);
    },
  );

  it('the preset of a link, and the own plan is kept beside it', () => {
    const started = startStore({ texts: { plan: own }, hash: '#preset=tutorial' });
    expect(ids(started)).toEqual(TUTORIAL);
    expect(notice(started.store)?.action).toBe('back-to-my-plan');
    expect(started.storage.read('plan')).toBe(own);
    expect(started.left.times).toBe(0);
  });

  it('the preset of a link without a word, when there is no own plan', () => {
    const started = startStore({ hash: '#preset=stress-1000' });
    expect(calls(started)).toHaveLength(1000);
    expect(notice(started.store)).toBeUndefined();
  });

  it.each(['nothing', '__proto__', 'constructor', 'toString', 'x'.repeat(5000)])(
    'the tutorial for a link to the unknown preset %.20s, and says so',
    (name) => {
      const started = startStore({ hash: `#preset=${name}` });
      expect(ids(started)).toEqual(TUTORIAL);
      expect(notice(started.store)?.text).toContain(`“${name.slice(0, 40)}”`);
    },
  );

  it('the tutorial for #fresh, whatever was kept', async () => {
    for (const hash of ['#fresh', '#preset=tutorial&fresh']) {
      const started = startStore({ texts: { plan: own }, hash });
      expect(ids(started)).toEqual(TUTORIAL);
      expect(started.storage.read('plan')).toBeNull();
      await started.actions.restoreOwnPlan();
      expect(ids(started)).toEqual(['mine']);
    }
    expect(notice(startStore({ hash: '#fresh' }).store)).toBeUndefined();
  });
});

describe('back to my plan', () => {
  it('is the plan that was kept, and leaves the link', async () => {
    const started = startStore({ texts: { plan: own }, hash: '#preset=tutorial' });
    await started.actions.restoreOwnPlan();
    expect(ids(started)).toEqual(['mine']);
    expect(notice(started.store)).toBeUndefined();
    expect(started.left.times).toBe(1);
    expect(ids(startStore({ texts: { plan: started.storage.read('plan') as string } }))).toEqual(['mine']);
  });

  it('is there also when the link’s preset was edited', async () => {
    const started = startStore({ texts: { plan: own }, hash: '#preset=tutorial' });
    started.actions.addCall('fast');
    expect(started.left.times).toBe(1);
    expect(backText(started)).toBe(own);
    started.actions.addCall('fast');
    expect(backText(started)).toBe(own);
    await started.actions.restoreOwnPlan();
    expect(ids(started)).toEqual(['mine']);
    started.actions.undo();
    expect(ids(started)).toHaveLength(6);
  });

  it('is the plan before the first link, also after a visit of an earlier version; the other is among one’s plans', async () => {
    const edited = formatPlan({ plan: { calls: [] }, preset: '', atMost: 3, batchesOf: 2 });
    const started = startStore({ texts: { plan: edited, 'plan-before-link': own }, hash: '#preset=tutorial' });
    await started.actions.restoreOwnPlan();
    expect(ids(started)).toEqual(['mine']);
    expect(savedPlans(started.storage).map(({ text }) => text)).toContain(edited);
  });

  it('does nothing when there is none', async () => {
    const started = startStore({ hash: '#preset=tutorial' });
    await started.actions.restoreOwnPlan();
    expect(ids(started)).toEqual(TUTORIAL);
  });
});

describe('a link that is followed on the open page', () => {
  it('opens its preset, can be undone, and keeps the own plan', async () => {
    const started = startStore({ texts: { plan: own } });
    await started.actions.openLink('#preset=tutorial');
    expect(ids(started)).toEqual(TUTORIAL);
    expect(started.storage.read('plan')).toBe(own);
    started.actions.undo();
    expect(ids(started)).toEqual(['mine']);
  });

  it('to an unknown preset says so and changes no plan that is not kept', async () => {
    const started = startStore({ texts: { plan: own } });
    await started.actions.openLink('#preset=nothing');
    await vi.waitFor(() => expect(notice(started.store)?.text).toContain('nothing'));
    expect(started.storage.read('plan')).toBe(own);
  });

  it('to #fresh begins anew, and can be undone', async () => {
    const started = startStore({ texts: { plan: own } });
    await started.actions.openLink('#fresh');
    expect(ids(started)).toEqual(TUTORIAL);
    expect(notice(started.store)?.action).toBe('back-to-my-plan');
    started.actions.undo();
    expect(ids(started)).toEqual(['mine']);
  });

  it('to nowhere does nothing', async () => {
    const started = startStore({ texts: { plan: own } });
    const before = started.store.getState();
    await started.actions.openLink('#');
    expect(started.store.getState()).toBe(before);
  });
});

describe('the theme', () => {
  it.each([
    ['dark', 'dark'],
    ['light', 'light'],
    ['purple', 'system'],
  ])('%s is read as %s', (kept, theme) => {
    expect(startStore({ texts: { theme: kept } }).store.getState().theme).toBe(theme);
  });

  it('is kept, and the system’s is kept as nothing', () => {
    const { actions, storage } = startStore();
    actions.setTheme('dark');
    expect(storage.read('theme')).toBe('dark');
    actions.setTheme('system');
    expect(storage.read('theme')).toBeNull();
  });
});

describe('a link with a plan', () => {
  const OWN = { texts: { plan: own } };
  const link = (more: Partial<Shared> = {}) => {
    const plan = {
      calls: [{ id: 'theirs', name: 'slow_tool', args: { query: '<b>' } }],
      seed: 7,
      policy: { limit: 2 },
    };
    const written = writePlanLink({ plan, preset: 'tutorial', atMost: 2, batchesOf: 5, ...more });
    return `#plan=${(written as { text: string }).text}`;
  };
  const opened = async (hash: string, texts = OWN.texts) =>
    startStore({ hash, texts, found: await readLinkedPlan(hash) });

  it('opens exactly that, wins over what is stored, and keeps it', async () => {
    const started = await opened(
      link({
        name: '<i>Monday</i>',
        lesson: { name: 'sum', step: 2 },
        tab: 'log',
        speed: '0.25',
        fit: 'total',
        hidden: ['Run'],
      }),
    );
    const state = started.store.getState();
    expect(selectDocument(state)).toEqual({
      plan: { calls: [{ id: 'theirs', name: 'slow_tool', args: { query: '<b>' } }], seed: 7, policy: { limit: 2 } },
      preset: 'tutorial',
      atMost: 2,
      batchesOf: 5,
      name: '<i>Monday</i>',
    });
    expect(state).toMatchObject({ tab: 'log', speed: 0.25, fit: 'total' });
    expect(state.fromLink).toEqual({ lesson: { name: 'sum', step: 2 }, hidden: ['Run'] });
    expect(state.notice).toEqual({
      text: 'Opened from a link: <i>Monday</i>. Your own plan is kept.',
      action: 'back-to-my-plan',
    });
    expect(started.storage.read('plan')).toBe(own);
    await started.actions.restoreOwnPlan();
    expect(ids(started)).toEqual(['mine']);
  });

  it('that was not changed is the preset itself', async () => {
    const { plan } = presetOf('tutorial') as NonNullable<ReturnType<typeof presetOf>>;
    const started = await opened(link({ plan }));
    expect(selectDocument(started.store.getState()).plan).toBe(plan);
  });

  it('passes over words that the page does not know', async () => {
    const started = await opened(link({ tab: 'constructor', speed: '9', fit: 'all', preset: 'no such preset' }));
    expect(started.store.getState()).toMatchObject({ tab: 'state', speed: 1, fit: undefined });
    expect(selectDocument(started.store.getState()).preset).toBe('no such preset');
  });

  it.each([
    ['cut short', link().slice(0, 30), 'damaged, or was cut short'],
    ['from the future', '#plan=7.AAAA', 'from a newer Fanout'],
    ['empty', '#plan=', 'It is not one of Fanout’s'],
  ])('that is %s is explained, and the own plan is there', async (_, hash, why) => {
    const started = await opened(hash);
    expect(ids(started)).toEqual(['mine']);
    expect(notice(started.store)?.text).toMatch(/^This link could not be opened\. .* This is your own plan\.$/);
    expect(notice(started.store)?.text).toContain(why);
    expect(started.storage.read('plan')).toBe(own);
    expect(notice((await opened(hash, {} as typeof OWN.texts)).store)?.text).toContain('This is the tutorial.');
  });

  it('followed on the open page opens it; a broken one changes nothing', async () => {
    const started = startStore(OWN);
    await started.actions.openLink('#plan=1.x');
    await vi.waitFor(() => expect(notice(started.store)?.text).toMatch(/Nothing has changed\.$/));
    expect(ids(started)).toEqual(['mine']);
    await started.actions.openLink(link());
    await vi.waitFor(() => expect(ids(started)).toEqual(['theirs']));
    expect(started.storage.read('plan')).toBe(own);
    started.actions.undo();
    expect(ids(started)).toEqual(['mine']);
  });

  it('keeps its name with the plan, and a preset has none', async () => {
    const started = await opened(link({ name: 'Monday' }));
    started.store.internals.renamePlan('Tuesday');
    const kept = started.storage.read('plan') as string;
    expect(selectDocument(startStore({ texts: { plan: kept } }).store.getState()).name).toBe('Tuesday');
    started.actions.selectPreset('tutorial');
    expect(selectDocument(started.store.getState()).name).toBeUndefined();
  });
});
