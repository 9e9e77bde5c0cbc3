import { describe, expect } from 'vitest';
import {
  button,
  edit,
  field,
  journey,
  logLines,
  phase,
  predicted,
  proof,
  row,
  rowNames,
  run,
  seconds,
  sentence,
  stateTab,
  text,
} from './steps.ts';

describe('a hanging call', () => {
  journey('has no end: said before, shown while it runs, and Stop cancels it', async ({ page, open }) => {
    await open();
    await button(page, 'Add hanging call').click();
    await predicted(page);
    await expect.poll(() => sentence(page)).toMatch(/^hang_1 never ends, so the run never ends\./);
    for (const name of ['Sum', 'Slowest']) {
      expect(await text(page.locator(`data[data-name="${name}"]`).first())).toBe('no end');
      expect(await proof(page, name)).toBeUndefined();
    }
    expect(await rowNames(page)).toContain('hang_1, hanging_tool, predicted no end');

    await button(page, 'Run').click();
    await row(page, 'error_1')
      .and(page.getByRole('row', { name: /failed/ }))
      .waitFor();
    await expect.poll(() => sentence(page)).toMatch(/^\d\.\d\d s: 4 of 5 done, 1 running$/);
    await button(page, 'Stop').click();
    await phase(page, 'settled');

    expect(await sentence(page)).toMatch(/^Stopped at \d\.\d\d s: 4 done, 1 cancelled\.$/);
    await row(page, 'hang_1')
      .and(page.getByRole('row', { name: /cancelled/ }))
      .waitFor();
    expect(await proof(page, 'Speed-up')).toBeUndefined();
    const { results, errors } = await stateTab(page);
    expect(results).toEqual([
      'fast_1 Fast result for: task 1',
      'slow_1 Slow result for: task 2',
      'fast_2 Fast result for: task 3',
    ]);
    expect(errors?.[0]).toBe('error_1 Error: Simulated failure');
    expect((await logLines(page)).at(-1)).toMatch(/^Executed 4 of 5 tools in \d\.\d\d seconds; 1 cancelled$/);
  });
});

describe('a blocking call', () => {
  journey('holds the thread: the others end late, and the page says why', async ({ page, open }) => {
    await open();
    await button(page, 'Add blocking call').click();
    await predicted(page);
    await run(page);
    expect(await sentence(page)).toMatch(
      /^block_1 held the thread for 0\.\d\d s: nothing else could start or finish\./,
    );
    for (const id of ['fast_1', 'fast_2', 'block_1']) expect(await seconds(page, id)).toBeGreaterThanOrEqual(0.8);
  });

  journey('that does not answer Stop is ended with its Worker, and the next run works', async ({ page, open }) => {
    await open();
    await button(page, 'Add blocking call').click();
    await edit(page, 'block_1');
    await field(page, 'Duration (ms)').fill('30000');
    await page.keyboard.press('Escape');
    await predicted(page);
    await button(page, 'Run').click();
    await row(page, 'block_1')
      .and(page.getByRole('row', { name: /running/ }))
      .waitFor();
    await button(page, 'Stop').click();
    await phase(page, 'settled');

    expect(await sentence(page)).toMatch(
      /^Stopped at \d\.\d\d s: the engine did not answer, so it was ended\. 0 done, 5 lost\.$/,
    );
    const names = await rowNames(page);
    expect(names).toHaveLength(5);
    for (const name of names) expect(name).toMatch(/, cancelled(, [\d.]+ s)?$/);
    expect(await text(row(page, 'block_1'))).toContain('lost: the engine did not');
    await page.getByText('0 collected, not yet in State.').waitFor();
    const { results, errors, pending_tools } = await stateTab(page);
    expect({ results, errors, pending: pending_tools?.length }).toEqual({ results: [], errors: [], pending: 5 });

    const lines = await logLines(page);
    const of = (pattern: RegExp) => lines.filter((line) => pattern.test(line)).length;
    expect(of(/^\w+ queued/)).toBe(5);
    expect(of(/^\w+ cancelled/)).toBe(5);
    expect(of(/^\w+_\d started/)).toBe(of(/^\w+ attempt 1 was cancelled/));
    expect(of(/^Run started/)).toBe(1);
    expect(lines.at(-1)).toMatch(/^Executed 0 of 5 tools in \d\.\d\d seconds; 5 cancelled$/);

    await edit(page, 'block_1');
    await field(page, 'Duration (ms)').fill('50');
    await page.keyboard.press('Escape');
    await predicted(page);
    await run(page);
    const total = (await proof(page, 'Total')) as number;
    expect(total).toBeGreaterThanOrEqual((await proof(page, 'Slowest')) as number);
    expect(total).toBeLessThan(0.75 * ((await proof(page, 'Sum')) as number));
    expect((await stateTab(page)).results).toHaveLength(4);
  });
});

describe('a flaky call', () => {
  journey('fails its first attempt, and that is its end where nothing is tried again', async ({ page, open }) => {
    await open();
    await button(page, 'Add flaky call').click();
    await predicted(page);
    await run(page);
    expect(await rowNames(page)).toContainEqual(expect.stringMatching(/^flaky_1, flaky_tool, failed, 0\.4\d s$/));
    expect((await stateTab(page)).errors).toContain('flaky_1 Error: Simulated failure on attempt 1');
  });
});

journey('Run pressed before the engine is there is queued', async ({ page, open }) => {
  let load = () => {};
  const asked = new Promise<void>((resolve) => {
    load = resolve;
  });
  await page.route('**/run.worker*', async (route) => {
    await asked;
    await route.continue();
  });
  await open();
  await button(page, 'Run').click();
  await expect.poll(() => sentence(page)).toMatch(/^Loading the engine/);
  expect(await page.locator('html').getAttribute('data-run')).toBe('running');
  load();
  await phase(page, 'settled');
  expect(await sentence(page)).toMatch(/^All four took/);
  const total = (await proof(page, 'Total')) as number;
  // Loading is no part of the run.
  expect(total).toBeLessThan(0.75 * ((await proof(page, 'Sum')) as number));
});

journey('Run pressed before the engine is there can be stopped', async ({ page, open }) => {
  let load = () => {};
  const asked = new Promise<void>((resolve) => {
    load = resolve;
  });
  await page.route('**/run.worker*', async (route) => {
    await asked;
    await route.continue();
  });
  await open();
  await button(page, 'Run').click();
  await button(page, 'Stop').click();
  await phase(page, 'settled');
  expect(await sentence(page)).toBe('Stopped at 0.00 s: 0 done, 4 cancelled.');
  load();
  await run(page);
  expect(await sentence(page)).toMatch(/^All four took/);
});
