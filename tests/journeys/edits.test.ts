import { describe, expect } from 'vitest';
import {
  boxOf,
  button,
  edit,
  editorOf,
  field,
  focused,
  journey,
  phase,
  predicted,
  pressAnyway,
  proof,
  row,
  rowIds,
  rowNames,
  run,
  sentence,
  stateTab,
  TUTORIAL,
  tabTo,
  text,
} from './steps.ts';

describe('edits with the mouse', () => {
  journey('add, duplicate, remove and reset, all undone and redone', async ({ page, open }) => {
    await open();
    await predicted(page);
    const seen = [await rowIds(page)];
    const look = async () => void seen.push(await rowIds(page));
    for (const kind of ['fast', 'slow', 'failing', 'flaky', 'hanging', 'blocking']) {
      await button(page, `Add ${kind} call`).click();
      // The focus stays, for the next one.
      expect(await focused(page)).toBe(`Add ${kind} call`);
      await look();
    }
    expect(seen.at(-1)).toEqual([...TUTORIAL, 'fast_3', 'slow_2', 'error_2', 'flaky_1', 'hang_1', 'block_1']);
    expect(await page.getByRole('grid', { name: 'Calls' }).getAttribute('aria-rowcount')).toBe('10');

    await row(page, 'slow_1').hover();
    await button(page, 'Duplicate slow_1').click();
    await look();
    expect(seen.at(-1)?.slice(0, 3)).toEqual(['fast_1', 'slow_1', 'slow_3']);
    await row(page, 'fast_1').hover();
    await button(page, 'Remove fast_1').click();
    await look();
    await button(page, 'Reset').click();
    await look();
    expect(seen.at(-1)).toEqual(TUTORIAL);

    const steps = seen.length - 1;
    for (let i = steps - 1; i >= 0; i--) {
      await button(page, 'Undo').click();
      expect(await rowIds(page)).toEqual(seen[i]);
    }
    expect(await button(page, 'Undo').getAttribute('aria-disabled')).toBe('true');
    for (let i = 1; i <= steps; i++) {
      await button(page, 'Redo').click();
      expect(await rowIds(page)).toEqual(seen[i]);
    }
    expect(await button(page, 'Redo').getAttribute('aria-disabled')).toBe('true');
  });

  journey('the end of a ghost is dragged: it snaps, and is one step of undo', async ({ page, open }) => {
    await open();
    await predicted(page);
    const handle = page.getByRole('slider', { name: 'fast_1 takes' });
    const { x, y, width, height } = await boxOf(handle);
    const lane = await boxOf(row(page, 'fast_1').locator('.lane'));
    const grab = [x + width / 2, y + height / 2] as const;
    await page.mouse.move(...grab);
    await page.mouse.down();
    for (let step = 1; step <= 12; step++) await page.mouse.move(grab[0] + step * 20, grab[1]);
    await page.mouse.up();
    await predicted(page);
    const takes = Number(await handle.getAttribute('aria-valuenow'));
    expect(takes % 50).toBe(0);
    // 240 px of this lane, whose axis ends somewhat behind the sum of 2.2 s.
    expect(takes).toBeGreaterThan(100 + (240 / lane.width) * 2200 - 26);
    expect(takes).toBeLessThan(100 + (240 / lane.width) * 2700 + 26);
    await expect.poll(() => rowNames(page)).toContain(`fast_1, fast_tool, predicted ${(takes / 1000).toFixed(2)} s`);
    await expect.poll(() => proof(page, 'Sum')).toBe(2100 + takes);
    await button(page, 'Undo').click();
    await expect.poll(() => rowNames(page)).toContain('fast_1, fast_tool, predicted 0.10 s');
    expect(await button(page, 'Undo').getAttribute('aria-disabled')).toBe('true');
  });

  journey('one’s own guess is planted with a click, and the verdict compares it', async ({ page, open }) => {
    await open();
    await predicted(page);
    const guess = page.getByRole('slider', { name: 'Your guess of the total' });
    const { width } = await boxOf(guess);
    await guess.click({ position: { x: width * 0.6, y: 8 } });
    const guessed = Number(await guess.getAttribute('aria-valuenow'));
    const spoken = `${(guessed / 1000).toFixed(2)} s`;
    expect(guessed).toBeGreaterThan(1300);
    expect(await sentence(page)).toBe(`Four calls, 2.20 s of work. Your guess: ${spoken}. Press Run.`);
    await page.getByText(`your guess ${spoken}`).waitFor();
    await run(page);
    expect(await text(page.getByRole('region', { name: 'Timeline' }))).toMatch(
      new RegExp(`You guessed ${spoken}: 0\\.\\d\\d s off\\.`),
    );
  });
});

