import { describe, expect } from 'vitest';
import {
  boxOf,
  button,
  grid,
  journey,
  logLines,
  phase,
  predicted,
  proof,
  row,
  rowNames,
  run,
  sentence,
  stateTab,
  strategy,
  tab,
  text,
  watchRun,
} from './steps.ts';

describe('the tutorial', () => {
  journey('opens with its four calls, the question and an empty Total', async ({ page, open }) => {
    await open();
    await predicted(page);
    await expect
      .poll(() => rowNames(page))
      .toEqual([
        'fast_1, fast_tool, predicted 0.10 s',
        'slow_1, slow_tool, predicted 1.00 s',
        'fast_2, fast_tool, predicted 0.10 s',
        'error_1, slow_tool, predicted 1.00 s',
      ]);
    expect(await grid(page).getAttribute('aria-rowcount')).toBe('4');
    expect(await sentence(page)).toBe('Four calls, 2.20 s of work. Started all at once, how long will they take?');
    expect(await proof(page, 'Sum')).toBe(2200);
    expect(await proof(page, 'Slowest')).toBe(1000);
    expect(await proof(page, 'Total')).toBeUndefined();
    await page.getByRole('region', { name: 'Proof' }).getByText('press Run to measure').waitFor();
    expect(await page.locator('html').getAttribute('data-run')).toBe('idle');
    expect(await strategy(page, 'All at once').isChecked()).toBe(true);
    const totals = await text(page.getByRole('radiogroup', { name: 'Strategy' }));
    for (const total of ['2.20 s', '1.00 s', '1.10 s', '2.00 s']) expect(totals).toContain(total);
    expect(await stateTab(page)).toEqual({
      messages: ['ai calls fast_1, slow_1, … (4)'],
      pending_tools: ['fast_1 fast_tool', 'slow_1 slow_tool', 'fast_2 fast_tool', 'error_1 slow_tool'],
      results: [],
      errors: [],
    });
  });

  journey('runs: the total is about the slowest call, not the sum', async ({ page, open }) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await open();
    await predicted(page);
    const place = await boxOf(button(page, 'Run'));
    const rows = await boxOf(grid(page));

    const watched = await watchRun(page);

    const inTheClick = await button(page, 'Run').evaluate((element: HTMLElement) => {
      const { dataset } = document.documentElement;
      const before = dataset.run;
      element.click();
      return [before, dataset.run];
    });
    expect(inTheClick).toEqual(['idle', 'running']);
    await phase(page, 'settled');
    // At once, without waiting for anything: `settled` comes after the proof is in the page.
    const [sum = 0, slowest = 0, total = 0, predictedSum] = await page.evaluate(() =>
      ['Sum', 'Slowest', 'Total', 'One by one'].map((name) =>
        Number(document.querySelector(`data[data-name="${name}"]`)?.getAttribute('value')),
      ),
    );
    expect(total).toBeGreaterThanOrEqual(slowest);
    expect(total).toBeLessThan(0.75 * sum);
    expect(sum).toBeGreaterThanOrEqual(2200);
    expect(slowest).toBeGreaterThanOrEqual(1000);
    expect(predictedSum).toBe(2200);
    expect(await proof(page, 'Overhead')).toBeCloseTo(total - 1000, 2);
    expect(await proof(page, 'Speed-up')).toBeCloseTo(2200 / total, 2);

    expect(await sentence(page)).toMatch(
      /^All four took \d\.\d\d s: as long as (slow_1|error_1) alone\. One by one: 2\.20 s\. \d\.\d× faster\.$/,
    );
    expect(await rowNames(page)).toEqual([
      expect.stringMatching(/^fast_1, fast_tool, succeeded, 0\.\d\d s$/),
      expect.stringMatching(/^slow_1, slow_tool, succeeded, 1\.\d\d s$/),
      expect.stringMatching(/^fast_2, fast_tool, succeeded, 0\.\d\d s$/),
      expect.stringMatching(/^error_1, slow_tool, failed, 1\.\d\d s$/),
    ]);
    expect(await boxOf(button(page, 'Run'))).toEqual(place);

    // While it ran: Stop in Run's place, a living sentence, nothing shifted, and State as it was before.
    const { sentences, collected, tops, buttons } = await watched();
    expect(sentences).toContainEqual(expect.stringMatching(/^0\.\d\d s: 2 of 4 done, 2 running$/));
    expect(new Set(tops)).toEqual(new Set([rows.y]));
    expect(new Set(buttons).size).toBe(1);
    // Narrower by Pause, which has come into the place beside it.
    const stop = JSON.parse(buttons[0] as string);
    expect(stop).toMatchObject({ x: place.x, y: place.y, height: place.height });
    expect(stop.width).toBeLessThan(place.width);
    expect(collected.some((text) => text.includes('2 collected, not yet in State.'))).toBe(true);
    expect(collected.filter((text) => text.includes('Fast result for'))).toEqual([]);

    // The finish line touches the end of the slowest bar, and the time saved is beside it.
    const finish = page.locator('.finish');
    await finish.waitFor();
    expect(await text(finish)).toBe(`${(Math.round(total) / 1000).toFixed(3)} s`);
    await expect.poll(async () => (await boxOf(finish)).height).toBeGreaterThan(100);
    const line = await boxOf(finish);
    const bars = await Promise.all(['slow_1', 'error_1'].map((id) => boxOf(row(page, id).locator('.bar.attempt'))));
    const ends = bars.map(({ x, width }) => x + width);
    expect(Math.abs(line.x - Math.max(...ends))).toBeLessThan(2.5);
    for (const { y, height } of bars) expect(line.y + line.height).toBeGreaterThan(y + height);
    const saved = page.getByRole('region', { name: 'Proof' }).getByText(/^1\.\d\d s saved$/);
    expect((await boxOf(saved)).x).toBeGreaterThan(line.x);

    // State and Log are the tutorial's.
    expect(await page.getByText('not yet in State').count()).toBe(0);
    expect(await stateTab(page)).toEqual({
      messages: [
        'ai calls fast_1, slow_1, … (4)',
        'tool fast_1 success',
        'tool slow_1 success',
        'tool fast_2 success',
        'tool error_1 error',
      ],
      pending_tools: [],
      results: ['fast_1 Fast result for: task 1', 'slow_1 Slow result for: task 2', 'fast_2 Fast result for: task 3'],
      errors: ['error_1 Error: Simulated failure'],
    });
    const lines = await logLines(page);
    expect(lines[0]).toBe('Run started: four calls');
    expect(lines.at(-1)).toBe(`Executed 4 tools in ${(Math.round(total / 10) / 100).toFixed(2)} seconds`);
    for (const id of ['fast_1', 'slow_1', 'fast_2'])
      expect(lines.filter((line) => line.startsWith(`${id} succeeded`))).toHaveLength(1);
    expect(lines).toContainEqual(expect.stringMatching(/^error_1 failed after 1\.\d\d s: Simulated failure$/));
    // In the order of completion: the fast ones before the slow ones.
    const done = lines.filter((line) => /^\w+ (succeeded|failed) after/.test(line)).map((line) => line.split(' ')[0]);
    expect(done.slice(0, 2).sort()).toEqual(['fast_1', 'fast_2']);

    await button(page, 'Copy as table').click();
    await page.getByText('copied', { exact: true }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied.split('\n').map((line) => line.split('\t').slice(0, 3))).toEqual([
      ['id', 'tool', 'outcome'],
      ['fast_1', 'fast_tool', 'succeeded'],
      ['slow_1', 'slow_tool', 'succeeded'],
      ['fast_2', 'fast_tool', 'succeeded'],
      ['error_1', 'slow_tool', 'failed'],
    ]);
  });

  journey('is idle again with the next edit, and says that it was edited', async ({ page, open }) => {
    await open();
    await predicted(page);
    await run(page);
    await button(page, 'Add fast call').click();
    await phase(page, 'idle');
    await page.getByText('Edited since the last run').waitFor();
    await expect.poll(() => rowNames(page)).toContain('slow_1, slow_tool, predicted 1.00 s');
    expect(await proof(page, 'Total')).toBeUndefined();
    await button(page, 'Undo').click();
    await phase(page, 'settled');
    expect(await proof(page, 'Total')).toBeGreaterThanOrEqual(1000);
  });
});

