import { afterEach, describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { selectDocument } from '../../src/store/plan/document.ts';
import { drawEvents } from '../unit/analysis/drawRun.ts';
import { answerPrediction } from '../unit/store/startStore.ts';
import { commit, find, frames, type Rendered, renderPage, report, rowOf } from './renderPage.tsx';

afterEach(() => void vi.restoreAllMocks());

const policy = ({ store }: Rendered) => selectDocument(store.getState()).plan.policy;
const flag = (name: string) => find(`[role=slider][aria-label="${name}"]`);
const leftOf = (element: Element) => element.getBoundingClientRect().left;

async function settle(started: Rendered): Promise<void> {
  await answerPrediction(started);
  await answerPrediction(started);
  await frames(2);
}

async function limited(patch: Parameters<Rendered['actions']['changePolicy']>[0]): Promise<Rendered> {
  const started = await renderPage();
  expect(document.querySelector('.time-limit, .time-flag')).toBeNull();
  started.actions.changePolicy(patch);
  await settle(started);
  await vi.waitUntil(() => document.querySelector('.time-flag'));
  return started;
}

describe('the timeout on the chart', () => {
  it('is a slider: the keys change the policy, and the ghosts with it', async () => {
    const started = await limited({ timeoutMs: 500 });
    const slider = flag('Timeout');
    expect(slider.getAttribute('aria-valuetext')).toBe('0.50 s from each attempt’s start');
    const ghostEnd = () => find('.bar.ghost', rowOf(1)).getBoundingClientRect().right;
    await vi.waitUntil(() => Math.abs(ghostEnd() - leftOf(find('.time-limit', rowOf(1)))) < 2);
    slider.focus();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowLeft}{PageUp}');
    expect(policy(started)?.timeoutMs).toBe(1050);
    await settle(started);
    expect(document.activeElement).toBe(flag('Timeout'));
    // slow_1 takes 1.00 s, and is not cut off any more.
    await vi.waitUntil(() => find('[data-name=Slowest]').getAttribute('value') === '1000');
    await userEvent.keyboard('{PageDown}{PageDown}{PageDown}{PageDown}');
    expect(policy(started)?.timeoutMs).toBe(50);
    // All the keys were one step.
    started.actions.undo();
    expect(policy(started)?.timeoutMs).toBe(500);
  });

  it('is marked in each lane from where the attempt starts', async () => {
    const started = await limited({ timeoutMs: 500, limit: 2 });
    const lane = find('.lane', rowOf(0)).getBoundingClientRect();
    const scale = (leftOf(find('.time-limit', rowOf(0))) - lane.left) / 500;
    // fast_2 starts at 0.10 s, when fast_1 has ended, and error_1 at 0.20 s.
    expect(leftOf(find('.time-limit', rowOf(2)))).toBeCloseTo(lane.left + 600 * scale, 0);
    expect(leftOf(find('.time-limit', rowOf(3)))).toBeCloseTo(lane.left + 700 * scale, 0);
    expect(leftOf(flag('Timeout')) + 12).toBeCloseTo(lane.left + 500 * scale, 0);
    expect(policy(started)).toEqual({ timeoutMs: 500, limit: 2 });
  });

  it('is dragged in steps of 50 ms while the axis stands still, as one step of undo', async () => {
    const started = await limited({ deadlineMs: 800 });
    vi.spyOn(Element.prototype, 'setPointerCapture').mockImplementation(() => {});
    const fire = (type: string, clientX: number) =>
      flag('Deadline').dispatchEvent(new PointerEvent(type, { bubbles: true, clientX, pointerId: 1, button: 0 }));
    const axis = () => find('.axis-track').textContent;
    const before = axis();
    const lane = find('.lane', rowOf(0)).getBoundingClientRect();
    const line = leftOf(find('.time-limit.whole-run', rowOf(0)));
    const pxPerMs = (line + 1 - lane.left) / 800;
    expect(flag('Deadline').getBoundingClientRect().width).toBe(24);
    fire('pointerdown', line);
    for (const by of [20, 60, 110, 210]) {
      fire('pointermove', line - by * pxPerMs);
      await settle(started);
    }
    expect(policy(started)?.deadlineMs).toBe(600);
    expect(axis()).toBe(before);
    expect(started.store.getState().dragging).toBe(true);
    fire('pointerup', line);
    expect(started.store.getState().dragging).toBe(false);
    started.actions.undo();
    expect(policy(started)?.deadlineMs).toBe(800);
  });

  it('stands still while a run goes on', async () => {
    const started = await limited({ timeoutMs: 500 });
    report(started, drawEvents('fast_1 |#| succeeded').slice(0, 1));
    await frames(2);
    flag('Timeout').focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(policy(started)?.timeoutMs).toBe(500);
    expect(flag('Timeout').getAttribute('aria-disabled')).toBe('true');
  });
});

describe('the facts', () => {
  const shown = (name: string) => document.querySelector(`[data-name="${name}"]`)?.textContent;

  it('name the lower bound and the cost only where the policy has a say', async () => {
    const started = await renderPage();
    expect(shown('Lower bound')).toBeUndefined();
    started.actions.changePolicy({ limit: 3 });
    await settle(started);
    expect([shown('Lower bound'), shown('Policy costs')]).toEqual([
      '1.00 s (slowest call)',
      '0.10 s: waiting for a slot',
    ]);
    expect(find('[data-name="Policy costs"]').getAttribute('value')).toBe('100');
    const log = drawEvents(
      'fast_1 |#| succeeded\nslow_1 |##########| succeeded\nfast_2 |#| succeeded\nerror_1 |..##########| failed',
    );
    commit(started, report(started, log));
    await frames(2);
    expect(shown('Policy costs')).toBe('0.20 s: waiting for a slot');
  });
});

describe('a run that never ends', () => {
  it('offers a timeout, which ends it', async () => {
    const started = await renderPage();
    started.actions.addCall('hanging');
    await settle(started);
    await vi.waitUntil(() => [...document.querySelectorAll('button')].some((one) => one.textContent === 'Set timeout'));
    await userEvent.click(
      [...document.querySelectorAll('button')].find((one) => one.textContent === 'Set timeout') as Element,
    );
    expect(policy(started)?.timeoutMs).toBe(1500);
    await settle(started);
    expect(find('section p').textContent).toMatch(/each cut off after 1\.50 s, how long will they take\?$/);
  });

  it('is stopped first when it is under way', async () => {
    const started = await renderPage();
    started.actions.addCall('hanging');
    await settle(started);
    const log = drawEvents(
      'fast_1 |#| succeeded\nslow_1 |#| succeeded\nfast_2 |#| succeeded\nerror_1 |#| failed\nhang_1 |#| cancelled',
    );
    const runId = report(
      started,
      log.filter(({ at }) => at === 0),
      performance.now() - 10_500,
    );
    const offer = () => [...document.querySelectorAll('button')].find((one) => one.textContent === 'Set timeout');
    // The one from before the run goes; the one that comes after ten seconds has Stop beside it.
    await vi.waitUntil(() => offer()?.nextElementSibling?.textContent === 'Stop');
    await userEvent.click(offer() as Element);
    expect(started.runner.stops).toEqual([runId]);
    expect(policy(started)?.timeoutMs).toBeUndefined();
    started.runner.listener.eventsArrived(
      runId,
      log.filter(({ at }) => at > 0),
    );
    commit(started, runId);
    await vi.waitUntil(() => policy(started)?.timeoutMs === 1500);
  });
});
