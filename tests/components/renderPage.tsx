import '../../src/views/styles/style.css';
import { Profiler } from 'react';
import { vi } from 'vitest';
import { render } from 'vitest-browser-react';
import type { RunEvent } from '../../src/run/types.ts';
import { App } from '../../src/views/app/App.tsx';
import { FanoutContext } from '../../src/views/ui/useFanout.ts';
import { answerPrediction, NOTHING_LEFT, type Started, startStore } from '../unit/store/startStore.ts';

export interface Rendered extends Started {
  screen: Awaited<ReturnType<typeof render>>;
  /** How often React has drawn anything so far. */
  draws: () => number;
}

/** The page over a runner that does what the test says; nothing is predicted and nothing runs by itself. */
export async function renderPage(options: Parameters<typeof startStore>[0] = {}): Promise<Rendered> {
  const started = startStore(options);
  // It comes right after the first drawing; loaded before, it is there two frames later.
  await import('../../src/views/app/afterFirst.ts');
  let draws = 0;
  const screen = await render(
    <Profiler id="page" onRender={() => void draws++}>
      <FanoutContext value={started.store}>
        <App />
      </FanoutContext>
    </Profiler>,
  );
  await answerPrediction(started);
  await frames(2);
  return { ...started, screen, draws: () => draws };
}

export async function frames(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((drawn) => requestAnimationFrame(drawn));
}

/** The editor's code comes with its first opening. */
export async function editorOpened(): Promise<void> {
  await vi.waitUntil(() => document.querySelector('form.editor'), 5000);
  await frames(2);
}

/** Run is pressed, and this is what the `run` Worker reports. */
export function report(
  { actions, runner }: Started,
  events: readonly RunEvent[],
  startedAt = performance.now(),
): number {
  runner.listener.engineReady();
  actions.startRun();
  const runId = runner.runs.at(-1)?.runId ?? 0;
  runner.listener.runStarted(runId, startedAt);
  runner.listener.eventsArrived(runId, [...events]);
  return runId;
}

export function commit({ runner }: Started, runId: number): void {
  runner.listener.stateCommitted(runId, NOTHING_LEFT);
}

export function find<E extends Element = HTMLElement>(selector: string, within: ParentNode = document): E {
  const found = within.querySelector<E>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
}

export const rowOf = (key: number) => find(`[role=row][data-index="${key}"]`);
export const textsOf = (selector: string) =>
  [...document.querySelectorAll(selector)].map((one) => one.textContent ?? '');