describe('edits by keyboard alone', () => {
  journey('go to a row, open it, change every field, close it', async ({ page, open }) => {
    await open();
    await predicted(page);
    await tabTo(page, /^fast_1, /);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused(page)).toMatch(/^slow_1, /);
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toBe('Name');
    await page.keyboard.press('ControlOrMeta+A');
    // None of these letters is a key of the page while one types.
    await page.keyboard.type('runner r n 0');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Query');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('a question');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Duration (ms)');
    await page.keyboard.type('300');
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toMatch(/^runner r n 0, /);
    await predicted(page);
    await expect
      .poll(() => rowNames(page))
      .toEqual([
        'fast_1, fast_tool, predicted 0.10 s',
        'runner r n 0, slow_tool, predicted 0.30 s',
        'fast_2, fast_tool, predicted 0.10 s',
        'error_1, slow_tool, predicted 1.00 s',
      ]);
    expect((await stateTab(page)).messages).toEqual(['ai calls fast_1, runner r n 0, … (4)']);

    // One visit of the editor is one step.
    await page.keyboard.press('ControlOrMeta+z');
    await expect.poll(() => rowIds(page)).toEqual(TUTORIAL);
    await page.keyboard.press('ControlOrMeta+Shift+z');
    await expect.poll(() => rowIds(page)).toContain('runner r n 0');
  });

  journey('Escape closes the editor and drops what is wrong', async ({ page, open }) => {
    await open();
    await tabTo(page, /^fast_1, /);
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toBe('Name');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.press('Delete');
    expect(await field(page, 'Name').getAttribute('aria-invalid')).toBe('true');
    await page.keyboard.press('Escape');
    await expect.poll(() => editorOf(page, 'fast_1').count()).toBe(0);
    await expect.poll(() => focused(page)).toMatch(/^fast_1, /);
    expect(await button(page, 'Run').getAttribute('aria-disabled')).toBe('false');
  });

  journey('the end of a ghost is a slider', async ({ page, open }) => {
    await open();
    await predicted(page);
    await tabTo(page, /^fast_1, /);
    await tabTo(page, /^fast_1 takes$/);
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowLeft');
    const handle = page.getByRole('slider', { name: 'fast_1 takes' });
    expect(await handle.getAttribute('aria-valuenow')).toBe('250');
    expect(await handle.getAttribute('aria-valuetext')).toBe('0.25 s');
    await expect.poll(() => rowNames(page)).toContain('fast_1, fast_tool, predicted 0.25 s');
    await page.keyboard.press('ControlOrMeta+z');
    await expect.poll(() => rowNames(page)).toContain('fast_1, fast_tool, predicted 0.10 s');
  });

  journey('N adds, Del removes, Ctrl+Z takes back, Space runs and stops, R runs again', async ({ page, open }) => {
    await open();
    await predicted(page);
    await page.keyboard.press('n');
    await expect.poll(() => rowIds(page)).toEqual([...TUTORIAL, 'slow_2']);
    await page.keyboard.press('ControlOrMeta+z');
    await expect.poll(() => rowIds(page)).toEqual(TUTORIAL);
    await tabTo(page, /^fast_1, /);
    await page.keyboard.press('End');
    await expect.poll(() => focused(page)).toMatch(/^error_1, /);
    await page.keyboard.press('Delete');
    await expect.poll(() => rowIds(page)).toEqual(TUTORIAL.slice(0, 3));
    await expect.poll(() => focused(page)).toMatch(/^fast_2, /);
    await page.keyboard.press('ControlOrMeta+z');
    await expect.poll(() => rowIds(page)).toEqual(TUTORIAL);

    // With a call that never ends the run lasts until Space stops it, however slow the machine is.
    await button(page, 'Add hanging call').click();
    await row(page, 'fast_2').focus();
    await page.keyboard.press('Space');
    await phase(page, 'running');
    // What runs takes no edits.
    for (const key of ['n', 'Delete', 'ControlOrMeta+z', 'Enter']) await page.keyboard.press(key);
    expect(await rowIds(page)).toEqual([...TUTORIAL, 'hang_1']);
    expect(await page.getByRole('form').count()).toBe(0);
    await page.keyboard.press('Space');
    await phase(page, 'settled');
    expect(await sentence(page)).toMatch(/^Stopped at/);
    await page.keyboard.press('ControlOrMeta+z');
    await expect.poll(() => rowIds(page)).toEqual(TUTORIAL);
    await predicted(page);
    await page.keyboard.press('r');
    await phase(page, 'running');
    await phase(page, 'settled');
    expect(await sentence(page)).toMatch(/^All four took/);
  });

  journey('a guess is planted with the arrow keys, and taken back', async ({ page, open }) => {
    await open();
    await predicted(page);
    await tabTo(page, /^Your guess of the total$/);
    for (let i = 0; i < 22; i++) await page.keyboard.press('ArrowRight');
    const guess = page.getByRole('slider', { name: 'Your guess of the total' });
    expect(await guess.getAttribute('aria-valuetext')).toBe('1.10 s');
    await page.getByText('your guess 1.10 s').waitFor();
    await page.keyboard.press('Delete');
    expect(await guess.getAttribute('aria-valuetext')).toBe('no guess yet');
    expect(await rowIds(page)).toEqual(TUTORIAL);
  });
});

