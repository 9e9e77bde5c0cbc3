import { describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { presetOf } from '../../src/lessons/allPresets.ts';
import type { Plan, Policy } from '../../src/run/types.ts';
import { selectDocument } from '../../src/store/plan/document.ts';
import { formatPlan } from '../../src/store/storage.ts';
import { drawEvents } from '../unit/analysis/drawRun.ts';
import { calls } from '../unit/store/startStore.ts';
import { commit, editorOpened, find, frames, type Rendered, renderPage, report, textsOf } from './renderPage.tsx';

const policyIn = ({ store }: Rendered) => selectDocument(store.getState()).plan.policy;
const button = (name: string) => {
  const found = [...document.querySelectorAll<HTMLButtonElement>('button')].find(
    (one) => (one.getAttribute('aria-label') ?? one.textContent) === name,
  );
  if (!found) throw new Error(`no button ${name}`);
  return found;
};
const panel = () => document.querySelector('dialog[aria-label=Policy]');
const opened = () => vi.waitUntil(panel, 5000);
const line = (setting: keyof Policy) => find(`[data-setting=${setting}]`);
const box = (setting: keyof Policy) => find<HTMLInputElement>('input:not([type=checkbox])', line(setting));
const chips = () => textsOf('.chip');

const storing = (policy: Partial<Policy>) => {
  const plan: Plan = { ...(presetOf('tutorial') as { plan: Plan }).plan, policy };
  return { texts: { plan: formatPlan({ plan, preset: 'tutorial', atMost: 3, batchesOf: 2 }) } };
};

describe('the policy', () => {
  it('has no chip on the first screen', async () => {
    await renderPage();
    expect(chips()).toEqual([]);
    expect(panel()).toBeNull();
  });

  it('is changed by keyboard alone: a timeout on, another length, undone step by step', async () => {
    const started = await renderPage();
    find<HTMLInputElement>('input[type=radio]:checked').focus();
    while (document.activeElement !== button('+ Policy')) await userEvent.tab();
    await userEvent.keyboard('{Enter}');
    await opened();
    const timeout = find<HTMLInputElement>('input[type=checkbox]', line('timeoutMs'));
    await vi.waitUntil(() => document.activeElement === timeout);
    await userEvent.keyboard(' ');
    expect(policyIn(started)).toEqual({ timeoutMs: 500 });
    expect(chips()).toEqual(['Timeout 0.50 s']);
    await userEvent.tab();
    expect(document.activeElement).toBe(box('timeoutMs'));
    await userEvent.keyboard('0');
    expect(box('timeoutMs').value).toBe('0');
    expect(policyIn(started)).toEqual({ timeoutMs: 500 });
    await userEvent.keyboard('.25 s');
    expect(policyIn(started)).toEqual({ timeoutMs: 250 });
    expect(box('timeoutMs').value).toBe('0.25 s');
    await userEvent.keyboard('{Escape}');
    expect(panel()).toBeNull();
    expect(document.activeElement).toBe(button('+ Policy'));
    expect(chips()).toEqual(['Timeout 0.25 s']);
    // All that was typed there is one step, the switch another.
    started.actions.undo();
    expect(policyIn(started)).toEqual({ timeoutMs: 500 });
    started.actions.undo();
    expect(policyIn(started)).toBeUndefined();
    expect(started.runner.runs).toEqual([]);
  });

  it('that is stored has a chip for each setting that differs; a chip opens its own line', async () => {
    await renderPage(storing({ limit: 2, timeoutMs: 500, onError: 'fail-fast', rate: { starts: 2, perMs: 1000 } }));
    expect(chips()).toEqual(['Timeout 0.50 s', 'Fail fast', 'Rate 2 per 1.00 s']);
    button('Rate 2 per 1.00 s').click();
    await opened();
    await vi.waitUntil(() => line('rate').contains(document.activeElement));
    expect(document.activeElement).toBe(box('rate'));
    button('Fail fast').click();
    await vi.waitUntil(() => line('onError').contains(document.activeElement));
    await userEvent.keyboard('{Escape}');
    expect(document.activeElement).toBe(button('Fail fast'));
  });

  it('keeps what was refused where it was typed, and the plan as it was', async () => {
    const started = await renderPage(
      storing({ timeoutMs: 500, retry: { attempts: 3, baseMs: 100, factor: 2, maxMs: 900, jitter: 0 } }),
    );
    const before = selectDocument(started.store.getState());
    button('Timeout 0.50 s').click();
    await opened();
    await userEvent.fill(box('timeoutMs'), '-5');
    expect(box('timeoutMs').getAttribute('aria-invalid')).toBe('true');
    const complaint = document.getElementById(box('timeoutMs').getAttribute('aria-describedby') ?? '');
    expect(complaint?.textContent).toBe(
      'Timeout (ms): Expected milliseconds from 0.001 to 2,147,483,647, got "-5". The plan keeps 500.',
    );
    expect(complaint?.closest('[role=alert]')).not.toBeNull();
    await userEvent.fill(box('retry'), '0');
    expect(textsOf('dialog .complaint')).toHaveLength(2);
    expect(selectDocument(started.store.getState())).toBe(before);
    // Nothing is lost when it is closed, by a press beside it, and opened again.
    await userEvent.click(find('section[aria-label=Proof]'));
    await vi.waitUntil(() => !panel());
    button('+ Policy').click();
    await opened();
    expect([box('timeoutMs').value, box('retry').value]).toEqual(['-5', '0']);
    await userEvent.fill(box('timeoutMs'), '50');
    expect(policyIn(started)).toMatchObject({ timeoutMs: 50, retry: { attempts: 3 } });
    expect(textsOf('dialog .complaint')).toHaveLength(1);
    // Another value from elsewhere stands there instead of what was typed beside the old one.
    started.actions.changePolicy({ retry: { attempts: 4, baseMs: 100, factor: 2, maxMs: 900, jitter: 0 } });
    await frames(2);
    expect(box('retry').value).toBe('4');
    expect(textsOf('dialog .complaint')).toEqual([]);
  });

  it('says which errors are tried again, in a text', async () => {
    const retry = { attempts: 3, baseMs: 100, factor: 2, maxMs: 900, jitter: 0 };
    const started = await renderPage(storing({ retry }));
    button('Retry 3 tries').click();
    await opened();
    const errors = find('dialog [data-setting=retry] input[list]') as HTMLInputElement;
    expect(errors.labels?.[0]?.textContent).toBe('Errors');
    expect([...(errors.list?.options ?? [])].map(({ value }) => value)).toContain('transient');
    expect(errors.value).toBe('any');
    await userEvent.fill(errors, 'transient');
    expect(policyIn(started)).toEqual({ retry: { ...retry, on: 'transient' } });
    expect(chips()).toEqual(['Retry 3 tries on transient errors']);
    await userEvent.fill(errors, '429, ECONNRESET,');
    expect(policyIn(started)).toEqual({ retry: { ...retry, on: ['429', 'ECONNRESET'] } });
    expect(errors.value).toBe('429, ECONNRESET,');
    await userEvent.tab();
    expect(errors.value).toBe('429, ECONNRESET');
    await userEvent.fill(errors, '');
    expect(errors.getAttribute('aria-invalid')).toBe('true');
    expect(textsOf('dialog .complaint')[0]).toContain('The plan keeps 429, ECONNRESET.');
  });

  it('goes back to the tutorial’s by the cross, and the focus stays with the chips', async () => {
    const started = await renderPage(storing({ timeoutMs: 500, order: 'priority' }));
    button('Remove Timeout').focus();
    await userEvent.keyboard('{Enter}');
    expect(policyIn(started)).toEqual({ order: 'priority' });
    expect(document.activeElement).toBe(button('Remove Order'));
    await userEvent.keyboard('{Enter}');
    expect(policyIn(started)).toBeUndefined();
    expect(chips()).toEqual([]);
    expect(document.activeElement).toBe(button('+ Policy'));
    started.actions.undo();
    await frames(2);
    expect(chips()).toEqual(['Priority first']);
  });

  it('stays as it is while a run goes, and says why', async () => {
    const started = await renderPage(storing({ timeoutMs: 500 }));
    const log = drawEvents('fast_1 |#| succeeded\nslow_1 |#| succeeded\nfast_2 |#| succeeded\nerror_1 |#| failed');
    button('+ Policy').click();
    await opened();
    const runId = report(started, log.slice(0, 2));
    await frames(2);
    expect(find('dialog [role=status]').textContent).toContain('A run is going');
    expect([...document.querySelectorAll('dialog input:enabled, dialog select:enabled')]).toEqual([]);
    button('Remove Timeout').click();
    started.actions.changePolicy({ timeoutMs: 9 });
    expect(policyIn(started)).toEqual({ timeoutMs: 500 });
    // The focus was on a control that is off now.
    await userEvent.keyboard('{Escape}');
    expect(panel()).toBeNull();
    started.runner.listener.eventsArrived(runId, log.slice(2));
    commit(started, runId);
    await frames(2);
    button('Remove Timeout').click();
    expect(policyIn(started)).toBeUndefined();
  });

  it('is closed when Tab leads out of it', async () => {
    await renderPage();
    button('+ Policy').click();
    await opened();
    const last = [...document.querySelectorAll<HTMLElement>('dialog input, dialog select')].at(-1);
    last?.focus();
    await userEvent.tab();
    await vi.waitUntil(() => !panel());
    expect(document.activeElement).not.toBe(document.body);
  });
});

describe('a call’s own settings', () => {
  const input = (label: string) => {
    const found = [...document.querySelectorAll<HTMLLabelElement>('form.editor label')].find((one) =>
      one.textContent?.startsWith(label),
    );
    return (found?.control ?? find('#none')) as HTMLInputElement;
  };

  it('of one that fails are its error’s code and the pause that it asks for', async () => {
    const started = await renderPage();
    started.actions.addCall('failing');
    started.actions.openRow(4);
    await editorOpened();
    expect([input('Error code').value, input('Retry after (ms)').value]).toEqual(['', '']);
    await userEvent.fill(input('Error code'), '401');
    await userEvent.fill(input('Retry after (ms)'), '250');
    expect(calls(started)[4]?.args).toMatchObject({ code: '401', retryAfterMs: 250 });
    started.actions.openRow(0);
    await vi.waitUntil(() => find('form.editor').getAttribute('aria-label')?.includes('fast_1'));
    expect(textsOf('form.editor label')).not.toContain('Error code');
  });

  it('are under More, applied when right and refused at the field when not', async () => {
    const started = await renderPage();
    started.actions.openRow(1);
    await editorOpened();
    expect(document.querySelector('form.editor [role=group]')).toBeNull();
    button('More').click();
    await vi.waitUntil(() => document.querySelector('form.editor [role=group]'), 5000);
    expect(button('More').getAttribute('aria-expanded')).toBe('true');
    await userEvent.fill(input('Timeout (ms)'), '0.3 s');
    await userEvent.selectOptions(input('Fallback'), 'value');
    await userEvent.fill(input('Fallback value'), 'nothing');
    expect(calls(started)[1]).toMatchObject({ timeoutMs: 300, fallback: { value: 'nothing' } });
    const before = calls(started)[1];
    await userEvent.fill(input('Priority'), 'high');
    expect(input('Priority').value).toBe('high');
    expect(textsOf('form.editor [role=alert]')).toEqual([
      'Priority: Expected a number from -1,000,000,000 to 1,000,000,000, got "high".',
    ]);
    expect(calls(started)[1]).toBe(before);
    await userEvent.keyboard('{Escape}');
    // It opens with what is set in sight.
    started.actions.openRow(1);
    await vi.waitUntil(() => document.querySelector('form.editor [role=group]'));
    expect(input('Timeout (ms)').value).toBe('300');
  });
});

describe('a tool’s own settings', () => {
  const EDIT = '[role=row][aria-rowindex="2"] .row-head button';
  const label = (text: string) => {
    const found = [...document.querySelectorAll('.editor label')].find((one) => one.textContent === text);
    return find<HTMLInputElement>(`#${CSS.escape(found?.getAttribute('for') ?? '')}`);
  };
  const toolsIn = ({ store }: Rendered) => (selectDocument(store.getState()).plan as { tools?: unknown }).tools;

  it('are under More of any of its rows, have chips, and are taken off by their crosses', async () => {
    const started = await renderPage();
    find<HTMLButtonElement>(EDIT).click();
    await editorOpened();
    button('More').click();
    await vi.waitUntil(() => document.querySelector('[role=group][aria-label=More]'), 5000);
    expect(document.querySelector('.editor h4')?.textContent).toBe('All calls of slow_tool');
    await userEvent.fill(label('Tool limit'), '0');
    expect(textsOf('.complaint')).toEqual(['Tool limit: Expected a whole number from 1 to 1,000,000, got "0".']);
    expect(toolsIn(started)).toBeUndefined();
    await userEvent.fill(label('Tool limit'), '1');
    await userEvent.fill(label('Tool timeout (ms)'), '1.5 s');
    expect(toolsIn(started)).toEqual({ slow_tool: { timeoutMs: 1500, limit: 1 } });
    await vi.waitUntil(() => chips().length === 2, 5000);
    expect(chips()).toEqual(['slow_tool: timeout 1.50 s', 'slow_tool: at most 1']);
    // The calls are the same: what ran of them may stand beside it.
    expect(calls(started)).toBe(presetOf('tutorial')?.plan.calls);
    button('Remove Timeout of slow_tool').focus();
    button('Remove Timeout of slow_tool').click();
    await vi.waitUntil(() => chips().length === 1);
    expect(chips()).toEqual(['slow_tool: at most 1']);
    expect(document.activeElement).toBe(button('Remove Limit of slow_tool'));
    started.actions.undo();
    expect(toolsIn(started)).toEqual({ slow_tool: { timeoutMs: 1500, limit: 1 } });
  });
});

describe('Run over a wrong text', () => {
  it('in the policy’s panel leads to the field, also when the panel was closed, and runs nothing', async () => {
    const started = await renderPage(
      storing({ timeoutMs: 500, retry: { attempts: 3, baseMs: 100, factor: 2, maxMs: 10_000, jitter: 0 } }),
    );
    button('Retry 3 tries').click();
    await opened();
    const tries = () => document.querySelector<HTMLInputElement>('[data-setting=retry] input[aria-invalid=true]');
    await vi.waitUntil(() => line('retry').contains(document.activeElement));
    await userEvent.keyboard('none');
    await vi.waitUntil(tries);
    await userEvent.keyboard('{Escape}');
    expect(panel()).toBeNull();
    expect(button('Run').getAttribute('aria-disabled')).toBe('true');
    expect(button('Run').title).toBe('Tries: Expected a whole number from 1 to 200, got "none".');
    await userEvent.click(button('Run'), { force: true });
    await vi.waitUntil(() => tries() !== null && document.activeElement === tries(), 5000);
    expect(tries()?.value).toBe('none');
    expect(textsOf('.complaint')).toEqual([
      'Tries: Expected a whole number from 1 to 200, got "none". The plan keeps 3.',
    ]);
    expect(started.runner.runs).toEqual([]);
    await userEvent.fill(tries() as HTMLInputElement, '2');
    await userEvent.keyboard('{Escape}');
    await userEvent.click(button('Run'));
    expect(started.runner.runs).toHaveLength(1);
  });

  it('in a row leads to the row’s field', async () => {
    const started = await renderPage();
    find<HTMLButtonElement>('[role=row][aria-rowindex="2"] .row-head button').click();
    await editorOpened();
    await userEvent.keyboard('{Control>}a{/Control}{Delete}');
    button('+ Policy').focus();
    await userEvent.click(button('Run'), { force: true });
    expect((document.activeElement as HTMLElement).getAttribute('aria-invalid')).toBe('true');
    expect(started.runner.runs).toEqual([]);
  });
});
