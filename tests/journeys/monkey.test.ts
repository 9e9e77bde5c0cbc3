import type { Locator, Page } from 'playwright';
import { describe, expect } from 'vitest';
import { frozen } from '../unit/support/frozen.ts';
import { randomFrom } from '../unit/support/mutate.ts';
import type { Journey } from './page.ts';
import { again, button, journey, predicted, proof, rowNames, TUTORIAL, tab, text } from './steps.ts';

/** `npm run monkey -- --actions 5000 --seed 7` */
const ACTIONS = Number(process.env.FANOUT_MONKEY_ACTIONS ?? 500);
const SEED = Number(process.env.FANOUT_MONKEY_SEED ?? 1);

const KEYS = [
  ...['Space', 'r', 'n', 'Delete', 'Enter', 'Escape', 'Tab', 'Shift+Tab', 'Home', 'End', 'PageDown', 'PageUp'],
  ...['ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight', 'Shift+ArrowLeft', '[', ']', 'c', 'e', 'w', 's', 'a', 'd'],
  ...['0', 'f', '/', '?', 'b', 'Control+z', 'Control+z', 'Control+y', 'Control+k'],
];
const TEXTS = [
  '',
  '0',
  '1',
  '250',
  '-1',
  '1e308',
  '5e-324',
  '2 min',
  'x',
  '__proto__',
  '\u202Eabc',
  '<b>',
  'x'.repeat(3000),
  '\ud800',
];
const LINKS = [
  ...[
    '#preset=tutorial',
    '#preset=stress-1000',
    '#preset=everything',
    '#preset=none',
    '#fresh',
    '#preset=tutorial&fresh',
  ],
  ...['#lesson=two-calls', '#plan=1.broken', '#plan=', '#', '#present'],
  // Short, and with no class of controls.
  ...frozen('plan-links')
    .map(({ text: link }) => link)
    .filter(({ length }) => length < 300)
    .slice(0, 6),
];
const FILES = ['', '{', '{"format":"fanout-run","version":99}', ...frozen('run-files').map(({ text: file }) => file)]
  .filter(({ length }) => length < 20_000)
  .slice(0, 8);

/** What would leave the page, or ask the browser itself. */
const LEFT_OUT = /^(Reload|Open a trace or run|Full screen)/;

interface Place {
  x: number;
  y: number;
  name: string;
}

/** All that can be clicked now, as a person sees it: what something else covers is not there. */
function places(page: Page): Promise<Place[]> {
  return page.evaluate(() => {
    const what =
      'button, [role=tab], [role=row], [role=menuitem], [role=menuitemradio], [role=option], [role=slider], a[href^="#"], input, select, summary, textarea';
    const found: Place[] = [];
    for (const one of document.querySelectorAll<HTMLElement>(what)) {
      const box = one.getBoundingClientRect();
      const x = box.x + box.width / 2;
      const y = box.y + box.height / 2;
      if (box.width === 0 || x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) continue;
      const top = document.elementFromPoint(x, y);
      if (!top || !(one.contains(top) || top.contains(one) || top.closest('label')?.contains(one))) continue;
      const labels = (one as HTMLInputElement).labels?.[0]?.textContent;
      found.push({ x, y, name: (one.ariaLabel ?? labels ?? one.textContent ?? '').trim().slice(0, 50) });
    }
    return found;
  });
}

