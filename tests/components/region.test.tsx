import { describe, expect, it, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import type { ToolCall } from '../../src/run/types.ts';
import { lazyComponent } from '../../src/views/ui/lazy.tsx';
import { Region } from '../../src/views/ui/regions/Region.tsx';
import { FanoutContext } from '../../src/views/ui/useFanout.ts';
import { startStore } from '../unit/store/startStore.ts';
import { find, frames, renderPage, rowOf, textsOf } from './renderPage.tsx';

const buttons = () => textsOf('[role=alert] button');
const press = (name: string) =>
  (
    [...document.querySelectorAll('[role=alert] button')].find((one) => one.textContent === name) as HTMLElement
  ).click();
const alerted = () => vi.waitUntil(() => document.querySelector('[role=alert]'), 5000);

const trouble = { on: true };
function Fails() {
  if (trouble.on) throw new Error('on purpose');
  return <p>works</p>;
}

describe('a part of the page that fails', () => {
  it('fails alone, can be reset, and offers more when that did not help', async () => {
    const { store } = startStore();
    await render(
      <FanoutContext value={store}>
        <p>beside</p>
        <Region what="The chart">
          <Fails />
        </Region>
      </FanoutContext>,
    );
    await alerted();
    expect(document.body.textContent).toContain('beside');
    expect(find('[role=alert]').textContent).toContain('The chart stopped working. Your plan is kept.');
    expect(find('[role=alert]').textContent).toContain('Error: on purpose');
    expect(buttons()).toEqual(['Reset this part', 'Download plan']);
    press('Reset this part');
    await frames(2);
    expect(buttons()).toEqual(['Reset this part', 'Download plan', 'Reload the page']);
    trouble.on = false;
    press('Reset this part');
    await frames(2);
    expect(document.querySelector('[role=alert]')).toBeNull();
    expect(document.body.textContent).toContain('works');
  });

  it('that is loaded on demand is one of its own', async () => {
    const { store } = startStore();
    const Part = lazyComponent('The list', async () => () => {
      throw new TypeError('nothing there');
    });
    await render(
      <FanoutContext value={store}>
        <Part />
      </FanoutContext>,
    );
    await alerted();
    expect(find('[role=alert]').textContent).toContain('The list stopped working.');
  });

  it('leaves the rest of the page at work, with the plan to be downloaded', async () => {
    const { store, actions } = await renderPage();
    const { history } = store.getState();
    const { present } = history;
    // What no door lets in.
    const calls = present.plan.calls.with(1, { name: 'fast_tool', args: {} } as unknown as ToolCall);
    store.setState({ history: { ...history, present: { ...present, plan: { ...present.plan, calls } } } });
    actions.openRow(1);
    await alerted();
    expect(find('[role=alert]').textContent).toContain('The editor stopped working.');
    expect(rowOf(1).contains(find('[role=alert]'))).toBe(true);
    expect(buttons()).toContain('Download plan');
    actions.addCall('slow');
    await frames(2);
    expect(textsOf('[role=row]')).toHaveLength(5);
    expect(textsOf('section[aria-label=Proof]')).toHaveLength(1);
  });
});
