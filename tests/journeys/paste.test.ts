import type { Page } from 'playwright';
import { describe, expect } from 'vitest';
import { button, focused, journey, phase, predicted, row, rowIds, TUTORIAL, text } from './steps.ts';

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Paste calls' });

/** As Ctrl V does, without the machine's own clipboard. */
async function paste(page: Page, words: string, on = 'body'): Promise<void> {
  await page.evaluate(
    ({ pasted, selector }) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', pasted);
      document
        .querySelector(selector)
        ?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    },
    { pasted: words, selector: on },
  );
}

const CITIES = ['Oslo', 'Rome', 'Lima', 'Bern', 'Kyiv', 'Doha', 'Suva'];
const MESSAGE = JSON.stringify({
  role: 'assistant',
  content: null,
  tool_calls: CITIES.map((city, i) => ({
    id: `call_${i + 1}`,
    type: 'function',
    function: { name: i % 2 ? 'get_weather' : 'search_flights', arguments: JSON.stringify({ city, days: i }) },
  })),
});

describe('pasting calls', () => {
  journey('an agent’s message of seven calls: three actions to its run, and undo', async ({ page, open }) => {
    await open();
    await predicted(page);
    await page.waitForSelector('html[data-keys=ready]');
    // 1: paste. 2: Enter on Replace. 3: Run.
    await paste(page, MESSAGE);
    await dialog(page).getByRole('status').filter({ hasText: 'Seven calls understood.' }).waitFor();
    expect(await dialog(page).getByRole('listitem').count()).toBe(7);
    expect(await text(dialog(page).getByRole('listitem').first())).toContain('search_flights {city: "Oslo", days: 0}');
    expect(await focused(page)).toBe('Replace');
    await page.keyboard.press('Enter');
    await dialog(page).waitFor({ state: 'detached' });
    expect(await rowIds(page)).toEqual(CITIES.map((_, i) => `call_${i + 1}`));
    expect(await text(row(page, 'call_2'))).toContain('get_weather {city: "Rome", days: 1}');
    await button(page, 'Run').click();
    await phase(page, 'settled');
    expect(await text(row(page, 'call_7'))).toContain('Result of search_flights');

    await button(page, 'Undo').click();
    expect(await rowIds(page)).toEqual(TUTORIAL);
  });

  journey('a text is typed, what is no call is named, and the rest stands behind the plan', async ({ page, open }) => {
    await open();
    await predicted(page);
    await button(page, 'Paste calls').click();
    await expect.poll(() => focused(page)).toBe('Calls as text');
    await page.keyboard.type('get_weather 310 ms\nwhat is this?');
    await dialog(page).getByText('Expected a tool and its time').waitFor();
    expect(await text(dialog(page).getByRole('status'))).toBe('One call understood, 1 part of the text is no call.');
    await dialog(page).getByRole('button', { name: 'Append' }).click();
    await dialog(page).waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('Paste calls');
    expect(await rowIds(page)).toEqual([...TUTORIAL, 'get_weather']);
    // In a field the text is the field's own, and Cancel changes nothing.
    await row(page, 'get_weather').getByRole('button', { name: /^Edit/ }).click();
    await paste(page, 'a 1', 'form.editor input');
    expect(await dialog(page).count()).toBe(0);
    await page.keyboard.press('Escape');
    await paste(page, 'a 1');
    await dialog(page).getByRole('button', { name: 'Cancel' }).click();
    expect(await rowIds(page)).toEqual([...TUTORIAL, 'get_weather']);
  });
});
