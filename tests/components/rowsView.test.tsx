import { afterEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { drawEvents } from '../unit/analysis/drawRun.ts';
import { commit, find, frames, type Rendered, renderPage, report, rowOf, textsOf } from './renderPage.tsx';

afterEach(() => void vi.restoreAllMocks());

/** The rows from top to bottom, by their names' first word; headings in brackets. */
const shown = () =>
  [...document.querySelectorAll<HTMLElement>('[role=grid] [role=row][aria-rowindex]')]
    .toSorted((a, b) => Number(a.ariaRowIndex) - Number(b.ariaRowIndex))
    .map((row) => (row.dataset.group === undefined ? row.ariaLabel?.split(',')[0] : `[${row.dataset.group}]`));
const settledOn = (rows: string[]) => vi.waitUntil(() => shown().join() === rows.join(), 5000);
const focusedRow = () => document.activeElement?.getAttribute('aria-label')?.split(',')[0];
const LISTED = ['fast_1', 'slow_1', 'fast_2', 'error_1'];

async function searching(text: string): Promise<void> {
  await userEvent.keyboard(`/${text}`);
  await vi.waitUntil(() => document.querySelector<HTMLInputElement>('#search-calls')?.value === text, 5000);
}

async function choose(name: string): Promise<void> {
  find('.view-button').focus();
  await userEvent.keyboard('{Enter}');
  const item = () =>
    [...document.querySelectorAll<HTMLElement>('[role=menu] [role^=menuitem]')].find((one) => one.textContent === name);
  await vi.waitUntil(item, 5000);
  for (let i = 0; i < 12 && document.activeElement !== item(); i++) await userEvent.keyboard('{ArrowDown}');
  await userEvent.keyboard('{Enter}');
  await vi.waitUntil(() => !document.querySelector('[role=menu]'));
}

describe('the search', () => {
  it('filters by keyboard alone, goes from match to match, and gives the focus back', async () => {
    const started = await renderPage();
    rowOf(0).focus();
    await searching('fast_tool');
    await settledOn(['fast_1', 'fast_2']);
    expect(find('[role=grid]').getAttribute('aria-rowcount')).toBe('2');
    expect(textsOf('.search-field [role=status]')).toEqual(['2 of 4']);
    await userEvent.keyboard('{Enter}');
    expect(started.store.getState().selected).toBe(2);
    await userEvent.keyboard('{Enter}');
    expect(started.store.getState().selected).toBe(0);
    await userEvent.keyboard('{Escape}');
    await settledOn(LISTED);
    await vi.waitUntil(() => focusedRow() === 'fast_1');
    expect(document.querySelector('.search-field')).toBeNull();
  });

  it('says when there is no match, and shows a call that is added', async () => {
    const started = await renderPage();
    await searching('nothing');
    await vi.waitUntil(() => document.querySelector('.none-found'));
    expect(find('.none-found').textContent).toContain('No call matches “nothing”.');
    started.actions.addCall('slow');
    await settledOn([...LISTED, 'slow_2']);
    expect(find('.search-field [role=status]').textContent).toBe('cleared to show slow_2');
    expect(find('.flashes').ariaLabel).toMatch(/^slow_2/);
  });
});

describe('sort and group', () => {
  it('are chosen by keyboard, and the plan stays as it is', async () => {
    const started = await renderPage();
    const before = started.store.getState().history;
    await choose('By duration, longest first');
    await settledOn(['slow_1', 'error_1', 'fast_1', 'fast_2']);
    rowOf(1).focus();
    await userEvent.keyboard('{ArrowDown}');
    await vi.waitUntil(() => focusedRow() === 'error_1');
    expect(started.store.getState().selected).toBe(3);
    await choose('By tool');
    await settledOn(['[fast_tool]', 'fast_1', 'fast_2', '[slow_tool]', 'slow_1', 'error_1']);
    expect(find('[data-group=slow_tool]').ariaLabel).toBe(
      'slow_tool, 2 calls, 1.00 s from first start to last end, work 2.00 s, predicted, open',
    );
    expect(started.store.getState().history).toBe(before);
  });

  it('close a group by Left, open it by Right, and show the call that something else selects', async () => {
    const started = await renderPage();
    await choose('By tool');
    await vi.waitUntil(() => document.querySelector('[data-group=slow_tool]'));
    rowOf(2).focus();
    await userEvent.keyboard('{ArrowDown}');
    await vi.waitUntil(() => document.activeElement === find('[data-group=slow_tool]'));
    await userEvent.keyboard('{ArrowLeft}');
    await settledOn(['[fast_tool]', 'fast_1', 'fast_2', '[slow_tool]']);
    await userEvent.keyboard('{ArrowRight}');
    await vi.waitUntil(() => shown().length === 6);
    await userEvent.keyboard('{ArrowLeft}');
    await vi.waitUntil(() => shown().length === 4);
    started.actions.selectRow(3);
    await vi.waitUntil(() => shown().length === 6);
  });

  it('keep the focus in its row when the run has settled in another order', async () => {
    const started = await renderPage();
    await choose('By end');
    await settledOn(['fast_1', 'fast_2', 'slow_1', 'error_1']);
    rowOf(0).focus();
    const log = drawEvents(
      'fast_1 |####| succeeded\nslow_1 |##| succeeded\nfast_2 |###| succeeded\nerror_1 |#| failed',
    );
    commit(started, report(started, log));
    await settledOn(['error_1', 'slow_1', 'fast_2', 'fast_1']);
    expect(focusedRow()).toBe('fast_1');
  });
});

describe('pinned rows', () => {
  const top = (key: number) => rowOf(key).getBoundingClientRect().top;

  it('come first by P, stay while the others scroll, and are let go by P', async () => {
    await renderPage({ hash: '#preset=stress-1000' });
    rowOf(5).focus();
    await userEvent.keyboard('p');
    await vi.waitUntil(() => document.querySelector('.pinned-rows [data-index="5"]'), 5000);
    expect(rowOf(5).ariaLabel).toMatch(/, pinned$/);
    expect(rowOf(5).getAttribute('aria-rowindex')).toBe('1');
    expect(document.querySelectorAll('[data-index="5"][role=row]')).toHaveLength(1);
    await vi.waitUntil(() => document.activeElement === rowOf(5));
    const before = top(5);
    find('.rows').scrollTop = 10_000;
    await frames(4);
    expect(top(5)).toBeCloseTo(before, 0);
    // The row that one steps to is not under them.
    await userEvent.keyboard('{ArrowDown}');
    await vi.waitUntil(() => document.activeElement === document.querySelector('[data-index="0"]'));
    expect(top(0)).toBeGreaterThanOrEqual(rowOf(5).getBoundingClientRect().bottom - 1);
    rowOf(5).focus();
    await userEvent.keyboard('p');
    await vi.waitUntil(() => !document.querySelector('.pinned-rows'));
    expect(rowOf(5).getAttribute('aria-rowindex')).toBe('6');
  });
});

describe('pinned rows on a phone', () => {
  afterEach(() => page.viewport(1280, 800));
  const top = (key: number) => rowOf(key).getBoundingClientRect().top;

  it('stay at the top while the page scrolls, at most three of them, and cover no row that is stepped to', async () => {
    await page.viewport(360, 740);
    const started = await renderPage({ hash: '#preset=thundering-herd' });
    for (const key of [4, 5, 6, 7]) started.actions.togglePin(key);
    await vi.waitUntil(() => document.querySelectorAll('.pinned-rows [role=row]').length === 3, 5000);
    await frames(2);
    scrollTo(0, find('.rows').getBoundingClientRect().top + scrollY + 200);
    await vi.waitUntil(() => Math.abs(top(4)) < 1);
    expect([5, 6].map(top)).toEqual([expect.closeTo(62, 0), expect.closeTo(124, 0)]);
    // The fourth went with the others.
    expect(top(7)).toBeLessThan(62);
    const first = document.querySelector<HTMLElement>('[role=row][aria-rowindex="5"]');
    first?.focus();
    await frames(3);
    expect(first?.getBoundingClientRect().top).toBeGreaterThanOrEqual(186 - 1);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360);
  });

  it('stand below each other also where one shows its result', async () => {
    await page.viewport(360, 740);
    const started = await renderPage();
    const picture = 'fast_1 |#| succeeded\nslow_1 |#| succeeded\nfast_2 |#| succeeded\nerror_1 |#| failed';
    commit(started, report(started, drawEvents(picture)));
    for (const key of [1, 2]) started.actions.togglePin(key);
    await vi.waitUntil(() => document.querySelectorAll('.pinned-rows [role=row]').length === 2, 5000);
    started.actions.selectRow(1);
    await vi.waitUntil(() => rowOf(1).getBoundingClientRect().height > 70);
    await frames(3);
    expect(top(2)).toBeGreaterThanOrEqual(rowOf(1).getBoundingClientRect().bottom - 1);
    expect(top(0)).toBeGreaterThanOrEqual(rowOf(2).getBoundingClientRect().bottom - 1);
  });
});

