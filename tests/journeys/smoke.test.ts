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
