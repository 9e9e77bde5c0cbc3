import { afterEach, describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { MARK_SENTENCES } from '../../src/analysis/timeline/markSentences.ts';
import { MARK_STYLES, MARKS, type MarkKey } from '../../src/analysis/timeline/marks.ts';
import { predict } from '../../src/engine/predict.ts';
import type { Plan } from '../../src/run/types.ts';
import { formatPlan } from '../../src/store/storage.ts';
import { simulatedTools as tools } from '../../src/tools/simulated.ts';
import { stoppedAt } from '../unit/analysis/runs.ts';
import { commit, find, frames, type Rendered, renderPage, report, rowOf, textsOf } from './renderPage.tsx';

afterEach(() => void vi.restoreAllMocks());

const call = (id: string, name: string, ms?: number) => ({ id, name, args: { query: 'x', ...(ms && { ms }) } });

/** The page with this plan, and when `run` as it is after its run. */
async function pageWith(plan: Plan, run: boolean): Promise<Rendered> {
  const texts = { plan: formatPlan({ plan, preset: '', atMost: 3, batchesOf: 2 }) };
  const started = await renderPage({ texts });
  if (run) {
    const { events } = await predict(plan, { tools });
    const settled = events.findIndex(({ type }) => type === 'runSettled') + 1;
    const runId = report(started, events.slice(0, settled));
    commit(started, runId);
    started.runner.listener.eventsArrived(runId, events.slice(settled));
  }
  await frames(3);
  return started;
}

const LOST: Plan = {
  calls: [call('error_1', 'failing_tool', 300), call('slow_1', 'slow_tool', 900), call('hang_1', 'hanging_tool')],
  policy: { onError: 'fail-fast' },
};
const BATCHES: Plan = {
  calls: [call('fast_1', 'fast_tool', 100), call('slow_1', 'slow_tool', 1000), call('fast_2', 'fast_tool', 300)],
  policy: { batchSize: 2 },
};

async function openLegend(): Promise<HTMLElement> {
  const button = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Legend');
  if (!button) throw new Error('no button');
  await userEvent.click(button);
  await vi.waitUntil(() => document.querySelector('[role=dialog][aria-label=Legend] li'));
  return find('[role=dialog][aria-label=Legend]');
}
const listed = (legend: HTMLElement, nth: number) =>
  [...(legend.querySelectorAll('ul')[nth]?.querySelectorAll('li') ?? [])].map(({ dataset }) => dataset.mark);

describe('the legend', () => {
  it('draws every entry of the grammar by its own classes, and explains it', async () => {
    await pageWith(BATCHES, false);
    const legend = await openLegend();
    expect([...listed(legend, 0), ...listed(legend, 1)].sort()).toEqual([...MARKS].sort());
    for (const mark of MARKS) {
      const entry = find(`[data-mark=${mark}]`, legend);
      const { className, word, icon } = MARK_STYLES[mark as MarkKey];
      const drawn = find(`.sample .${className.split(' ').join('.')}`, entry);
      const { width, height } = drawn.getBoundingClientRect();
      expect(Math.max(width, height), mark).toBeGreaterThan(3);
      expect(getComputedStyle(drawn).display, mark).not.toBe('none');
      expect(entry.textContent).toContain(`${word}: ${MARK_SENTENCES[mark as MarkKey]}`);
      expect(entry.querySelector('svg') !== null, mark).toBe(icon !== undefined);
    }
    // Where there is room for the number, it is seen.
    const number = find('[data-mark=attempt] .bar-label span', legend).getBoundingClientRect();
    const plate = find('[data-mark=attempt] .bar-label', legend).getBoundingClientRect();
    expect(number.top).toBeLessThan(plate.bottom - 5);
  });

  it('lists first what is on the screen', async () => {
    await pageWith(BATCHES, false);
    expect(listed(await openLegend(), 0)).toEqual(['ghost', 'waiting', 'gate', 'idle']);
  });

  it('closes with Escape, and gives the focus back', async () => {
    await pageWith(BATCHES, false);
    await openLegend();
    await userEvent.keyboard('{Escape}');
    await frames(2);
    expect(document.querySelector('[aria-label=Legend]')).toBeNull();
    expect(document.activeElement?.textContent).toBe('Legend');
  });
});

describe('results that are lost', () => {
  it('are marked in their rows, counted at the finish line, and what still runs at the strip', async () => {
    await pageWith(LOST, true);
    expect(textsOf('.lost-count')).toEqual(['2 results lost']);
    expect(document.querySelectorAll('.bar.cancelled.lost')).toHaveLength(2);
    expect(document.querySelectorAll('.mark.gone')).toHaveLength(2);
    expect(rowOf(1).getAttribute('aria-label')).toBe('slow_1, slow_tool, cancelled, 0.30 s, result lost');
    expect(find('.row-tail', rowOf(1)).textContent).toContain('Result lost: error_1 failed');
    // slow_1 has ended late, hang_1 never does.
    expect(document.querySelectorAll('.late-end')).toHaveLength(1);
    expect(find('.card').textContent).toContain('peak 3, 1 still running');
  });

  it('are none when somebody stopped the run, or when every result is waited for', async () => {
    const lost = () => document.querySelectorAll('.lost, .lost-count, .mark.gone').length;
    const started = await pageWith(LOST, false);
    // As predicted: what would be lost.
    expect(lost()).toBe(4);
    const { events } = await stoppedAt(100, LOST);
    const runId = report(
      started,
      events.filter(({ at }) => at === 0),
    );
    started.actions.stopRun();
    started.runner.listener.eventsArrived(
      runId,
      events.filter(({ at }) => at > 0),
    );
    commit(started, runId);
    await frames(3);
    expect(document.querySelectorAll('.row .bar.cancelled')).toHaveLength(3);
    expect(lost()).toBe(0);
  });
});

describe('a barrier', () => {
  it.each([false, true])('stands in the rows of its batch, with the idle time before it; run: %s', async (run) => {
    await pageWith(BATCHES, run);
    const box = (selector: string, key: number) => find(selector, rowOf(key)).getBoundingClientRect();
    const gate = box('.batch-barrier', 2);
    expect(document.querySelectorAll('.row .batch-barrier')).toHaveLength(1);
    expect(gate.left).toBeCloseTo(box('.bar.attempt', 2).left, -0.5);
    expect(box('.idle', 0).left).toBeCloseTo(box('.bar.attempt', 0).right, 0);
    expect(box('.idle', 0).right).toBeCloseTo(gate.left + 1, 0);
    expect(document.querySelectorAll('.row .idle')).toHaveLength(1);
    expect(find('.batch-barrier-label').textContent).toBe(
      `batch 2 ${run ? 'opened' : 'opens'} at 1.00 s; 0.90 s of slots idle`,
    );
    expect(find('.idle').title).toBe(`0.90 s idle until batch 2 ${run ? 'opened' : 'opens'} at 1.00 s`);
  });
});