describe('a click on a bar', () => {
  it('lets the arrow keys go from row to row, and step the playhead', async () => {
    const started = await renderPage();
    const picture = 'fast_1 |#| succeeded\nslow_1 |#####| succeeded\nfast_2 |#| succeeded\nerror_1 |#| failed';
    commit(started, report(started, drawEvents(picture)));
    await frames(2);
    await userEvent.click(find('.bar', rowOf(1)));
    expect(started.store.getState().selected).toBe(1);
    await userEvent.keyboard('{ArrowDown}');
    await vi.waitUntil(() => document.activeElement === rowOf(2));
    await userEvent.click(find('.bar', rowOf(1)));
    await userEvent.keyboard('{ArrowUp}');
    await vi.waitUntil(() => document.activeElement === rowOf(0));
    expect(started.store.getState().selected).toBe(0);
    await userEvent.click(find('.bar', rowOf(1)));
    await userEvent.keyboard('{ArrowLeft}');
    expect(started.store.getState().playhead).toBeDefined();
    expect(started.store.getState().selected).toBe(1);
  });
});

describe('the dense view', () => {
  it('offers itself above 100 calls, and is 26 px a row', async () => {
    await renderPage({ hash: '#preset=stress-1000' });
    const height = () => rowOf(0).getBoundingClientRect().height;
    expect(height()).toBe(36);
    await vi.waitUntil(() => document.querySelector('.axis .link-button'), 5000);
    find('.axis .link-button').focus();
    await userEvent.keyboard('{Enter}');
    await vi.waitUntil(() => height() === 26, 5000);
    expect(rowOf(1).getBoundingClientRect().top - rowOf(0).getBoundingClientRect().top).toBe(26);
    expect(find('.bar', rowOf(0)).getBoundingClientRect().height).toBe(14);
    expect(document.querySelector('.axis .link-button')).toBeNull();
    await choose('Dense rows');
    await vi.waitUntil(() => height() === 36);
  });

  it('is not offered for few calls, nor once it was declined', async () => {
    await renderPage();
    expect(document.querySelector('.axis .link-button')).toBeNull();
    const texts = { rows: JSON.stringify({ declined: true }) };
    const started: Rendered = await renderPage({ hash: '#preset=stress-1000', texts });
    await vi.waitUntil(() => started.store.getState().rowsView.declined, 5000);
    await frames(2);
    expect(started.screen.container.querySelector('.axis .link-button')).toBeNull();
  });
});

