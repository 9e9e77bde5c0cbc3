import { afterEach, describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { ToolCall } from '../../src/run/types.ts';
import { selectDocument } from '../../src/store/plan/document.ts';
import { formatPlan } from '../../src/store/storage.ts';
import { drawEvents } from '../unit/analysis/drawRun.ts';
import { answerPrediction, calls } from '../unit/store/startStore.ts';
import { commit, find, frames, type Rendered, renderPage, report, rowOf, textsOf } from './renderPage.tsx';

afterEach(() => void vi.restoreAllMocks());

const planOf = (...ids: string[]) => {
  const list = ids.map((id): ToolCall => ({ id, name: 'slow_tool', args: { query: 'x' } }));
  return { plan: formatPlan({ plan: { calls: list }, preset: '', atMost: 3, batchesOf: 2 }) };
};
const axisLabels = () => textsOf('.axis-track span').join(' ');

/** What is open of a call, in the layer over the rows. */
function openBar(key: number): HTMLElement {
  return find(`.open-lane[data-index="${key}"] .bar.open`);
}

/** Where the window over the open bars ends, in px. */
function uncovered(): number {
  return find('.open-bars .revealed').getBoundingClientRect().right;
}

describe('bars', () => {
  it('overlap on the screen exactly where their intervals overlap in the log', async () => {
    const picture = `
      a |######|       succeeded
      b |......####|   failed
      c |.....#|       succeeded
      d |..........##| succeeded
      e |###|          succeeded
      f |...###|       failed`;
    const intervals = [
      [0, 600],
      [600, 1000],
      [500, 600],
      [1000, 1200],
      [0, 300],
      [300, 600],
    ] as const;
    const started = await renderPage({ texts: planOf('a', 'b', 'c', 'd', 'e', 'f') });
    const runId = report(started, drawEvents(picture));
    commit(started, runId);
    await frames(2);
    const bars = intervals.map((_, key) => find('.bar.attempt', rowOf(key)).getBoundingClientRect());
    const lane = find('.lane', rowOf(0)).getBoundingClientRect();
    intervals.forEach(([from, to], i) => {
      intervals.forEach(([otherFrom, otherTo], j) => {
        const inLog = Math.min(to, otherTo) - Math.max(from, otherFrom);
        const a = bars[i] as DOMRect;
        const b = bars[j] as DOMRect;
        const onScreen = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        expect([i, j, onScreen > 0.5]).toEqual([i, j, inLog > 0]);
      });
      // One axis for all: so many px a millisecond, from the lane's left edge.
      const scale = (bars[0] as DOMRect).width / 600;
      expect((bars[i] as DOMRect).left).toBeCloseTo(lane.left + from * scale, 0);
      expect((bars[i] as DOMRect).width).toBeCloseTo((to - from) * scale, 0);
    });
    // The finish line stands where the last bar ends, and the waiting of b ends where its attempt begins.
    expect(find('.finish').getBoundingClientRect().left).toBeCloseTo((bars[3] as DOMRect).right, -0.5);
    expect(find('.bar.wait', rowOf(1)).getBoundingClientRect().right).toBeCloseTo((bars[1] as DOMRect).left, 0);
  });

  it('of what runs grow outside React: no row is drawn again', async () => {
    const started = await renderPage();
    const log = drawEvents(
      'fast_1 |#| succeeded\nslow_1 |##########| succeeded\nfast_2 |#| succeeded\nerror_1 |##########| failed',
    );
    report(
      started,
      log.filter(({ at }) => at === 0),
    );
    await frames(3);
    const bar = openBar(1);
    const left = bar.getBoundingClientRect().left;
    expect(left).toBeCloseTo(find('.lane', rowOf(1)).getBoundingClientRect().left, 0);
    const before = { seen: uncovered(), draws: started.draws(), clock: textsOf('section p')[0] };
    await vi.waitUntil(() => uncovered() > before.seen + 20 && textsOf('section p')[0] !== before.clock);
    expect(started.draws()).toBe(before.draws);
    // The picture stands still behind the window that slides over it.
    expect(openBar(1)).toBe(bar);
    expect(bar.getBoundingClientRect().left).toBeCloseTo(left, 0);
    expect(textsOf('section p')[0]).toMatch(/^0\.\d\d s: 0 of 4 done, 4 running$/);
  });

  it('of a call that settles are drawn again alone', async () => {
    const started = await renderPage();
    const log = drawEvents(
      'fast_1 |#| succeeded\nslow_1 |##########| succeeded\nfast_2 |##########| succeeded\nerror_1 |##########| failed',
    );
    const runId = report(
      started,
      log.filter(({ at }) => at === 0),
    );
    await frames(2);
    const others = [1, 2, 3].map(openBar);
    started.runner.listener.eventsArrived(
      runId,
      log.filter(({ at }) => at === 100),
    );
    await frames(2);
    expect(rowOf(0).getAttribute('aria-label')).toBe('fast_1, fast_tool, succeeded, 0.10 s');
    expect([1, 2, 3].map(openBar)).toEqual(others);
    expect(find('.bar.succeeded', rowOf(0)).getBoundingClientRect().width).toBeLessThan(
      find('.lane', rowOf(0)).getBoundingClientRect().width / 10,
    );
  });
});

describe('the axis', () => {
  it('grows in steps while a run takes longer than was predicted, and never shrinks under it', async () => {
    const started = await renderPage();
    const before = axisLabels();
    const log = drawEvents(
      'fast_1 |#| succeeded\nslow_1 |##########| succeeded\nfast_2 |#| succeeded\nerror_1 |##########| failed',
    );
    report(
      started,
      log.filter(({ at }) => at === 0),
      performance.now() - 2300,
    );
    await vi.waitUntil(() => axisLabels() !== before);
    expect(axisLabels()).toMatch(/3\.\d s/);
    const lane = find('.lane', rowOf(1)).getBoundingClientRect();
    expect(openBar(1).getBoundingClientRect().right).toBeLessThanOrEqual(lane.right + 0.5);
    expect(uncovered()).toBeLessThanOrEqual(lane.right + 0.5);
  });

  it('fits the total when the sum is more than eight times as long, until it is told otherwise', async () => {
    await renderPage({ hash: '#preset=stress-1000' });
    expect(axisLabels()).toMatch(/1\.0 s/);
    await userEvent.click(find('button[aria-label="Fit sum"]'));
    await vi.waitUntil(() => /min/.test(axisLabels()));
    await userEvent.keyboard('0');
    await vi.waitUntil(() => /1\.0 s/.test(axisLabels()));
  });
});

describe('the end of a ghost', () => {
  const handle = () => find('[role=slider][aria-label="slow_1 takes"]');
  const takes = (started: Rendered) => calls(started)[1]?.args.ms;
  const fire = (type: string, clientX: number) =>
    handle().dispatchEvent(
      new PointerEvent(type, { bubbles: true, clientX, pointerId: 1, button: 0, isPrimary: true }),
    );

  function grab(): number {
    // Only a real pointer can be captured.
    vi.spyOn(Element.prototype, 'setPointerCapture').mockImplementation(() => {});
    const { left } = handle().getBoundingClientRect();
    fire('pointerdown', left + 5);
    return left + 5;
  }

  it('snaps to 50 ms, freezes the axis until it is let go, and is one step of undo', async () => {
    const started = await renderPage();
    const before = axisLabels();
    const msPerPx = 1000 / find('.bar.ghost', rowOf(1)).getBoundingClientRect().width;
    const from = grab();
    for (const px of [30, 60, 90, 300]) {
      fire('pointermove', from + px);
      expect(takes(started)).toBe(Math.round((1000 + px * msPerPx) / 50) * 50);
      await answerPrediction(started);
      await frames(1);
      expect(axisLabels()).toBe(before);
    }
    expect(started.store.getState().dragging).toBe(true);
    fire('pointerup', from + 300);
    await vi.waitUntil(() => axisLabels() !== before);
    fire('pointermove', from + 500);
    expect(takes(started)).toBe(Math.round((1000 + 300 * msPerPx) / 50) * 50);
    started.actions.undo();
    expect(takes(started)).toBeUndefined();
    expect(started.store.getState().history.past).toEqual([]);
  });

  it('stays under the pointer while its prediction is on its way', async () => {
    await renderPage();
    const element = handle();
    const from = grab();
    fire('pointermove', from + 60);
    await frames(2);
    expect(handle()).toBe(element);
    fire('pointerup', from + 60);
  });

  it('cannot be dragged below nothing', async () => {
    const started = await renderPage();
    const from = grab();
    fire('pointermove', from - 2000);
    expect(takes(started)).toBe(0);
    fire('pointerup', from - 2000);
  });

  it('lets the axis go when the row goes in the middle of a drag', async () => {
    const started = await renderPage();
    grab();
    expect(started.store.getState().dragging).toBe(true);
    started.actions.removeCall(1);
    started.actions.removeCall(1);
    started.actions.removeCall(1);
    await frames(2);
    expect(started.store.getState().dragging).toBe(false);
  });

  it('is a slider for the keyboard, from the call’s own time and not from a stretched ghost', async () => {
    const started = await renderPage();
    started.actions.addCall('blocking');
    await answerPrediction(started);
    await answerPrediction(started);
    await frames(2);
    rowOf(0).focus();
    await frames(1);
    const slider = find('[role=slider][aria-label="fast_1 takes"]');
    slider.focus();
    expect(slider.getAttribute('aria-valuenow')).toBe('100');
    await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowLeft}{PageUp}');
    expect(calls(started)[0]?.args.ms).toBe(650);
    expect(document.activeElement?.getAttribute('aria-label')).toBe('fast_1 takes');
  });

  it('is not there for what never ends, nor after a run', async () => {
    const started = await renderPage();
    started.actions.addCall('hanging');
    await answerPrediction(started);
    await answerPrediction(started);
    await frames(2);
    const ends = () => document.querySelectorAll('.row [role=slider]').length;
    expect(ends()).toBe(4);
    expect(document.querySelectorAll('.endless-arrow')).toHaveLength(1);
    started.actions.removeCall(4);
    const log = drawEvents('fast_1 |#| succeeded\nslow_1 |#| succeeded\nfast_2 |#| succeeded\nerror_1 |#| failed');
    commit(started, report(started, log));
    await frames(2);
    expect(ends()).toBe(0);
  });
});

