import { afterEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { EquippedPlan } from '../../src/run/toolSettings.ts';
import type { RunEvent, ToolCall } from '../../src/run/types.ts';
import { logOf } from '../unit/store/startStore.ts';
import { commit, find, frames, type Rendered, renderPage, report, rowOf, textsOf } from './renderPage.tsx';

afterEach(async () => {
  vi.restoreAllMocks();
  await page.viewport(1280, 800);
});

const BIG = Array.from({ length: 40_000 }, (_, id) => ({
  id,
  city: `Oslo ${id} \u05d0\u05d1`,
  text: '<b>bold</b>'.repeat(6),
}));
const TEXT = `first <b>line</b>\n${'all the other lines\n'.repeat(250_000)}last line`;

const own = (id: string, args: Record<string, unknown>, behavior: ToolCall['behavior']): ToolCall => ({
  id,
  name: 'read_file',
  args,
  ...(behavior && { behavior }),
});
const PLAN: EquippedPlan = {
  calls: [
    own('small', { path: 'a' }, { kind: 'fast', ms: 100, result: { ok: true } }),
    own('json', { path: 'b' }, { kind: 'fast', ms: 200, result: BIG }),
    own('text', { path: 'c' }, { kind: 'fast', ms: 300, result: TEXT }),
    {
      ...own(
        'fails',
        { '\u05e2\u05d9\u05e8': '\u05ea\u05dc \ud800' },
        { kind: 'failing', ms: 50, error: 'no <b>such</b> file' },
      ),
      timeoutMs: 900,
    },
  ],
  policy: { limit: 1 },
};

const region = () => find<HTMLElement>('section[aria-label=Details]');
const isOpen = () => document.querySelector('section[aria-label=Details]') !== null;
const opened = () => vi.waitUntil(isOpen, 5000);
const control = (name: string) => find<HTMLButtonElement>(`section[aria-label=Details] [aria-label="${name}"]`);
const part = (title: string) =>
  [...region().querySelectorAll('section')]
    .find((one) => one.querySelector('h3')?.textContent === title)
    ?.textContent?.slice(title.length);
const heading = () => find('h2 b', region()).textContent;

async function detailsPage(found: EquippedPlan = PLAN): Promise<Rendered> {
  return renderPage({
    found: { doc: { plan: found, preset: '', atMost: 3, batchesOf: 2 }, title: 'Opened from a link.', view: {} },
  });
}

async function ran(): Promise<Rendered & { log: RunEvent[] }> {
  const started = await detailsPage();
  const log = await logOf(PLAN);
  commit(started, report(started, log, performance.now() - 5000));
  await frames(3);
  return { ...started, log };
}

describe('Details', () => {
  it('before a run: arguments, the policy of the call, and what is predicted', async () => {
    const { actions } = await detailsPage();
    actions.openDetails(3);
    await opened();
    expect(part('Arguments')).toContain('\\ud800');
    expect(part('Policy')).toBe('Timeout 0.90 s, its ownOne by one');
    expect(part('Predicted')).toBe('0.60 s to 0.65 s');
    expect(region().textContent).toContain('It has not run yet.');
    expect(part('Attempts')).toBeUndefined();
  });

  it('in a run: what the call waits for, and its attempt', async () => {
    const started = await detailsPage();
    const log = await logOf(PLAN);
    const until = log.findIndex(({ at }) => at > 150);
    const runId = report(started, log.slice(0, until));
    started.actions.openDetails(2);
    await opened();
    expect(part('Waiting')).toBe('for a free slot, since 0.000 s');
    expect([part('Attempts'), part('Result')]).toEqual(['It has not started.', 'It has not ended yet.']);
    started.runner.listener.eventsArrived(
      runId,
      log.slice(
        until,
        log.findIndex(({ at }) => at > 450),
      ),
    );
    await vi.waitUntil(() => part('Waiting') === undefined, 5000);
    expect(part('Attempts')).toContain('since 0.300 s');
    expect(part('Waited')).toBe('0.30 s for a free slot');
    // The icon's place is kept, although it has none.
    expect(find('li span + span', region()).clientWidth).toBeGreaterThan(150);
  });

  it('steps from call to call by buttons and arrows, and closes to the row of the last', async () => {
    const { store } = await ran();
    rowOf(0).focus();
    await userEvent.keyboard('{Enter}');
    await vi.waitUntil(() => isOpen() && document.activeElement === region(), 5000);
    expect(heading()).toBe('small');
    expect(control('Previous call').ariaDisabled).toBe('true');
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}{ArrowDown}{ArrowUp}');
    await vi.waitUntil(() => heading() === 'text');
    expect(document.activeElement).toBe(region());
    control('Next call').focus();
    await userEvent.keyboard('{Enter}');
    await vi.waitUntil(() => heading() === 'fails');
    expect(control('Next call').ariaDisabled).toBe('true');
    expect(store.getState().selected).toBe(3);
    await userEvent.keyboard('{Escape}');
    await vi.waitUntil(() => document.activeElement === rowOf(3));
    expect(isOpen()).toBe(false);
  });

  it('gives the focus back to a control that it came from', async () => {
    const { actions } = await ran();
    actions.selectRow(1);
    const tab = find('#tab-log');
    tab.focus();
    await userEvent.keyboard('i');
    await vi.waitUntil(() => isOpen() && document.activeElement === region(), 5000);
    await userEvent.keyboard('{Escape}');
    await vi.waitUntil(() => document.activeElement === tab);
  });

  it('of megabytes draws what is in view, and copies all of it', async () => {
    const copied: string[] = [];
    vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => void copied.push(text));
    const { actions } = await ran();
    for (const [key, whole, end] of [
      [1, JSON.stringify(BIG, null, 2), '"id": 39999'],
      [2, TEXT, 'last line'],
    ] as const) {
      actions.openDetails(key);
      await vi.waitUntil(() => isOpen() && part('Result') !== undefined, 5000);
      const scroller = find('[role=group][aria-label=Result]', region());
      expect(whole.length).toBeGreaterThan(4_500_000);
      expect(scroller.textContent?.length).toBeLessThan(20_000);
      expect(scroller.querySelector('b')).toBeNull();
      // Heights are measured as they come into view, so that the end moves.
      await vi.waitUntil(() => {
        scroller.scrollTop = scroller.scrollHeight;
        return scroller.textContent?.includes(end);
      }, 5000);
      control('Copy Result').click();
      await vi.waitUntil(() => copied.length > 0);
      expect(copied.pop() === whole).toBe(true);
      control('Copy ToolMessage').click();
      await vi.waitUntil(() => copied.length > 0);
      const message = JSON.parse(copied.pop() ?? '');
      expect(message.content.length).toBeGreaterThan(4_000_000);
      expect(region().querySelectorAll('*').length).toBeLessThan(200);
    }
  });

  it('is not made again while the playhead moves and nothing happens to the call', async () => {
    const { actions } = await ran();
    actions.openDetails(1);
    await opened();
    actions.movePlayhead(350);
    await frames(2);
    const result = find('[role=group][aria-label=Result]', region());
    const stringify = vi.spyOn(JSON, 'stringify');
    for (let at = 351; at < 600; at += 20) {
      actions.movePlayhead(at);
      await frames(1);
    }
    expect(find('[role=group][aria-label=Result]', region())).toBe(result);
    expect(stringify.mock.calls.filter(([value]) => value === BIG)).toEqual([]);
    expect(find('.details-head', region()).textContent).toContain('at 0.59 s');
    // Before its end it has no result.
    actions.movePlayhead(150);
    await vi.waitUntil(() => part('Result') === 'It has not ended yet.');
  });

  it('shows an error as text, and its message as the model gets it', async () => {
    const { actions } = await ran();
    actions.openDetails(3);
    await vi.waitUntil(() => isOpen() && part('Error') !== undefined, 5000);
    expect(part('Error')).toBe('no <b>such</b> file');
    const message = JSON.parse(part('ToolMessage') ?? '');
    expect(message).toEqual({
      type: 'tool',
      tool_call_id: 'fails',
      name: 'read_file',
      status: 'error',
      content: 'Error: no <b>such</b> file',
    });
    expect(part('Arguments')).toContain('\u2068"\u05e2\u05d9\u05e8"\u2069');
  });

  it('on a phone: controls of 44 px, above Run', async () => {
    await page.viewport(390, 844);
    const { actions } = await ran();
    actions.openDetails(0);
    await opened();
    await frames(3);
    for (const one of region().querySelectorAll('button')) {
      const { width, height } = one.getBoundingClientRect();
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
    }
    expect(region().getBoundingClientRect().bottom).toBeLessThanOrEqual(
      find('.run-slot button').getBoundingClientRect().top,
    );
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
    expect(textsOf('section[aria-label=Details] h3')).toEqual([
      'Arguments',
      'Policy',
      'Result',
      'ToolMessage',
      'Attempts',
      'Events',
    ]);
  });

  it('follows the plan: undo, removal and another plan leave nothing stale', async () => {
    const { actions, store } = await ran();
    actions.openDetails(3);
    await opened();
    actions.removeCall(3);
    await vi.waitUntil(() => heading() === 'text');
    actions.undo();
    actions.openDetails(0);
    await vi.waitUntil(() => heading() === 'small');
    actions.removeCall(0);
    await vi.waitUntil(() => !isOpen() || heading() === 'json');
    actions.selectPreset('tutorial');
    await vi.waitUntil(() => !isOpen());
    expect(store.getState().details).toBeUndefined();
  });
});
