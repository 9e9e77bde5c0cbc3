import type { BrowserContextOptions, Locator, Page } from 'playwright';
import { expect, it } from 'vitest';
import { type Journey, startJourney } from './page.ts';

/** A test with a page of its own. It fails if anything in `troubles` was not expected. */
export function journey(
  title: string,
  act: (journey: Journey) => Promise<void>,
  { expected = [], ...options }: BrowserContextOptions & { expected?: RegExp[]; at?: string; first?: boolean } = {},
): void {
  it(title, async () => {
    await using started = await startJourney(options);
    await act(started);
    expect(started.troubles.filter((trouble) => !expected.some((one) => one.test(trouble)))).toEqual([]);
  });
}

/** Ids of the calls on a first visit. */
export const TUTORIAL = ['fast_1', 'slow_1', 'fast_2', 'error_1'];

export type Phase = 'idle' | 'running' | 'settled';

/** Waits for the page's state attribute and not for a fixed time. */
export async function phase(page: Page, name: Phase): Promise<void> {
  await page.locator(`html[data-run=${name}]`).waitFor({ state: 'attached' });
}

/** Waits until the plan is predicted and the keyboard shortcuts, which load after the first render, are active. */
export async function predicted(page: Page): Promise<void> {
  await page.locator('html[data-prediction=ready][data-keys=ready]').waitFor({ state: 'attached' });
}

export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
export const strategy = (page: Page, name: string | RegExp) =>
  page.getByRole('radio', typeof name === 'string' ? { name, exact: true } : { name });
export const grid = (page: Page) => page.getByRole('grid', { name: 'Calls' });
export const row = (page: Page, id: string) => grid(page).getByRole('row', { name: new RegExp(`^${id}, `) });
export const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true });
export const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });
export const editorOf = (page: Page, id: string) => page.getByRole('form', { name: `Edit ${id}` });

/** Ids of the rendered rows, from top to bottom. */
export async function rowIds(page: Page): Promise<string[]> {
  return (await rowNames(page)).map((name) => name.split(', ')[0] as string);
}

export async function rowNames(page: Page): Promise<string[]> {
  const named = await page
    .getByRole('row')
    .evaluateAll((rows) =>
      rows
        .filter((one) => one.closest('[role=grid]'))
        .map((one) => [Number(one.getAttribute('aria-rowindex')), one.getAttribute('aria-label') ?? ''] as const),
    );
  return named.sort(([a], [b]) => a - b).map(([, name]) => name);
}

/** A figure, which has one value wherever it is drawn; `undefined` while it has none. */
export async function proof(page: Page, name: string): Promise<number | undefined> {
  const value = await page.locator(`data[data-name="${name}"]`).first().getAttribute('value');
  return value === null ? undefined : Number(value);
}

/** Presses Run and waits until the run has settled. */
export async function run(page: Page): Promise<void> {
  await button(page, 'Run').click();
  await phase(page, 'settled');
}

/** Runs again. Waits for `running` first, because the previous run is already `settled`. */
export async function again(page: Page): Promise<void> {
  await page.keyboard.press('r');
  await phase(page, 'running');
  await phase(page, 'settled');
}

/** Contents of the State tab by column. */
export async function stateTab(page: Page): Promise<Record<string, string[]>> {
  await tab(page, 'State').click();
  return await page
    .getByRole('tabpanel')
    .evaluate((panel) =>
      Object.fromEntries(
        [...panel.querySelectorAll('h2')].map((head) => [
          head.firstChild?.textContent?.trim() ?? '',
          [...(head.parentElement?.querySelectorAll('li') ?? [])].map((line) => line.textContent?.trim() ?? ''),
        ]),
      ),
    );
}

