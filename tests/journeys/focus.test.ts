import type { Page } from 'playwright';
import { describe, expect } from 'vitest';
import { button, edit, editorOf, field, focused, grid, journey, phase, predicted, row, rowIds, run } from './steps.ts';

/**
 * Presses every control that is seen and was not pressed before, those too that only come with a press: each takes the
 * focus and is clicked, as Enter does. After each of them the focus must be on something of the page that is seen and
 * can be used. Answers where it was not, and after what.
 */
const walk = (page: Page, pressed: Set<string>): Promise<string[]> =>
  page
    .evaluate(
      async (before) => {
        const done = new Set(before);
        const lost: string[] = [];
        const CONTROLS =
          'button, summary, input:is([type=radio], [type=checkbox]), [role^=menuitem], [role=option], [role=tab]';
        // What leaves the page.
        const SKIPPED = /^Reload$|^Download/;
        const OPENS = /^(Lessons|Share|Keys and help)$/;
        const isUsable = (one: Element) =>
          one.isConnected && one.checkVisibility({ visibilityProperty: true }) && !one.matches(':disabled');
        const textOf = (one: Element) =>
          one.getAttribute('aria-label') ?? (one as HTMLInputElement).labels?.[0]?.textContent ?? one.textContent ?? '';
        const kindOf = (one: Element) =>
          textOf(one)
            .trim()
            .replace(/\w+_\d+.*$|\d+/g, '#');
        const isLost = () => {
          const active = document.activeElement;
          return !active || active === document.body || !isUsable(active);
        };
        window.print = () => {};
        for (;;) {
          const over = document.querySelector('dialog:modal, [role=menu]');
          const where = over
            ? `${over.getAttribute('aria-label') ?? over.querySelector('h2')?.textContent ?? 'menu'}: `
            : '';
          const isNext = (one: HTMLElement) => {
            const kind = kindOf(one);
            return isUsable(one) && !done.has(where + kind) && !SKIPPED.test(kind);
          };
          const within = (around: string) => [...document.querySelectorAll<HTMLElement>(around)].find(isNext);
          // What is open over the page and would be closed by a press elsewhere comes first.
          const next = over
            ? [...over.querySelectorAll<HTMLElement>(CONTROLS)].find(isNext)
            : (within(`:is(dialog, form) :is(${CONTROLS})`) ?? within(CONTROLS));
          if (!next && !over) return { lost, done: [...done] };
          const what = where + (next ? kindOf(next) : 'Escape');
          done.add(what);
          next?.focus();
          if (next) next.click();
          else if (over instanceof HTMLDialogElement) over.close();
          else over?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
          // What is asked for may have to be loaded, and the next press would be beside it.
          const opens =
            next?.matches('[aria-haspopup]:not([aria-expanded=true]), .row-head [aria-expanded]') || OPENS.test(what);
          const isOpen = () => document.querySelector('dialog, form, [role=menu]') !== null;
          for (let i = 0; i < 2 || (i < 60 && isLost()) || (i < 20 && opens && !isOpen()); i++)
            await new Promise((drawn) => requestAnimationFrame(drawn));
          if (isLost()) lost.push(`${what}: ${document.activeElement?.outerHTML.slice(0, 80)}`);
        }
      },
      [...pressed],
    )
    .then(({ lost, done }) => {
      for (const one of done) pressed.add(one);
      return lost;
    });

