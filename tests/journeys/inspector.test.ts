import { text as textOf } from 'node:stream/consumers';
import { expect } from 'vitest';
import { unpack } from '../../src/run/file/jsonValues.ts';
import { foldAll } from '../../src/run/fold.ts';
import { boxOf, button, journey, logLines, phase, predicted, row, run, tab, text } from './steps.ts';

journey('a number leads to its events, and an event to its row, by keyboard alone', async ({ page, open }) => {
  await open();
  await predicted(page);
  await run(page);
  await tab(page, 'State').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  expect(await tab(page, 'Metrics').getAttribute('aria-selected')).toBe('true');

  // Each number tells what it is, to those who see and to those who listen.
  const failed = page.getByRole('button', { name: 'Failed: 1, show its events' });
  await failed.waitFor();
  for (let i = 0; i < 60 && !(await failed.evaluate((one) => one === document.activeElement)); i++)
    await page.keyboard.press('Tab');
  expect(await failed.evaluate((one) => one === document.activeElement)).toBe(true);
  await page.locator('.meaning-tip:popover-open').getByText('Calls that have settled with this outcome.').waitFor();
  const description = await failed.getAttribute('aria-describedby');
  expect(await text(page.locator(`#${description}`))).toBe('Calls that have settled with this outcome.');
  await page.keyboard.press('Escape');
  expect(await page.locator('.meaning-tip:popover-open').count()).toBe(0);

  await page.keyboard.press('Enter');
  await page.getByText('1 of 22').waitFor();
  expect(await logLines(page)).toEqual([expect.stringMatching(/^error_1 failed after 1\.\d\d s: Simulated failure$/)]);
  // The line's time, and its call.
  await page.getByRole('group', { name: 'Log' }).focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.locator('[role=row][aria-selected=true]').waitFor();
  expect(await row(page, 'error_1').getAttribute('aria-selected')).toBe('true');

  await button(page, 'Clear filters').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('checkbox', { name: 'Only error_1' }).focus();
  await page.keyboard.press('Space');
  await page.getByText('5 of 22').waitFor();
  expect((await logLines(page)).every((line) => line.startsWith('error_1 '))).toBe(true);

  // State's lines of that call are marked, and lead to rows too.
  await tab(page, 'State').click();
  const inState = page.getByRole('tabpanel').getByRole('button', { name: 'error_1', pressed: true });
  expect(await inState.count()).toBeGreaterThan(2);
  await page.getByRole('tabpanel').getByRole('button', { name: 'fast_1' }).first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  expect(await row(page, 'slow_1').getAttribute('aria-selected')).toBe('true');
});

journey('keys mean the same on a checkbox, and a view that is slowed says so', async ({ page, open }) => {
  await open();
  await predicted(page);
  await run(page);
  await tab(page, 'Log').click();
  await page.getByRole('checkbox', { name: 'Errors only' }).check();
  await page.keyboard.press('Shift+E');
  // The failure is one stop, and there its row has failed.
  await page.getByRole('row', { name: /^error_1, slow_tool, failed/ }).waitFor();
  await expect.poll(() => text(page.getByRole('group', { name: 'Playback' }))).toMatch(/1\.\d{3} s$/);
  await page.getByRole('combobox', { name: 'View speed' }).selectOption('0.1×');
  await button(page, 'Previous event').click();
  await page.getByRole('slider', { name: 'Playhead' }).press('Home');
  await button(page, 'Play').click();
  await page.getByText(/^Finished in 1\.\d{3} s; showing it at 0\.1×$/).waitFor();
  await button(page, 'Hold').click();
});

