import { expect, it } from 'vitest';
import { firstVisit } from '../../scripts/size.mjs';
import { startJourney } from './page.ts';
import { grid, predicted, run } from './steps.ts';

it('the page opens from a sub-path and runs, under its strict policy, without trouble, and loads what its size is counted from', async () => {
  await using journey = await startJourney();
  const { page, open, loaded, troubles } = journey;
  await open();
  await predicted(page);
  expect(await page.title()).toContain('Fanout');
  await run(page);
  // As a person's hand does.
  await grid(page).hover();
  await expect.poll(() => [...loaded].sort()).toEqual([...firstVisit().all].sort());
  expect(troubles).toEqual([]);
});

it('nothing lays the page out in the middle of its first drawing: what is measured is told by an observer', async () => {
  await using journey = await startJourney();
  const { page, open } = journey;
  await page.addInitScript(() => {
    const asked: string[] = [];
    let told = false;
    Object.assign(window, { asked });
    const watched: [object, string][] = [
      [HTMLElement.prototype, 'offsetWidth'],
      [HTMLElement.prototype, 'offsetHeight'],
      [Element.prototype, 'clientWidth'],
      [Element.prototype, 'scrollTop'],
      [Element.prototype, 'scrollTo'],
      [Element.prototype, 'getBoundingClientRect'],
    ];
    for (const [prototype, name] of watched) {
      const own = Object.getOwnPropertyDescriptor(prototype, name) as PropertyDescriptor;
      const kind = own.get ? 'get' : 'value';
      const asIs = own[kind];
      const noted = function (this: Element, ...args: unknown[]) {
        if (!told) asked.push(`${name} of ${this.className}`);
        return asIs.apply(this, args);
      };
      Object.defineProperty(prototype, name, { ...own, [kind]: noted });
    }
    window.ResizeObserver = class extends ResizeObserver {
      constructor(tell: ResizeObserverCallback) {
        super((...args) => {
          told = true;
          tell(...args);
          told = false;
        });
      }
    };
  });
  await open();
  await predicted(page);
  expect(await grid(page).getByRole('row').count()).toBe(4);
  expect(await page.evaluate(() => (window as unknown as { asked: string[] }).asked)).toEqual([]);
});
