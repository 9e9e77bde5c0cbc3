import { describe, expect, it, vi } from 'vitest';
import { openFileText } from '../../../../src/store/open/readFile.ts';
import { openPlanLink } from '../../../../src/store/open/readPlanLink.ts';
import { selectDocument } from '../../../../src/store/plan/document.ts';
import {
  foldOf,
  selectMeasuredProof,
  selectRunPhase,
  selectShownRun,
  selectShownState,
} from '../../../../src/store/run/selectors.ts';
import { embedRun } from '../../../../src/store/share/offlinePage.ts';
import {
  fileNameOf,
  lengthWarning,
  linkOf,
  selectRunFile,
  selectRunFileProblem,
  sharedOf,
} from '../../../../src/store/share/sharing.ts';
import { formatPlan } from '../../../../src/store/storage.ts';
import { ids, newest, runThrough, startStore } from '../startStore.ts';

const ALL = { lesson: true, speed: true, view: true };

describe('a link to the page as it stands', () => {
  it('opens as it stood, without what was not to go along', () => {
    const { store, actions } = startStore();
    actions.selectStrategy({ kind: 'at-most', n: 2 });
    store.internals.renamePlan('Monday');
    actions.selectTab('log');
    actions.setSpeed(0.25);
    actions.setFit('total');
    const linked = (along: typeof ALL) => {
      const made = linkOf(
        'https://example.org/x/',
        sharedOf(selectDocument(store.getState()), store.getState(), along),
      );
      const link = 'link' in made ? made.link : '';
      expect(link).toMatch(/^https:\/\/example\.org\/x\/#plan=1\./);
      const found = openPlanLink(link.replace(/.*#plan=/, ''));
      if (!('doc' in found)) throw new Error(found.problem);
      expect(found.doc).toEqual(selectDocument(store.getState()));
      return found.view;
    };
    expect(linked(ALL)).toEqual({ tab: 'log', speed: 0.25, fit: 'total', fromLink: {} });
    expect(linked({ ...ALL, speed: false })).toEqual({ tab: 'log', fit: 'total', fromLink: {} });
    expect(linked({ ...ALL, view: false })).toEqual({ speed: 0.25, fromLink: {} });
  });

  it('hands on the lesson and what is hidden', async () => {
    const view = { fromLink: { hidden: ['Share'] } };
    const { store, actions } = startStore({
      found: { doc: selectDocument(startStore().store.getState()), title: '', view },
    });
    await actions.openLesson('batches', 2);
    const state = store.getState();
    expect(sharedOf(selectDocument(state), state, ALL)).toMatchObject({
      lesson: { name: 'batches', step: 2 },
      hidden: ['Share'],
    });
    expect(sharedOf(selectDocument(state), state, { ...ALL, lesson: false })).not.toHaveProperty('lesson');
  });

  it('is warned of where it may be cut', () => {
    expect(lengthWarning('x'.repeat(2000))).toBeUndefined();
    expect(lengthWarning('x'.repeat(2001))).toContain('chats');
    expect(lengthWarning('x'.repeat(32_001))).toContain('browsers');
  });

  it('has a file name from its name', () => {
    expect(fileNameOf('Monday, 2nd group /../ Größe')).toBe('fanout-monday-2nd-group-größe');
    expect(fileNameOf()).toBe('fanout');
  });
});

describe('a run as a file', () => {
  it('needs a run that has ended', async () => {
    const started = startStore();
    expect(selectRunFileProblem(started.store.getState())).toContain('Run the plan first');
    started.actions.startRun();
    expect(selectRunFileProblem(started.store.getState())).toContain('Wait');
    const other = startStore();
    await runThrough(other);
    expect(selectRunFileProblem(other.store.getState())).toBeUndefined();
  });

  it('opens as that run, rewindable, and the own plan is kept', async () => {
    const first = startStore();
    await runThrough(first);
    const text = selectRunFile(first.store.getState(), '2026-01-02T03:04:05.000Z');

    const own = formatPlan({
      plan: { calls: [{ id: 'mine', name: 'fast_tool', args: {} }] },
      preset: '',
      atMost: 3,
      batchesOf: 2,
    });
    const started = startStore({ texts: { plan: own } });
    const { store, actions } = started;
    await store.internals.showResult(openFileText(text, 'a.json'));
    expect(selectRunPhase(store.getState())).toBe('settled');
    expect(store.getState().notice?.text).toMatch(/^Opened from a\.json, saved on .*2026.*\. Your own plan is kept\.$/);
    const [shown, ran] = [selectShownRun(store.getState()), newest(first)];
    expect(shown?.log).toEqual(ran.log.slice(0, ran.length));
    expect(selectMeasuredProof(store.getState())?.total).toBe(selectMeasuredProof(first.store.getState())?.total);
    expect(Object.keys(selectShownState(store.getState()).results)).toEqual(['fast_1', 'slow_1', 'fast_2']);
    actions.movePlayhead(500);
    expect(store.getState().playhead).toMatchObject({ at: 500 });
    expect(started.storage.read('plan')).toBe(own);

    // It can be run again, and saved again.
    actions.movePlayhead(Infinity);
    expect(selectRunFile(store.getState(), '2026-01-02T03:04:05.000Z')).toBe(text);
    await runThrough(started);
    expect(newest(started).id).not.toBe(shown?.id);
    await actions.restoreOwnPlan();
    expect(ids(started)).toEqual(['mine']);
  });

  it('knows how it ended', async () => {
    const ended = async (reason: string | undefined) => {
      const started = startStore();
      started.runner.listener.engineReady();
      started.actions.startRun();
      const [{ runId } = { runId: 0 }] = started.runner.runs;
      started.runner.listener.runStarted(runId, performance.now());
      started.runner.listener.runLost(runId, 5, reason as 'crashed');
      const found = openFileText(selectRunFile(started.store.getState(), ''), 'x');
      return 'view' in found ? found.view.runs?.[0] : undefined;
    };
    for (const why of ['crashed', 'no answer', 'not loaded'] as const) {
      const run = await ended(why);
      // A run without any event has nothing to be killed in.
      expect(['stopped', why]).toContain(run?.end);
      expect(run && foldOf(run).phase).toBe('settled');
    }
  });

  it('that is none is explained, and nothing changes', async () => {
    const { store } = startStore();
    const before = selectDocument(store.getState());
    for (const text of ['', '{}', '[1', '\u0000', 'x'.repeat(1_000_000), '{"traceEvents":[]}'])
      await store.internals.showResult(openFileText(text, 'x'));
    expect(selectDocument(store.getState())).toBe(before);
    expect(store.getState().notice?.text).toMatch(
      /^It looks like a Chrome trace, which Fanout cannot read yet\. .* Nothing has changed\.$/,
    );
  });

  it('does not get in the way of a run that goes on', async () => {
    const first = startStore();
    await runThrough(first);
    const found = openFileText(selectRunFile(first.store.getState(), ''), 'x');
    const { store, actions } = startStore();
    actions.startRun();
    const { runs } = store.getState();
    await store.internals.showResult(found);
    expect(store.getState().runs).toBe(runs);
  });
});

describe('a page of one file', () => {
  const page = '<!doctype html><html><head><title>Fanout</title></head><body><script>"</body>"</script></body></html>';

  it('holds the run, whatever is in it', () => {
    const run = JSON.stringify({ a: '</script><script>alert(1)</script><!--', b: '$& $1' });
    const html = embedRun(page, run, 'A & B </title><script>');
    const data = /<script type="application\/json" id="fanout-run">(.*?)<\/script>/s.exec(html)?.[1] ?? '';
    expect(JSON.parse(data)).toEqual(JSON.parse(run));
    expect(html).toContain('<title>A &amp; B &lt;/title>&lt;script></title>');
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.endsWith('</script>\n</body></html>')).toBe(true);
  });

  it('is explained where it cannot be had', async () => {
    vi.stubGlobal('document', { querySelector: () => null });
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('offline')));
    const { createOfflinePage: onePageWith } = await import('../../../../src/store/share/offlinePage.ts');
    expect(await onePageWith('{}', 'x')).toEqual({ problem: expect.stringContaining('could not be loaded') });
    vi.stubGlobal('fetch', async () => new Response('missing', { status: 404 }));
    expect(await onePageWith('{}', 'x')).toEqual({ problem: expect.stringContaining('could not be loaded') });
    vi.stubGlobal('fetch', async () => new Response(page));
    expect(await onePageWith('{}', 'x')).toEqual({ html: expect.stringContaining('id="fanout-run">{}') });
    vi.unstubAllGlobals();
  });
});
