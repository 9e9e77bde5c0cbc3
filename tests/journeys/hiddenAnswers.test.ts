import type { Page } from 'playwright';
import { describe, expect } from 'vitest';
import { duration, exact } from '../../src/analysis/format/format.ts';
import { totalOf } from '../../src/analysis/metrics/proof.ts';
import { TRACKS } from '../../src/lessons/menu.ts';
import type { Lesson } from '../../src/lessons/types.ts';
import { foldAll } from '../../src/run/fold.ts';
import { policyOf } from '../../src/run/policy.ts';
import { applyStrategy } from '../../src/run/strategies.ts';
import type { Plan } from '../../src/run/types.ts';
import { predictPlan } from '../../src/runner/predict/predictPlan.ts';
import { plannedMs } from '../../src/tools/catalogue.ts';
import { button, journey, phase, predicted, proof, row, strategy, tab, text } from './steps.ts';

const LESSONS = (await Promise.all(TRACKS.map(({ load }) => load()))).flat();
const GUESS = { name: 'Your guess of the total' };
const predictions = (page: Page) => page.getByRole('switch', { name: 'Show predictions' });

/** Numbers that tell how the run goes and that neither the question nor the plan tells, in ms. */
async function answersOf(plan: Plan, told: string): Promise<number[]> {
  const totals: number[] = [];
  for (const strategy of [undefined, 'one-by-one', 'all-at-once'] as const) {
    const policy = strategy ? applyStrategy(policyOf(plan), { kind: strategy }) : plan.policy;
    const state = foldAll((await predictPlan({ ...plan, ...(policy && { policy }) })).events);
    totals.push(totalOf(state) ?? 0, ...state.calls.map(({ outcome }) => outcome?.settledAt ?? 0));
  }
  const durations = plan.calls.map((call) => plannedMs(call) ?? 0);
  const given = [...durations, durations.reduce((sum, ms) => sum + ms, 0)].map(duration);
  const limits = JSON.stringify(plan);
  return [...new Set(totals)].filter((ms) => {
    const said = told.includes((ms / 1000).toFixed(2)) || told.includes(`${ms / 1000} s`);
    return ms > 0 && Number.isFinite(ms) && !said && !given.includes(duration(ms)) && !limits.includes(`:${ms}`);
  });
}

/** Everything in the page that could tell a time, the labels of the axis aside: texts, attributes, and what is read aloud. */
async function everythingIn(page: Page): Promise<{ texts: string; numbers: string[] }> {
  const found = await page.evaluate(() => {
    const body = document.body.cloneNode(true) as HTMLElement;
    for (const axis of body.querySelectorAll('.axis, .chart > .track-grid')) axis.remove();
    const attributes = [...body.querySelectorAll('*')].flatMap((one) =>
      [...one.attributes].filter(({ name }) => !['class', 'style', 'd', 'id'].includes(name)).map(({ value }) => value),
    );
    return { texts: [body.textContent, ...attributes, document.title].join('\n'), numbers: attributes };
  });
  return { ...found, texts: `${found.texts}\n${await page.locator('main').ariaSnapshot()}` };
}

async function expectNothingOf(
  page: Page,
  { name, plan }: { name: string; plan: Plan },
  told: string,
): Promise<number> {
  const answers = await answersOf(plan, told);
  const { texts, numbers } = await everythingIn(page);
  for (const ms of answers) {
    expect(
      [duration(ms), exact(ms)].filter((one) => texts.includes(one)),
      `${name}: ${ms} ms`,
    ).toEqual([]);
    expect(numbers, name).not.toContain(String(Math.round(ms * 1000) / 1000));
  }
  const drawn = page.locator('.lane i:not(.planned, .time-limit)');
  expect(await drawn.count(), `${name}: what the lanes draw`).toBe(0);
  expect(await page.locator('.concurrency path').count(), name).toBe(0);
  expect(await button(page, 'Answer key').count(), name).toBe(0);
  return answers.length;
}

describe('nothing is given away', () => {
  journey(
    'on a first visit, until a guess: by keys it is one when they are done with',
    async ({ page, open }) => {
      await open();
      await predicted(page);
      const plan = { calls: [100, 1000, 100, 1000].map((ms, i) => ({ id: `${i}`, name: 'slow_tool', args: { ms } })) };
      await expectNothingOf(page, { name: 'first visit', plan }, '');
      expect([await proof(page, 'Sum'), await proof(page, 'Slowest'), await proof(page, 'One by one')]).toEqual([
        2200,
        1000,
        undefined,
      ]);
      expect(await row(page, 'slow_1').getAttribute('aria-label')).toBe('slow_1, slow_tool, takes 1.00 s');
      const oneByOne = strategy(page, 'One by one').locator('..');
      expect(await text(oneByOne)).toContain('?');
      await tab(page, 'Metrics').click();
      await page.getByText('Predictions are hidden until you guess or press Run.').waitFor();
      await tab(page, 'Compare').click();
      await page.getByRole('table').waitFor();
      await expectNothingOf(page, { name: 'with Compare', plan }, '');

      await page.getByRole('slider', GUESS).focus();
      for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
      expect(await predictions(page).isChecked()).toBe(false);
      await page.keyboard.press('Enter');
      await oneByOne.getByText('2.20 s').waitFor();
      expect(await predictions(page).isChecked()).toBe(true);

      // Nor on the next visit: the question was answered.
      await open();
      await predicted(page);
      await oneByOne.getByText('2.20 s').waitFor();
    },
    { first: true },
  );

  journey('in the predict step of any lesson, until it is answered', async ({ page, open }) => {
    await open('#lesson=tool-call');
    let looked = 0;
    for (const lesson of LESSONS) {
      await openInPlace(page, lesson);
      const { predict, choices = [], title } = lesson;
      const told = [title, predict, ...choices.map(({ text }) => text)].join('\n');
      looked += await expectNothingOf(page, lesson, told);
      const notes = await text(page.getByRole('complementary', { name: 'More about this lesson' }));
      expect(notes, lesson.name).not.toContain(lesson.idea);
    }
    // Of most lessons the question does not tell the numbers.
    expect(looked).toBeGreaterThan(40);

    // The last one asks for a guess, an earlier one for an answer; A and C are keys of the page elsewhere.
    await page.getByRole('slider', GUESS).click();
    await button(page, 'Answer key').waitFor();
    await openInPlace(page, LESSONS.find(({ name }) => name === 'missing-await') as Lesson);
    await page.keyboard.press('c');
    await page.getByRole('button', { name: /^C Nothing/, pressed: true }).waitFor();
    await button(page, 'Answer key').waitFor();
    await page.keyboard.press('a');
    await page.getByRole('button', { name: /^A/, pressed: true }).waitFor();
    expect(await page.getByRole('slider', { name: 'Shown part' }).count()).toBe(0);
    await page.keyboard.press('r');
    await phase(page, 'settled');
    await page.keyboard.press('c');
    await page.getByRole('heading', { name: /^Why / }).waitFor();
  });
});

/** Without a new visit: thirty of them would take half a minute. */
async function openInPlace(page: Page, { name }: Lesson): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#lesson=${name}`);
  await page.locator(`html[data-lesson=${name}]`).waitFor({ state: 'attached' });
  await predicted(page);
  await page.getByRole('complementary', { name: 'More about this lesson' }).waitFor();
}