describe('a selection from elsewhere', () => {
  it('scrolls to its row and is told, and what has the focus is not told again', async () => {
    const started = await renderPage({ hash: '#preset=stress-1000' });
    started.actions.selectRow(700);
    await vi.waitUntil(() => document.querySelector('[data-index="700"][role=row]'), 5000);
    await vi.waitUntil(() => textsOf('[data-said]').join() === 'Selected: slow_701', 5000);
    const box = find('.rows').getBoundingClientRect();
    await vi.waitUntil(() => rowOf(700).getBoundingClientRect().bottom <= box.bottom + 1);
    expect(rowOf(700).getBoundingClientRect().top).toBeGreaterThanOrEqual(box.top - 1);
    rowOf(701).focus();
    await frames(2);
    expect(textsOf('[data-said]')).toEqual(['Selected: slow_701']);
  });
});

describe('10,000 rows', () => {
  it('are sorted', async () => {
    const started = await renderPage({ hash: '#preset=stress-10000' });
    started.actions.selectRow(0);
    await vi.waitUntil(() => started.store.getState().rowsKit, 5000);
    const from = performance.now();
    started.actions.changeRowsView({ sort: 'duration' });
    await frames(2);
    console.log(`sorted 10,000 rows in ${Math.round(performance.now() - from)} ms, two frames included`);
    const widths = shown().length;
    expect(widths).toBeLessThan(40);
    expect(find('[role=row][aria-rowindex="1"]').ariaLabel).toMatch(/1\.00 s/);
  });
});