/** One random thing that a person may do, and how it is said. */
async function act(page: Page, random: () => number): Promise<string> {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const dice = random();
  const chance = random();
  if (dice < 0.62) {
    const there = (await places(page)).filter(({ name }) => !LEFT_OUT.test(name));
    const place = there[Math.floor(chance * there.length)];
    if (!place) return 'nothing to click';
    await page.mouse.click(place.x, place.y);
    return `click ${JSON.stringify(place.name)}`;
  }
  if (dice < 0.84) {
    const key = pick(KEYS);
    await page.keyboard.press(key);
    return `key ${key}`;
  }
  if (dice < 0.94) {
    const typed = pick(TEXTS);
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(typed);
    return `type ${JSON.stringify(typed.slice(0, 20))}`;
  }
  if (dice < 0.98) {
    const link = pick(LINKS);
    await page.evaluate((hash) => {
      location.hash = hash;
    }, link);
    return `link ${link.slice(0, 60)}`;
  }
  const file = pick(FILES);
  await page.evaluate((content) => {
    const data = new DataTransfer();
    data.items.add(new File([content], 'dropped.json'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  }, file);
  return `drop a file of ${file.length} characters`;
}

/** What is wrong with the page as it is; nothing, if all is well. */
function wrongWith(page: Page): Promise<string | undefined> {
  return page.evaluate(() => {
    if (!document.querySelector('#root > *')) return '#root is empty';
    const stopped = [...document.querySelectorAll('[role=alert]')].find((one) =>
      /stopped working/.test(one.textContent ?? ''),
    );
    if (stopped) return stopped.textContent ?? '';
    if (/went wrong/.test(document.querySelector('[role=status] span')?.textContent ?? ''))
      return 'a notice of trouble';
    return undefined;
  });
}

/**
 * Whether the focus is inside the page. It may be on the body only where a person put it: by a press on what takes no
 * focus, such as empty space or a disabled button, or by Tab.
 */
async function watchFocus(page: Page): Promise<() => Promise<boolean>> {
  await page.evaluate(() => {
    const takesFocus = ':is(a[href], button, input, select, textarea):enabled, a[href], summary, [tabindex]';
    const { dataset } = document.documentElement;
    const pressed = ({ target }: Event) => {
      dataset.pressedNothing = String(!(target as Element).closest(takesFocus));
    };
    // Both: a disabled control gets no mousedown, and between the two a menu that closes gives the focus back.
    addEventListener('pointerdown', pressed, true);
    addEventListener('mousedown', pressed, true);
    // From the first and the last control it leads out of the page.
    document.addEventListener(
      'keydown',
      ({ key }) => {
        if (key === 'Tab') dataset.pressedNothing = 'true';
      },
      true,
    );
    addEventListener('focusin', () => delete dataset.pressedNothing, true);
  });
  const inside = () =>
    document.activeElement !== document.body || document.documentElement.dataset.pressedNothing === 'true';
  // What gets it may be a part that loads on its first use.
  return () =>
    page.waitForFunction(inside, undefined, { timeout: 5000 }).then(
      () => true,
      () => false,
    );
}

/** In one step, since a run may end meanwhile; by its event, since the legend may lie over it. */
const pressIfThere = (control: Locator) =>
  control.evaluateAll((found) => {
    for (const one of found) (one as HTMLElement).click();
  });

/** Whatever is open is closed, and what runs is stopped: the page alone, with one's own history. */
async function calmDown(page: Page): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await page.keyboard.press('Escape');
  if (await page.locator('html[data-stage=presented]').count()) {
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press('Escape');
  }
  await pressIfThere(button(page, 'Stop'));
  await page.locator('html:not([data-run=running])').waitFor({ state: 'attached' });
  await pressIfThere(page.locator('.lesson-leave'));
}

/** The numbers of the proof are those that the log tells of. */
async function checkFigures(
  { page }: Journey,
  expect: (value: unknown) => { toBe(value: unknown): void },
): Promise<void> {
  await again(page);
  // Slowed playback and a filter of the log may be left from the actions before.
  await page.getByRole('slider', { name: 'Playhead' }).press('End');
  await tab(page, 'Log').click();
  const clear = button(page, 'Clear filters');
  if (await clear.isVisible()) await clear.click();
  const list = page.getByRole('list', { name: 'Events' });
  await list.waitFor();
  await page.keyboard.press('Tab');
  await list.locator('..').evaluate((box) => box.scrollTo(0, box.scrollHeight));
  const line = await text(list.getByRole('listitem').filter({ hasText: 'Executed' }).last());
  const total = (await proof(page, 'Total')) as number;
  expect(/in ([\d.]+) seconds/.exec(line)?.[1]).toBe((total / 1000).toFixed(2));
}

describe('random actions on the page', () => {
  journey(
    `${ACTIONS} with seed ${SEED}: nothing throws, nothing is blank, the focus is kept, and undo leads back to the first plan`,
    async (started) => {
      const { page, troubles, open } = started;
      const random = randomFrom(SEED);
      const done: string[] = [];
      await open();
      await predicted(page);
      const hasFocus = await watchFocus(page);
      // From here on the focus is somewhere.
      await button(page, 'Run').focus();
      try {
        for (let count = 0; count < ACTIONS; count++) {
          done.push(await act(page, random));
          // What is wrong stays so: a look after every third action is enough to name it.
          const wrong = troubles[0] ?? (count % 3 === 2 ? await wrongWith(page) : undefined);
          if (wrong) throw new Error(wrong);
          if (!(await hasFocus())) throw new Error('the focus is on nothing');
        }
        await calmDown(page);
        const steps = await button(page, 'Undo').evaluate(async (undo: HTMLElement) => {
          let pressed = 0;
          for (; undo.ariaDisabled !== 'true' && pressed < 250; pressed++) {
            undo.click();
            await new Promise((drawn) => requestAnimationFrame(drawn));
          }
          return pressed;
        });
        await predicted(page);
        // Older steps than these are forgotten, and what is left may never end.
        if (steps < 199) {
          expect((await rowNames(page)).map((name) => name.split(', ')[0])).toEqual(TUTORIAL);
          await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
          await checkFigures(started, expect);
        }
      } catch (thrown) {
        const { FANOUT_MONKEY_PICTURE: path } = process.env;
        if (path) await page.screenshot({ path });
        console.log(
          `seed ${SEED}, after ${done.length} actions:\n${done.map((one, at) => `${at + 1} ${one}`).join('\n')}`,
        );
        throw thrown;
      }
    },
  );
});