describe('10,000 rows', () => {
  it('are as many elements as are seen, wherever one scrolls', async () => {
    const started = await renderPage({ hash: '#preset=stress-10000' });
    const scroller = find('.rows');
    const rows = () => document.querySelectorAll('[role=row]').length;
    const check = () => {
      expect(rows()).toBeGreaterThan(5);
      expect(rows()).toBeLessThan(40);
      expect(document.querySelectorAll('*').length).toBeLessThan(4000);
    };
    check();
    for (const share of [0.25, 0.5, 0.99]) {
      scroller.scrollTop = share * scroller.scrollHeight;
      await frames(3);
      check();
      const first = Number(find('[role=row]').getAttribute('aria-rowindex'));
      expect(Math.abs(first - share * 10_000)).toBeLessThan(40);
    }
    expect(find('[role=grid]').getAttribute('aria-rowcount')).toBe('10000');
    // The sum's 10,000 segments are a few hundred.
    expect(document.querySelectorAll('.proof-bar.sum').length).toBeLessThan(1200);
    started.actions.selectRow(0);
  });

  it('are walked by keyboard from end to end', async () => {
    await renderPage({ hash: '#preset=stress-10000' });
    rowOf(0).focus();
    const here = () => document.activeElement?.getAttribute('aria-rowindex');
    await userEvent.keyboard('{End}');
    await vi.waitUntil(() => here() === '10000');
    await userEvent.keyboard('{ArrowDown}');
    await frames(3);
    expect(here()).toBe('10000');
    await userEvent.keyboard('{PageUp}');
    await vi.waitUntil(() => here() === '9992');
    await userEvent.keyboard('{Home}');
    await vi.waitUntil(() => here() === '1');
  });

  it('the row that is added last is scrolled to', async () => {
    const started = await renderPage({ hash: '#preset=stress-1000' });
    started.actions.addCall('fast');
    await vi.waitUntil(() => document.querySelector('[role=row][aria-rowindex="1001"].flashes'));
    expect(selectDocument(started.store.getState()).plan.calls).toHaveLength(1001);
  });
});