describe('the strategies', () => {
  journey('rearrange the ghosts and never run; each keeps its measured total', async ({ page, open }) => {
    await open();
    await predicted(page);
    await run(page);
    const allAtOnce = (await proof(page, 'Total')) as number;

    await strategy(page, 'One by one').check();
    await phase(page, 'idle');
    await expect.poll(() => rowNames(page)).toContain('error_1, slow_tool, predicted 1.00 s');
    const first = await boxOf(row(page, 'fast_1').locator('.bar.ghost.attempt'));
    const second = await boxOf(row(page, 'slow_1').locator('.bar.ghost.attempt'));
    expect(second.x).toBeGreaterThan(first.x + first.width - 2);

    await run(page);
    const sum = (await proof(page, 'Sum')) as number;
    const oneByOne = (await proof(page, 'Total')) as number;
    expect(oneByOne).toBeGreaterThanOrEqual(0.95 * sum);
    expect(await sentence(page)).toMatch(/^One by one took 2\.\d\d s: the sum\. All at once: 1\.\d\d s\.$/);
    const shown = (ms: number) => `${(Math.round(ms) / 1000).toFixed(3)} s`;
    const group = page.getByRole('radiogroup', { name: 'Strategy' });
    await expect.poll(() => text(group)).toContain(shown(oneByOne));
    expect(await text(group)).toContain(shown(allAtOnce));
    // The last total of the other strategy stays as a tick on the Total row.
    await page
      .getByRole('region', { name: 'Proof' })
      .getByText(`All at once ${shown(allAtOnce)}`)
      .waitFor();

    await strategy(page, 'All at once').check();
    await phase(page, 'settled');
    expect(await proof(page, 'Total')).toBe(allAtOnce);
    await page
      .getByRole('region', { name: 'Proof' })
      .getByText(`One by one ${shown(oneByOne)}`)
      .waitFor();

    await tab(page, 'Compare').click();
    const table = page.getByRole('table', { name: /of each policy, predicted and measured/ });
    await table.waitFor();
    // Total, sum, slowest and lower bound as predicted, then as measured; a policy that was not run has no second line.
    const cells = (name: string) => table.locator('tbody', { hasText: name }).getByRole('cell').allInnerTexts();
    await table.getByText('1.10 s').waitFor();
    expect((await cells('One by one')).slice(0, 5)).toEqual(['2.20 s', '2.20 s', '1.00 s', '2.20 s', shown(oneByOne)]);
    expect((await cells('All at once')).slice(0, 5)).toEqual([
      '1.00 s',
      '2.20 s',
      '1.00 s',
      '1.00 s',
      shown(allAtOnce),
    ]);
    expect(await cells('At most 3')).toEqual(['1.10 s', '2.20 s', '1.00 s', '1.00 s']);
    expect(await cells('Batches of 2')).toEqual(['2.00 s', '2.20 s', '1.00 s', '1.00 s']);
    expect(await page.getByRole('tabpanel').locator('.recharts-bar-rectangle path').count()).toBeGreaterThan(4);
  });

  journey(
    'at most 3 makes one call wait for a slot, batches of 2 make two wait for a batch',
    async ({ page, open }) => {
      await open();
      await strategy(page, 'At most 3').check();
      await predicted(page);
      await run(page);
      const total = (await proof(page, 'Total')) as number;
      const sum = (await proof(page, 'Sum')) as number;
      expect(total).toBeGreaterThanOrEqual((await proof(page, 'Slowest')) as number);
      expect(total).toBeLessThan(0.75 * sum);
      expect(await sentence(page)).toMatch(
        /^At most 3 took 1\.\d\d s: error_1 waited 0\.1\d s for a free slot\. \d\.\d× faster than one by one\.$/,
      );
      expect(await row(page, 'error_1').locator('.bar.wait').count()).toBe(1);

      await strategy(page, 'Batches of 2').check();
      await predicted(page);
      await run(page);
      expect(await proof(page, 'Total')).toBeGreaterThanOrEqual(2000);
      expect(await sentence(page)).toMatch(
        /^Batches of 2 took 2\.\d\d s: \d\.\d\d s of it because batch 2 had to wait\./,
      );
      expect(await text(page.getByRole('radiogroup', { name: 'Strategy' }))).toMatch(/2\.\d{3} s/);
    },
  );

  journey('have steppers and arrow keys, and undo goes back over each step', async ({ page, open }) => {
    await open();
    await strategy(page, 'At most 3').check();
    await button(page, 'Fewer: At most 3').click();
    await strategy(page, 'At most 2').waitFor();
    expect(await button(page, 'Fewer: At most 2').getAttribute('aria-disabled')).toBe('true');
    await button(page, 'More: Batches of 2').click();
    expect(await strategy(page, 'Batches of 3').isChecked()).toBe(true);
    for (let i = 0; i < 2; i++) await button(page, 'Undo').click();
    expect(await strategy(page, 'At most 3').isChecked()).toBe(true);
    await button(page, 'Undo').click();
    expect(await strategy(page, 'All at once').isChecked()).toBe(true);

    await strategy(page, 'All at once').focus();
    await page.keyboard.press('ArrowRight');
    expect(await strategy(page, 'At most 3').isChecked()).toBe(true);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    expect(await strategy(page, 'One by one').isChecked()).toBe(true);
    expect(await page.locator('html').getAttribute('data-run')).toBe('idle');
  });
});
