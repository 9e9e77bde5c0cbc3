import { expect, it } from 'vitest';
import { startJourney } from './page.ts';

it('the page opens from a sub-path, under its strict policy, without trouble', async () => {
  await using journey = await startJourney();
  await journey.open();
  await journey.page.locator('#root > *').first().waitFor();
  expect(await journey.page.title()).toContain('Fanout');
  expect(journey.troubles).toEqual([]);
});
