import { afterEach, describe, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import type { ToolCall } from '../../src/run/types.ts';
import { logOf } from '../unit/store/startStore.ts';
import { commit, editorOpened, frames, type Rendered, renderPage, report, rowOf } from './renderPage.tsx';

afterEach(() => page.viewport(1280, 800));

const HOSTILE = [
  'slow\u202eretsaf \u05d0\u05d1\u05d2',
  'x'.repeat(10_000),
  'a\u0000b\u001b[31m\u200b\u2069',
  `e${'\u0301'.repeat(200)}`,
  '\u{1f469}\u200d\u{1f469}\u200d\u{1f467}'.repeat(3),
  '\u0627\u0644\u0633\u0644\u0627\u0645',
  '=1+1\ud800',
];
const CALLS: ToolCall[] = HOSTILE.map((id, i) => ({
  id,
  name: 'slow_tool',
  args: { query: i === 4 ? 'fail' : id, ms: i === 0 ? 1000 : 300 },
}));
const PLAN = { calls: CALLS, tools: { slow_tool: { limit: 6 } } };

async function hostilePage(): Promise<Rendered> {
  const started = await renderPage({
    found: {
      doc: { plan: PLAN, preset: '', atMost: 3, batchesOf: 2, name: 'Mon\u202eday \u05d0' },
      title: 'Opened from a link.',
      view: {},
    },
  });
  // As it was found: what runs is what the test says.
  expect(started.store.getState().history.present.plan).toBe(PLAN);
  return started;
}

/** Everything that is read on the page, but for what is being typed and the code, which has its own escapes. */
function texts(): string[] {
  const found: string[] = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const element = node instanceof Element ? node : node.parentElement;
    if (element?.closest('style, script, .code-line code')) continue;
    if (node instanceof Text) found.push(node.data);
    else if (node instanceof Element)
      for (const name of ['aria-label', 'aria-description', 'aria-valuetext', 'title'])
        if (node.hasAttribute(name)) found.push(node.getAttribute(name) ?? '');
  }
  return found;
}

/** Nothing unseen is in it, and what is written from right to left is isolated, each isolate with its end. */
function expectHarmless(): void {
  const bad = texts().filter((text) => {
    if (text.trim() === '') return false;
    const rest = text.replace(/\u2068[^\u2066-\u2069]*\u2069/g, '');
    const unseen = /(?!\u2068|\u2069|[\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}]/u;
    return unseen.test(text) || /[\u2066-\u2069\u0590-\u08ff]/.test(rest) || /\p{M}{9}/u.test(text);
  });
  expect(bad.map((text) => JSON.stringify(text.slice(0, 120)))).toEqual([]);
}

function expectNoSideways(): void {
  const { scrollWidth, clientWidth } = document.documentElement;
  expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
}

/** Where a stretch of an element's text begins, in px. */
function leftOf(element: Element, text: string): number {
  const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode() as Text | null; node; node = walk.nextNode() as Text | null) {
    const at = node.data.indexOf(text);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    return range.getBoundingClientRect().left;
  }
  throw new Error(`no ${text} in ${element.textContent}`);
}

describe('text from others', () => {
  it('turns nothing around, hides nothing and pushes nothing off the page', async () => {
    const started = await hostilePage();
    expectHarmless();
    const runId = report(started, await logOf(PLAN));
    commit(started, runId);
    await vi.waitUntil(() => document.querySelector('[data-name="Speed-up"]')?.textContent !== '–', 5000);
    for (const tab of ['Log', 'Metrics', 'Compare', 'Code', 'State']) {
      await started.screen.getByRole('tab', { name: tab }).click();
      await frames(6);
      expectHarmless();
      expectNoSideways();
    }
    started.actions.selectRow(0);
    await frames(2);
    // The verdict reads from left to right, letter by letter.
    const sentence = [...document.querySelectorAll('[aria-label=Proof] p')].find((one) =>
      one.textContent?.includes('faster'),
    ) as Element;
    expect(sentence.textContent).toMatch(/^All seven took 1\.00 s: .*faster\.$/);
    const lefts = ['All', 'seven', 'took', '1.00'].map((word) => leftOf(sentence, word));
    expect(lefts).toEqual([...lefts].sort((a, b) => a - b));
    const letters = ['faster', 'aster', 'ster', 'ter'].map((word) => leftOf(sentence, word));
    expect(letters).toEqual([...letters].sort((a, b) => a - b));
    // Names stay names: short enough to be read aloud.
    expect(rowOf(1).getAttribute('aria-label')?.length).toBeLessThan(300);
    expect(rowOf(0).getAttribute('aria-label')).toMatch(
      /slow\\u\{202e\}retsaf .*\u2069, slow_tool, succeeded, 1\.00 s$/,
    );
    started.actions.openRow(1);
    await editorOpened();
    expectHarmless();
    await page.viewport(390, 844);
    await frames(3);
    expectHarmless();
    expectNoSideways();
  });
});
