import { describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { comparedTotals } from '../../src/analysis/metrics/comparedTotals.ts';
import { sampleOf } from '../../src/analysis/metrics/distribution.ts';
import { predict } from '../../src/engine/predict.ts';
import { foldAll } from '../../src/run/fold.ts';
import type { AnswerOf, Topic } from '../../src/runner/predict/queries.ts';
import { selectDocument } from '../../src/store/plan/document.ts';
import { simulatedTools as tools } from '../../src/tools/simulated.ts';
import { answerPrediction, type Started, settle as settleNewest } from '../unit/store/startStore.ts';
import { find, frames, type Rendered, renderPage, rowOf } from './renderPage.tsx';

/** What the `plan` Worker would say to the newest question of this topic, or to its first so many plans. */
async function answer({ runner }: Started, topic: Topic, count = Number.POSITIVE_INFINITY): Promise<void> {
  const ask = runner.asks.findLast((one) => one.topic === topic);
  if (!ask) throw new Error(`nothing was asked about ${topic}`);
  const answers: AnswerOf[Topic][] = [];
  for (const plan of ask.plans.slice(0, count)) {
    const run = await predict(plan, { tools });
    if (topic === 'repeat') answers.push(sampleOf(run, run.outcomes, plan.seed ?? 0));
    else if (topic === 'twin') answers.push(foldAll(run.events));
    else answers.push(comparedTotals(foldAll(run.events), plan));
  }
  runner.listener.answered({ id: ask.id, answers, done: count >= ask.plans.length });
}

const button = (name: string) => {
  const all = [...document.querySelectorAll('button')];
  const found = all.find((one) => one.textContent?.trim() === name || one.getAttribute('aria-label') === name);
  if (!found) throw new Error(`no button ${name}`);
  return found;
};
const text = (selector: string) => find(selector).textContent?.replace(/\s+/g, ' ') ?? '';

async function press(name: string): Promise<void> {
  button(name).focus();
  await userEvent.keyboard('{Enter}');
}

async function openTwin(): Promise<Rendered> {
  const page = await renderPage();
  await press('Side by side');
  await vi.waitFor(() => find('section[aria-label="Side by side"]'));
  await vi.waitFor(() => expect(page.runner.asks).not.toHaveLength(0));
  await answer(page, 'twin');
  await frames(2);
  return page;
}

async function settle(page: Rendered): Promise<void> {
  await settleNewest(page);
  await frames(2);
}

describe('side by side', () => {
  it('is opened by keyboard, with both totals and what lies between them', async () => {
    await openTwin();
    expect(button('Side by side').getAttribute('aria-pressed')).toBe('true');
    expect(text('.side-by-side-tail')).toBe('All at once1.00 s predictedOne by one2.20 s predicted');
    expect(text('.side-by-side-saved')).toBe('1.20 s saved');
    expect(text('.other-finish.ghost')).toBe('2.20 s');
    expect(document.querySelectorAll('.other-row')).toHaveLength(4);
    const items = [...document.querySelectorAll('[role=list][aria-label="Calls, One by one"] [role=listitem]')];
    expect(items.map((one) => one.getAttribute('aria-label'))[1]).toBe('slow_1, predicted 1.00 s');
  });

  it('is measured by two runs, one after the other', async () => {
    const page = await openTwin();
    page.runner.listener.engineReady();
    await press('Run both');
    await settle(page);
    expect(document.documentElement.dataset.run).toBe('running');
    expect(text('section[aria-label=Proof] p')).toContain('All four took 1.00 s');
    await settle(page);
    expect(document.documentElement.dataset.run).toBe('settled');
    expect(page.runner.runs).toHaveLength(2);
    expect(text('.side-by-side-tail')).toBe('All at once1.000 s measuredOne by one2.200 s measured');
    expect(document.querySelectorAll('.other-row .bar.ghost')).toHaveLength(0);
    expect(document.querySelectorAll('.other-row .bar.succeeded')).toHaveLength(3);
  });

  it('lights a call and its twin, both ways, and draws no row for it', async () => {
    const page = await openTwin();
    const twins = [...document.querySelectorAll<HTMLElement>('.other-row')];
    const lit = () => [...document.querySelectorAll<HTMLElement>('[data-highlighted]')];
    twins[0]?.focus();
    await frames(2);
    const before = page.draws();
    await userEvent.hover(twins[3] as HTMLElement);
    expect(lit()).toEqual([rowOf(3), twins[3]]);
    await userEvent.hover(rowOf(1));
    expect(lit()).toEqual([rowOf(1), twins[1]]);
    expect(page.draws()).toBe(before);
    await userEvent.hover(button('Side by side'));
    twins[0]?.focus();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');
    expect(document.activeElement).toBe(twins[2]);
    expect(lit()).toEqual([rowOf(2), twins[2]]);
  });

  it('stands beside another strategy at a choice, and closes', async () => {
    const page = await openTwin();
    await userEvent.selectOptions(find('select[aria-label="Beside it"]'), 'batches');
    await answer(page, 'twin');
    await frames(2);
    expect(text('.side-by-side-tail')).toContain('Batches of 22.00 s predicted');
    await press('Close side by side');
    expect(document.querySelector('.side-by-side')).toBeNull();
  });

  it('draws a window of 1,000 calls, and says so', async () => {
    const page = await renderPage({ hash: '#preset=stress-1000' });
    page.actions.toggleSideBySide();
    await vi.waitFor(() => expect(page.runner.asks).not.toHaveLength(0));
    await answer(page, 'twin');
    find('.rows').scrollTop = 36 * 500;
    await vi.waitFor(() => expect(text('.side-by-side-tail')).toContain('Rows 501 to 506 of 1,000'));
    expect(document.querySelectorAll('.other-row')).toHaveLength(6);
    expect(find('.other-row').dataset.other).toBe('500');
  });
});

describe('the Compare tab', () => {
  async function openCompare(): Promise<Rendered> {
    const page = await renderPage();
    page.actions.selectTab('compare');
    await vi.waitFor(() => find('section[aria-label="Repeat"]'), 10_000);
    await vi.waitFor(() => expect(page.runner.asks).not.toHaveLength(0));
    await answer(page, 'compare');
    await frames(2);
    return page;
  }
  const bodies = () =>
    [...document.querySelectorAll('#panel tbody')].map((one) =>
      [...one.querySelectorAll('th, td')].map((cell) => cell.textContent),
    );

  it('has the numbers of the chosen policies as a table', async () => {
    const page = await openCompare();
    expect(bodies()[0]).toEqual(['One by one', 'predicted', '2.20 s', '2.20 s', '1.00 s', '2.20 s']);
    expect(bodies()[3]).toEqual(['Batches of 2', 'predicted', '2.00 s', '2.20 s', '1.00 s', '1.00 s']);
    page.runner.listener.engineReady();
    page.actions.startRun();
    await settle(page);
    expect(bodies()[1]?.slice(6)).toEqual(['measured', '1.000 s', '2.20 s', '1.000 s', '1.00 s']);
    await userEvent.click(find('#panel input[type=checkbox]'));
    await answer(page, 'compare');
    await frames(2);
    expect(bodies()[0]?.[0]).toBe('All at once');
  });

  it('repeats the plan: p50 and p95, progress, and a stop', async () => {
    const page = await openCompare();
    expect(text('section[aria-label=Repeat]')).toContain('every seed gives the same total');
    await press('Let all times vary by 20 %');
    expect(selectDocument(page.store.getState()).plan.calls.every(({ args }) => args.spread === 0.2)).toBe(true);
    await answerPrediction(page);
    await frames(2);
    expect(text('section[aria-label=Repeat]')).not.toContain('every seed gives the same total');
    await press('Predict 30');
    await answer(page, 'repeat', 12);
    await frames(2);
    expect(text('section[aria-label=Repeat] [role=status]')).toBe('12 of 30 predicted');
    await press('Stop repeating');
    await frames(2);
    expect(page.runner.asks.at(-1)).toMatchObject({ topic: 'repeat', plans: [] });
    expect(text('section[aria-label=Repeat] [role=status]')).toBe('');
    expect(text('section[aria-label=Repeat] table')).toMatch(/Runs12p50\d\.\d\d sp95\d\.\d\d s/);
    await press('Predict 30');
    await answer(page, 'repeat');
    await frames(2);
    expect(text('section[aria-label=Repeat] table')).toContain('Runs30');
  });

  it('repeats it for real, one run after the other', async () => {
    const page = await openCompare();
    page.runner.listener.engineReady();
    await press('Measure 10');
    await settle(page);
    expect(text('section[aria-label=Repeat] [role=status]')).toBe('1 of 10 measured');
    await press('Stop repeating');
    expect(page.runner.stops).toHaveLength(1);
    await settle(page);
    expect(text('section[aria-label=Repeat] table')).toMatch(/MeasuredRuns2p501\.000 s/);
    expect(document.documentElement.dataset.run).toBe('idle');
  });
});