/** All lines of the Log tab, collected while scrolling through it. */
export async function logLines(page: Page): Promise<string[]> {
  await tab(page, 'Log').click();
  const list = page.getByRole('list', { name: 'Events' });
  await list.waitFor();
  const lines = new Map<string, string>();
  const scroller = list.locator('..');
  await scroller.evaluate((box) => {
    box.scrollTop = 0;
  });
  for (;;) {
    const shown = await list
      .getByRole('listitem')
      .evaluateAll((items) =>
        items.map((item) => [(item as HTMLElement).style.transform, item.lastElementChild?.textContent ?? ''] as const),
      );
    for (const [place, line] of shown) lines.set(place, line);
    const before = lines.size;
    const atEnd = await scroller.evaluate((box) => {
      const end = box.scrollTop + box.clientHeight >= box.scrollHeight - 1;
      box.scrollTop += box.clientHeight;
      return end;
    });
    if (atEnd && lines.size === before) break;
    await frame(page);
  }
  const placed = [...lines].map(([place, line]) => [Number(/[\d.]+/.exec(place)?.[0]), line] as const);
  return placed.sort(([a], [b]) => a - b).map(([, line]) => line);
}

/** Waits until pending changes are rendered. */
async function frame(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

export async function boxOf(target: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await target.boundingBox();
  if (!box) throw new Error(`${target} is not drawn`);
  return box;
}

/** The text content, visible or not. */
export const text = async (target: Locator) => (await target.textContent()) ?? '';

/** The verdict or the question: the first sentence of the card. */
export async function sentence(page: Page): Promise<string> {
  return (await text(page.getByRole('region', { name: 'Timeline' }).locator('p').first())).trim();
}

/** Accessible name of the focused element. */
export const focused = (page: Page) =>
  page.evaluate(() => {
    const active = document.activeElement;
    const label = active?.ariaLabel ?? (active as HTMLInputElement | null)?.labels?.[0]?.textContent;
    return (label ?? active?.textContent ?? '').trim();
  });

/** Presses Tab until the element has the focus; fails if it cannot be reached. */
export async function tabTo(page: Page, name: string | RegExp, key = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    const now = await focused(page);
    if (typeof name === 'string' ? now === name : name.test(now)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${name} cannot be reached with ${key}; the focus is on ${await focused(page)}`);
}

/** Clicks an element with `aria-disabled`, which Playwright's own click would wait for. */
export const pressAnyway = (target: Locator) => target.dispatchEvent('click');

export const nameOf = (page: Page, id: string) =>
  row(page, id).getByRole('button', { name: new RegExp(`^Edit ${id}`) });

/** Opens the editor of a row and waits for it. */
export async function edit(page: Page, id: string): Promise<void> {
  await nameOf(page, id).click();
  await editorOf(page, id).waitFor();
}

/**
 * Records, per frame of the following run, the card's sentence, the inspector's text and the positions of grid and Stop
 * button.
 */
export async function watchRun(page: Page): Promise<() => Promise<RunWatch>> {
  const watch = await page.evaluateHandle(() => {
    const seen = {
      sentences: [] as string[],
      collected: [] as string[],
      tops: [] as number[],
      buttons: [] as string[],
    };
    const look = () => {
      if (document.documentElement.dataset.run === 'running') {
        const text = (selector: string) => document.querySelector(selector)?.textContent?.trim() ?? '';
        seen.sentences.push(text('section[aria-label=Timeline] p'));
        seen.collected.push(text('[role=tabpanel]'));
        seen.tops.push(document.querySelector('[role=grid]')?.getBoundingClientRect().top ?? -1);
        const button = [...document.querySelectorAll('button')].find((one) => one.textContent === 'Stop');
        if (button) seen.buttons.push(JSON.stringify(button.getBoundingClientRect()));
      }
      requestAnimationFrame(look);
    };
    look();
    return seen;
  });
  return async () => await watch.jsonValue();
}

interface RunWatch {
  sentences: string[];
  /** Text of the State tab. */
  collected: string[];
  /** Top of the grid. */
  tops: number[];
  /** Rectangle of the Stop button. */
  buttons: string[];
}

/** The last duration in a row's name, in seconds. */
export async function seconds(page: Page, id: string): Promise<number> {
  const name = (await row(page, id).getAttribute('aria-label')) ?? '';
  return Number(/([\d.]+) s$/.exec(name)?.[1]);
}
