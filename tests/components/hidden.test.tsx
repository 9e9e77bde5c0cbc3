import { describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { writePlanLink } from '../../src/store/link/planCodec.ts';
import { openPlanLink } from '../../src/store/open/readPlanLink.ts';
import { memoryStorage } from '../../src/store/storage.ts';
import { find, frames, type Rendered, renderPage, textsOf } from './renderPage.tsx';

const firstVisit = () => renderPage({ storage: memoryStorage() });
const totals = () => textsOf('[role=radiogroup] label').map((label) => label.match(/\?|[\d.]+ s$/)?.[0]);
const HIDDEN = ['?', '?', '?', '?'];
const SHOWN = ['2.20 s', '1.00 s', '1.10 s', '2.00 s'];
const predictions = ({ screen }: Rendered) => screen.getByRole('switch', { name: 'Show predictions' });
const pointer = (type: string, on: Element) =>
  on.dispatchEvent(
    new PointerEvent(type, { bubbles: true, isPrimary: true, clientX: on.getBoundingClientRect().left + 200 }),
  );

describe('while the page asks', () => {
  it('the switch shows predictions and hides them', async () => {
    const page = await firstVisit();
    expect(totals()).toEqual(HIDDEN);
    await predictions(page).click();
    await frames(2);
    expect(totals()).toEqual(SHOWN);
    await userEvent.keyboard('h');
    await frames(2);
    expect(totals()).toEqual(HIDDEN);
    expect(predictions(page).element()).not.toBeChecked();
  });

  it('the lanes draw how long each call is to take, and the legend explains that', async () => {
    const { screen } = await firstVisit();
    expect(document.querySelectorAll('.lane .bar')).toHaveLength(4);
    expect(document.querySelectorAll('.lane .bar.planned')).toHaveLength(4);
    await screen.getByRole('button', { name: 'Legend' }).click();
    await vi.waitUntil(() => document.querySelector('.legend li'));
    const [first] = textsOf('.legend ul:first-of-type li');
    expect(first).toContain('planned duration');
    expect(find('.legend h3').textContent).toBe('On the screen now');
  });

  it('a press is a guess when it ends, and not when it scrolls', async () => {
    await firstVisit();
    const track = find('[role=slider][aria-label="Your guess of the total"]');
    pointer('pointerdown', track);
    pointer('pointercancel', track);
    await frames(2);
    expect(find('.guess').textContent).toContain('your guess');
    expect(totals()).toEqual(HIDDEN);
    pointer('pointerdown', track);
    pointer('pointerup', track);
    await frames(2);
    expect(totals()).toEqual(SHOWN);
  });
});

describe('what a teacher has locked', () => {
  async function lesson(hidden: readonly string[]): Promise<Rendered> {
    const plan = { calls: [{ id: 'one', name: 'fast_tool', args: { query: 'x' } }], policy: {} };
    const made = writePlanLink({ plan, preset: '', atMost: 3, batchesOf: 2, hidden });
    if ('problem' in made) throw new Error(made.problem);
    const page = await renderPage({ hash: `#plan=${made.text}`, found: openPlanLink(made.text) });
    await vi.waitUntil(() => document.querySelector('.locked button, .locked input'));
    // The texts come with the first link that locks something.
    await import('../../src/views/ui/locks/lockBubble.ts');
    await frames(3);
    return page;
  }
  const said = () => document.querySelector('.lock-bubble')?.textContent;

  it('looks so, and says why when it is pressed', async () => {
    const { screen, store } = await lesson(['add=', 'strategies=']);
    const add = screen.getByRole('button', { name: 'Add fast call' });
    expect(add.element()).toHaveAttribute('aria-disabled', 'true');
    expect(getComputedStyle(find('.locked > [role=radiogroup]'), '::after').backgroundImage).toContain('svg');
    expect(said()).toBeUndefined();
    add.element().dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, pointerType: 'touch' }));
    expect(said()).toBe('Locked by the teacher');
    expect(store.getState().history.past).toEqual([]);
    document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    expect(said()).toBeUndefined();
  });

  it('says why to the keyboard: where the focus is, and for a key that does nothing', async () => {
    await lesson(['add=', 'rows=']);
    const add = find('button[aria-label="Add fast call"]');
    await userEvent.tab();
    for (let i = 0; i < 60 && document.activeElement !== add; i++) await userEvent.tab();
    expect(document.activeElement).toBe(add);
    expect(said()).toBe('Locked by the teacher');
    await userEvent.keyboard('{Escape}');
    expect(said()).toBeUndefined();
    await userEvent.keyboard(' ');
    expect(said()).toBe('Locked by the teacher');
    add.blur();
    await userEvent.keyboard('{Escape}n');
    await vi.waitUntil(said);
    await userEvent.keyboard('{Escape}');
    find('[role=row][data-index="0"]').focus();
    await userEvent.keyboard('{Enter}');
    expect(said()).toBe('Locked by the teacher');
    expect(document.querySelector('form.editor')).toBeNull();
  });

  it('in a quiz is the switch, too', async () => {
    const page = await lesson(['predictions=']);
    expect(totals()).toEqual(HIDDEN);
    predictions(page)
      .element()
      .dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    expect(said()).toBe('Locked by the teacher');
    await predictions(page).click({ force: true });
    await frames(2);
    expect(predictions(page).element()).not.toBeChecked();
    expect(totals()).toEqual(HIDDEN);
  });
});
