import { describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { selectDocument } from '../../src/store/plan/document.ts';
import { drawEvents } from '../unit/analysis/drawRun.ts';
import { answerPrediction, calls, ids } from '../unit/store/startStore.ts';
import { commit, editorOpened, find, frames, renderPage, report, rowOf, textsOf } from './renderPage.tsx';

const SETTLED = drawEvents(
  'fast_1 |##| succeeded\nslow_1 |############| succeeded\nfast_2 |##| succeeded\nerror_1 |..######| failed',
);
const NAMES = ['Sum', 'Slowest', 'Total', 'One by one', 'Overhead', 'Speed-up'];
const values = () =>
  Object.fromEntries(
    NAMES.map((name) => [name, document.querySelector(`data[data-name="${name}"]`)?.getAttribute('value')]),
  );

describe('the proof', () => {
  it('has the predicted numbers before a run, and no Total', async () => {
    await renderPage();
    expect(values()).toMatchObject({ Sum: '2200', Slowest: '1000', Total: null });
    expect(find('section[aria-label=Proof]').textContent).toContain('press Run to measure');
  });

  it('has the numbers of the log after a run', async () => {
    const started = await renderPage();
    commit(started, report(started, SETTLED));
    await frames(2);
    expect(document.documentElement.dataset.run).toBe('settled');
    expect(values()).toEqual({
      Sum: '2200',
      Slowest: '1200',
      Total: '1200',
      'One by one': '2200',
      Overhead: '200',
      'Speed-up': '1.833',
    });
    expect(textsOf('section p')[0]).toBe(
      'All four took 1.20 s: as long as slow_1 alone. One by one: 2.20 s. 1.8× faster.',
    );
  });

  it('has no value where there is no end', async () => {
    const started = await renderPage();
    started.actions.addCall('hanging');
    await answerPrediction(started);
    await answerPrediction(started);
    await frames(2);
    expect(values()).toMatchObject({ Sum: null, Slowest: null, Total: null });
    expect(textsOf('data[data-name=Sum]')).toEqual(['no end']);
  });

  it('is gone with an edit, and data-run is idle', async () => {
    const started = await renderPage();
    commit(started, report(started, SETTLED));
    await frames(2);
    started.actions.addCall('fast');
    await answerPrediction(started);
    await frames(2);
    expect(document.documentElement.dataset.run).toBe('idle');
    expect(values()).toMatchObject({ Sum: '2300', Total: null });
  });
});

describe('the strategies', () => {
  it('are one radio group: arrows choose, and one Tab leaves it', async () => {
    const started = await renderPage();
    const chosen = () => find<HTMLInputElement>('input[type=radio]:checked').getAttribute('aria-label');
    find<HTMLInputElement>('input[type=radio]:checked').focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(chosen()).toBe('At most 3');
    await userEvent.keyboard('{ArrowLeft}{ArrowLeft}');
    expect(chosen()).toBe('One by one');
    expect(selectDocument(started.store.getState()).plan.policy).toMatchObject({ limit: 1 });
    await userEvent.tab();
    expect(document.activeElement?.matches('input[type=radio]')).toBe(false);
  });

  it('show what was measured in place of what was predicted, for their own policy', async () => {
    const started = await renderPage();
    const totals = () => textsOf('[role=radiogroup] label').map((text) => text.replace(/\s+/g, ' '));
    expect(totals()).toEqual([
      expect.stringContaining('2.20 s'),
      expect.stringContaining('1.00 s'),
      expect.stringContaining('1.10 s'),
      expect.stringContaining('2.00 s'),
    ]);
    commit(started, report(started, SETTLED));
    await frames(2);
    expect(totals()[1]).toMatch(/measured ?1\.200 s/);
    expect(totals()[0]).toMatch(/predicted ?2\.20 s/);
  });
});

describe('the row’s editor', () => {
  const input = (label: string) => {
    const found = [...document.querySelectorAll<HTMLLabelElement>('form.editor label')].find((one) =>
      one.textContent?.startsWith(label),
    );
    return (found?.control ?? find('input')) as HTMLInputElement;
  };
  const complaints = () => textsOf('form.editor [role=alert]').join('');

  it('applies what is right at once, and keeps what is wrong where it was typed', async () => {
    const started = await renderPage();
    started.actions.openRow(1);
    await editorOpened();
    expect(document.activeElement).toBe(input('Name'));
    await userEvent.fill(input('Name'), 'renamed');
    expect(ids(started)[1]).toBe('renamed');
    await userEvent.fill(input('Duration (ms)'), '-1');
    expect(input('Duration (ms)').value).toBe('-1');
    expect(input('Duration (ms)').getAttribute('aria-invalid')).toBe('true');
    expect(complaints()).toContain('got "-1"');
    expect(calls(started)[1]).toMatchObject({ id: 'renamed', args: { query: 'task 2' } });
    expect(started.store.getState().draftProblem).toContain('got "-1"');
    // Another row does not open over it.
    started.actions.openRow(2);
    expect(started.store.getState().editing).toBe(1);
    await userEvent.fill(input('Duration (ms)'), '70');
    expect(complaints()).toBe('');
    expect(calls(started)[1]?.args.ms).toBe(70);
    expect(started.store.getState().draftProblem).toBeUndefined();
  });

  it('is one step of undo for all its fields', async () => {
    const started = await renderPage();
    const before = calls(started)[0];
    started.actions.openRow(0);
    await editorOpened();
    await userEvent.fill(input('Name'), 'a');
    await userEvent.fill(input('Duration (ms)'), '300');
    await userEvent.selectOptions(input('Behavior'), 'failing');
    expect(calls(started)[0]).toEqual({ id: 'a', name: 'failing_tool', args: { query: 'task 1', ms: 300 } });
    started.actions.undo();
    expect(calls(started)[0]).toBe(before);
  });

  it('Enter closes it when all is right, and not when something is wrong; Escape always', async () => {
    const started = await renderPage();
    started.actions.openRow(0);
    await editorOpened();
    await userEvent.fill(input('Name'), 'slow_1');
    await userEvent.keyboard('{Enter}');
    expect(started.store.getState().editing).toBe(0);
    await userEvent.keyboard('{Escape}');
    expect(started.store.getState()).toMatchObject({ editing: undefined, draftProblem: undefined });
    expect(ids(started)[0]).toBe('fast_1');
    expect(document.activeElement).toBe(rowOf(0));
    await userEvent.keyboard('{Enter}');
    await vi.waitUntil(() => document.querySelector('form.editor'));
    await userEvent.keyboard('{Enter}');
    await vi.waitUntil(() => !document.querySelector('form.editor'));
    expect(started.runner.runs).toEqual([]);
  });

  it('takes its complaint along when its row is removed or undone', async () => {
    for (const leave of ['removeCall', 'undo'] as const) {
      const started = await renderPage();
      started.actions.addCall('fast');
      started.actions.openRow(0);
      await editorOpened();
      await userEvent.fill(input('Duration (ms)'), 'x');
      expect(started.store.getState().draftProblem).toBeDefined();
      started.actions[leave](0);
      await frames(2);
      expect(started.store.getState()).toMatchObject({ draftProblem: undefined, editing: undefined });
      await started.screen.unmount();
    }
  });

  it('keys that are typed are no keys of the page', async () => {
    const started = await renderPage();
    started.actions.openRow(0);
    await editorOpened();
    await userEvent.type(input('Query'), ' r n 0 {Delete}');
    expect(started.runner.runs).toEqual([]);
    expect(ids(started)).toHaveLength(4);
    expect(calls(started)[0]?.args.query).toBe('task 1 r n 0 ');
  });

  it('counts a text that is too long whole, and shows it cut', async () => {
    const started = await renderPage();
    started.actions.openRow(0);
    await editorOpened();
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', 'é🙂'.repeat(400_000));
    input('Query').setSelectionRange(0, 6);
    input('Query').dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    await frames(2);
    expect(complaints()).toContain('this text has 1,200,000');
    expect(input('Query').value.length).toBeLessThan(20_000);
    expect(calls(started)[0]?.args.query).toBe('task 1');
  });
});