describe('the focus stays on the page', () => {
  journey('after every control, in a wide window', async ({ page, open }) => {
    const pressed = new Set<string>();
    await open();
    await predicted(page);
    expect(await walk(page, pressed)).toEqual([]);
    await open('#lesson=order');
    await predicted(page);
    await button(page, 'Next').waitFor();
    expect(await walk(page, pressed)).toEqual([]);
    for (const one of [
      'Close side by side',
      'Leave presenting',
      'Pause',
      'Stop',
      'Undo',
      'Next',
      'Cancel #',
      'Share: Close',
    ])
      expect(pressed).toContain(one);
  });

  journey(
    'after every control, on a phone',
    async ({ page, open }) => {
      const pressed = new Set<string>();
      await open();
      await predicted(page);
      expect(await walk(page, pressed)).toEqual([]);
      for (const one of ['Duplicate', 'Close policy', 'Close search']) expect(pressed).toContain(one);
    },
    { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
  );

  journey('where what had it goes away, it goes to what stands nearest', async ({ page, open }) => {
    await open();
    await predicted(page);
    const press = async (name: string) => {
      await button(page, name).focus();
      await page.keyboard.press('Enter');
    };
    const comesTo = (name: string | RegExp) => expect.poll(() => focused(page)).toMatch(name);

    await edit(page, 'slow_1');
    await press('Duplicate');
    await comesTo(/^slow_1, /);
    await edit(page, 'slow_2');
    await editorOf(page, 'slow_2').getByRole('button', { name: 'Remove' }).focus();
    await page.keyboard.press('Enter');
    await comesTo(/^fast_2, /);
    for (const left of [3, 2, 1, 0]) {
      await page.keyboard.press('Delete');
      await expect.poll(() => rowIds(page)).toHaveLength(left);
      if (left > 0) await expect.poll(() => focused(page)).toMatch(/, predicted/);
    }
    await comesTo(/^Add fast call$/);
    await page.keyboard.press('Enter');

    await press('Present');
    await comesTo(/^Run$/);
    await press('Leave presenting');
    await comesTo(/^Run$/);

    // One's own plan is put aside by a link, and the notice says so.
    await open('#preset=tutorial');
    await press('Back to my plan');
    await comesTo(/^Run$/);
    await open('#preset=rate');
    await press('Dismiss');
    await comesTo(/^Run$/);
    await press('Add failing call');
    await predicted(page);
    await run(page);
    await press('Run failed calls again');
    await comesTo(/^Stop$/);
    await phase(page, 'settled');
    await comesTo(/^Run$/);
  });

  journey('a press on nothing leaves it to the page, and a mouse sees no ring', async ({ page, open }) => {
    await open();
    await predicted(page);
    await button(page, 'Add slow call').click();
    await page.getByRole('heading', { level: 1 }).or(page.locator('.card p').first()).last().click();
    const isOnBody = () => page.evaluate(() => document.activeElement === document.body);
    expect(await isOnBody()).toBe(true);
    // Other things come and go meanwhile.
    await page.keyboard.press('r');
    await phase(page, 'running');
    await phase(page, 'settled');
    expect(await isOnBody()).toBe(true);

    await open('#preset=tutorial');
    await button(page, 'Dismiss').click();
    await expect.poll(() => focused(page)).toBe('Run');
    expect(await page.locator(':focus-visible').count()).toBe(0);
  });
});

journey('what an input method composes with is no key of the page', async ({ page, open }) => {
  await open();
  await predicted(page);
  /** As Chromium and Firefox say it, and as Safari says it of the Enter that ends it. */
  const compose = () =>
    page.evaluate(() => {
      for (const key of ['Enter', 'Escape', 'ArrowDown', 'Delete', ' ', 'r', 'n', '/', 'PageDown', 'Process'])
        for (const told of [{ isComposing: true }, { keyCode: 229 }]) {
          const event = new KeyboardEvent('keydown', { key, ...told, bubbles: true, cancelable: true });
          document.activeElement?.dispatchEvent(event);
          if (event.defaultPrevented) throw new Error(`${key} was taken from the input method`);
        }
    });
  await edit(page, 'slow_1');
  await field(page, 'Query').focus();
  await compose();
  expect(await editorOf(page, 'slow_1').count()).toBe(1);
  await page.keyboard.press('Escape');
  await expect.poll(() => editorOf(page, 'slow_1').count()).toBe(0);
  // With the focus in a row, on a slider, in the search and in the commands.
  await row(page, 'fast_2').focus();
  await compose();
  expect(await rowIds(page)).toHaveLength(4);
  await page.getByRole('slider', { name: 'Your guess of the total' }).focus();
  await compose();
  await page.keyboard.press('/');
  await field(page, 'Search calls').fill('slow');
  await compose();
  expect(await field(page, 'Search calls').inputValue()).toBe('slow');
  expect(await row(page, 'slow_1').getAttribute('aria-selected')).toBe('false');
  await page.keyboard.press('Escape');
  await page.keyboard.press('ControlOrMeta+k');
  const commands = page.getByRole('dialog', { name: 'Commands' });
  await commands.getByRole('combobox').fill('add');
  await compose();
  expect(await commands.isVisible()).toBe(true);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '+ Policy' }).click();
  await page.getByRole('dialog').getByRole('checkbox').first().focus();
  await compose();
  expect(await page.getByRole('dialog').isVisible()).toBe(true);
  expect(await page.locator('html').getAttribute('data-run')).toBe('idle');
  expect(await grid(page).getAttribute('aria-rowcount')).toBe('4');
});
