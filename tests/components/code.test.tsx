import axe from 'axe-core';
import { expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { find, frames, renderPage, textsOf } from './renderPage.tsx';

const lit = () => textsOf('.code-line.highlighted code').join('\n');

it('the Code tab writes the plan, lights the selected row and chooses one', async () => {
  const { screen, store, actions } = await renderPage();
  await screen.getByRole('tab', { name: 'Code' }).click();
  await vi.waitUntil(() => document.querySelector('.code-keyword'), 10_000);
  expect(textsOf('.code-line').join('\n')).toContain("from 'fanout'");

  actions.selectRow(1);
  await vi.waitUntil(() => lit() !== '');
  expect(lit()).toContain("id: 'slow_1'");

  await screen.getByRole('radio', { name: 'Python script' }).click();
  await vi.waitUntil(() => lit().includes('"id": "slow_1"'), 5000);
  expect(store.getState().codeTarget).toBe('python');

  find('[title="Row slow_1"]').focus();
  await userEvent.keyboard('{ArrowDown}');
  await frames(3);
  expect(store.getState().selected).toBe(2);
  expect(document.activeElement?.getAttribute('title')).toBe('Row fast_2');

  actions.removeCall(0);
  await vi.waitUntil(() => !textsOf('.code-line').join('\n').includes('fast_1'), 5000);
  const { violations } = await axe.run(find('[role=tabpanel]'));
  expect(violations.map(({ id }) => id)).toEqual([]);
});