describe('bad input is told at its field, loses nothing and runs nothing', () => {
  journey('names and times', async ({ page, open }) => {
    await open();
    await edit(page, 'slow_1');
    const complaint = editorOf(page, 'slow_1').getByRole('alert');
    const cases: [field: string, text: string, why: RegExp][] = [
      ['Name', 'fast_1', /Another call is named fast_1\./],
      ['Name', '', /A call needs a name/],
      ['Name', '   ', /A call needs a name/],
      ['Duration (ms)', '-1', /Expected milliseconds from 0 to 600,000, got "-1"\.$/],
      ['Duration (ms)', 'NaN', /got "NaN"\.$/],
      ['Duration (ms)', '1e12', /got "1e12"\.$/],
      ['Duration (ms)', 'soon', /got "soon"\.$/],
      ['Jitter (%)', '101', /Expected percent from 0 to 100, got "101"\.$/],
    ];
    for (const [name, wrong, why] of cases) {
      const input = page.locator('form.editor').getByRole('textbox', { name, exact: true });
      const right = await input.inputValue();
      await input.fill(wrong);
      const alert = page.locator('form.editor').getByRole('alert');
      expect(await text(alert)).toMatch(why);
      expect(await input.getAttribute('aria-invalid')).toBe('true');
      expect(await input.getAttribute('aria-describedby')).toBe(await alert.getAttribute('id'));
      // What was typed stays where it was typed.
      expect(await input.inputValue()).toBe(wrong);
      expect(await rowIds(page)).toEqual(TUTORIAL);
      expect(await button(page, 'Run').getAttribute('aria-disabled')).toBe('true');
      await pressAnyway(button(page, 'Run'));
      await page.locator('body').press('r');
      expect(await page.locator('html').getAttribute('data-run')).toBe('idle');
      await input.fill(right);
      expect(await complaint.count()).toBe(0);
    }
    expect(await rowNames(page)).toContain('slow_1, slow_tool, predicted 1.00 s');
    expect(await button(page, 'Run').getAttribute('aria-disabled')).toBe('false');
  });

  journey('a query of 1 MB with any characters', async ({ page, open }) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await open();
    await predicted(page);
    await edit(page, 'fast_1');
    const query = field(page, 'Query');
    const odd = '\u0001<script>"\'\\🙂\u202e\u2028$%00é';
    const large = odd.repeat(Math.ceil(1_048_576 / odd.length)).slice(0, 1_048_576);
    const paste = async (what: string) => {
      await page.evaluate((pasted) => navigator.clipboard.writeText(pasted), what);
      await query.focus();
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.press('ControlOrMeta+V');
    };
    await paste(large);
    expect(await text(page.getByRole('alert'))).toMatch(/At most 10,000 characters; this text has 1,0\d\d,\d\d\d\.$/);
    expect(await button(page, 'Run').getAttribute('aria-disabled')).toBe('true');
    await pressAnyway(button(page, 'Run'));
    expect(await page.locator('html').getAttribute('data-run')).toBe('idle');
    expect(await rowNames(page)).toContain('fast_1, fast_tool, predicted 0.10 s');

    await paste(odd);
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
    await field(page, 'Name').fill('__proto__');
    await page.keyboard.press('Escape');
    await predicted(page);
    await run(page);
    const { results } = await stateTab(page);
    expect(results).toHaveLength(3);
    expect(results?.[0]).toMatch(/^__proto__ Fast result for: .*<script>/);
  });

  journey('no call at all', async ({ page, open }) => {
    await open();
    await predicted(page);
    for (const id of TUTORIAL) {
      await row(page, id).hover();
      await button(page, `Remove ${id}`).click();
    }
    await page.getByText('No calls yet.').waitFor();
    expect(await button(page, 'Run').getAttribute('aria-disabled')).toBe('true');
    expect(await button(page, 'Run').getAttribute('title')).toBe('There is no call to run. Add one below.');
    await pressAnyway(button(page, 'Run'));
    await page.keyboard.press('r');
    expect(await page.locator('html').getAttribute('data-run')).toBe('idle');
    await button(page, 'Add fast call').click();
    await predicted(page);
    await run(page);
    expect(await sentence(page)).toMatch(/^One call: nothing to run beside it\./);
  });
});