journey('State is committed once, and says when and whether every call has its answer', async ({ page, open }) => {
  await open();
  await predicted(page);
  await run(page);
  const panel = page.getByRole('tabpanel');
  await panel.getByText(/^Committed in one update at 1\.\d\d\d s:/).waitFor();
  expect(await text(panel)).toContain('4 messages, 3 results, 1 error. 4 tool calls, 4 tool messages: each paired.');
  const lists = async (name: string) =>
    await panel.getByRole('list', { name, exact: true }).getByRole('button').allTextContents();
  expect(await lists('Call order')).toEqual(['fast_1', 'slow_1', 'fast_2', 'error_1']);
  expect((await lists('Completion order')).slice(0, 2).sort()).toEqual(['fast_1', 'fast_2']);
  // Halfway, two have come in and nothing is committed.
  for (let i = 0; i < 5; i++) await page.keyboard.press('Shift+ArrowLeft');
  await panel.getByText('2 collected, not yet in State.').waitFor();
  expect((await lists('Completion order')).sort()).toEqual(['fast_1', 'fast_2']);
  expect(await panel.getByText('Committed').count()).toBe(0);
  await tab(page, 'Metrics').click();
  await panel.getByText(/: 2 of four calls settled\.$/).waitFor();
});

journey('Metrics and log are saved as files that other programs can read', async ({ page, open }) => {
  await open();
  await predicted(page);
  await tab(page, 'Metrics').click();
  await page.getByText('Predicted, nothing has run yet: four calls, 1.00 s.').waitFor();
  await run(page);
  await page.getByText(/^The whole run: four calls in 1\.\d\d\d s\.$/).waitFor();
  const saved = async (name: string) => {
    const coming = page.waitForEvent('download');
    await button(page, name).click();
    const file = await coming;
    return { name: file.suggestedFilename(), text: await textOf(await file.createReadStream()) };
  };
  const metrics = await saved('Download metrics as JSON');
  expect(metrics.name).toBe('fanout-metrics.json');
  expect(JSON.parse(metrics.text)).toMatchObject({ format: 'fanout-metrics', source: 'measured', settled: 4 });
  await tab(page, 'Log').click();
  const log = await saved('Download log');
  expect(log.name).toBe('fanout-log.jsonl');
  const [header, ...events] = log.text
    .trimEnd()
    .split('\n')
    .map((line) => unpack(JSON.parse(line)) as never);
  expect(header).toMatchObject({ format: 'fanout-log', version: 1, events: 22 });
  expect(foldAll(events)).toMatchObject({ phase: 'settled', settled: 4 });
});

journey(
  'the charts of Metrics stand under the lanes, left and right',
  async ({ page, open }) => {
    await open('#preset=tutorial');
    await predicted(page);
    await run(page);
    await phase(page, 'settled');
    await tab(page, 'Metrics').click();
    const plot = page.locator('.over-time .recharts-wrapper').first();
    await plot.waitFor();
    await expect
      .poll(async () => {
        const lane = await boxOf(row(page, 'fast_1').locator('.lane'));
        const chart = await boxOf(plot);
        return Math.abs(lane.x - chart.x) + Math.abs(lane.x + lane.width - chart.x - chart.width);
      })
      .toBeLessThan(3);

    // They are read at a moment, by keys and by mouse.
    const at = page.getByRole('slider', { name: 'Running at once, at each moment' });
    await at.focus();
    await page.keyboard.press('Home');
    const first = await at.getAttribute('aria-valuetext');
    expect(first).toMatch(/^0\.\d{3} s: \d running$/);
    await page.keyboard.press('End');
    expect(await at.getAttribute('aria-valuetext')).toMatch(/^1\.\d{3} s: 0 running$/);
    await page.keyboard.press('ArrowLeft');
    expect(await at.getAttribute('aria-valuetext')).not.toMatch(/: 0 running$/);
    await page.keyboard.press('Tab');
    const { x, y, width } = await boxOf(at);
    await at.hover({ position: { x: width * 0.2, y: 30 } });
    await at.getByText(/^0\.\d{3} s: \d running$/).waitFor();
    await page.mouse.move(x - 20, y);
    expect(await text(at)).toBe('');
  },
  { viewport: { width: 1280, height: 800 } },
);
