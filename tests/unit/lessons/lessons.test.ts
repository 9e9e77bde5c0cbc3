import { lexer } from 'marked';
import { describe, expect, it } from 'vitest';
import { plainText } from '../../../src/analysis/format/richText.ts';
import { PRESET_MENU } from '../../../src/lessons/allPresets.ts';
import { COVERAGE, type CoverageId } from '../../../src/lessons/coverage.ts';
import { lessonOf, loadChallenges, TRACKS } from '../../../src/lessons/menu.ts';
import type { Claim, RunFacts } from '../../../src/lessons/types.ts';
import { checkPlan } from '../../../src/run/check/checkPlan.ts';
import { fillTemplate } from '../../../src/store/lessons/lessonFacts.ts';
import { factsOn } from './told.ts';

const tracks = await Promise.all(TRACKS.map(async (track) => ({ ...track, lessons: await track.load() })));
const lessons = tracks.flatMap((track) => track.lessons);
const challenges = await loadChallenges();

const broken = (claims: readonly Claim[], facts: RunFacts) =>
  claims.filter(({ holds }) => !holds(facts)).map(({ words }) => words);
/** A line of the card holds some ninety. */
const LEAD = 210;
/** A line of the side panel's code holds so many; a longer one breaks where it should not. */
const CODE = 34;

describe('the tracks', () => {
  it('are those that were promised, in their minutes', () => {
    const minutes = tracks.map(({ title, lessons: all }) => [title, all.reduce((sum, one) => sum + one.minutes, 0)]);
    expect(minutes.slice(0, 3)).toEqual([
      ['The tutorial', 15],
      ['What goes wrong', 25],
      ['What to do about it', 30],
    ]);
    expect(minutes[3]?.[0]).toBe('Deeper');
  });

  it('name their lessons as their files have them, and a link finds each', async () => {
    for (const { names, lessons: all } of tracks) expect(all.map(({ name }) => name)).toEqual(names);
    for (const lesson of lessons) expect(await lessonOf(lesson.name)).toBe(lesson);
    expect(await lessonOf('nothing')).toBeUndefined();
  });

  it('give every lesson and challenge a name of its own', () => {
    const names = [...lessons, ...challenges].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9-]+$/);
    const titles = [...lessons, ...challenges].map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    expect(PRESET_MENU.length).toBeGreaterThan(0);
  });
});

describe('the tutorial', () => {
  const covered = new Set<string>([...lessons, ...challenges].flatMap(({ covers = [] }) => covers));

  it('is covered, every point of it', () => {
    expect(Object.keys(COVERAGE).filter((id) => !covered.has(id))).toEqual([]);
  });

  it('has every point that a lesson claims to cover', () => {
    expect([...covered].filter((id) => !(id in COVERAGE))).toEqual([]);
    expect(Object.values(COVERAGE).every((line) => line.length > 0 && line.length < 90)).toBe(true);
    expect(new Set(Object.values(COVERAGE)).size).toBe(Object.keys(COVERAGE).length as CoverageId['length']);
  });
});

describe.each(lessons)('$name', (lesson) => {
  it('is as it says, on the virtual clock', async () => {
    checkPlan(lesson.plan);
    const facts = await factsOn(lesson.plan);
    expect(broken(lesson.expect, facts)).toEqual([]);
    expect(lesson.expect.length).toBeGreaterThan(0);
  });

  it('explains it in numbers that the run has', async () => {
    const text = plainText(fillTemplate(lesson.explain, await factsOn(lesson.plan)) ?? []);
    expect(text, lesson.explain).not.toBe('');
    expect(text.length).toBeLessThanOrEqual(LEAD);
    expect(lesson.explain).toContain('{');
  });

  it('has one right answer, and three to choose from', async () => {
    if (!lesson.choices) return expect(lesson.predict).toMatch(/flag/i);
    expect(lesson.choices).toHaveLength(3);
    const facts = await factsOn(lesson.plan);
    expect(lesson.choices.filter(({ claim }) => claim.holds(facts)).map(({ text }) => text)).toHaveLength(1);
  });

  it('breaks as it says, and its own expectation with it', async () => {
    const { change, expect: claims, explain } = lesson.breakIt;
    const plan = change(lesson.plan);
    checkPlan(plan);
    const facts = await factsOn(plan);
    expect(broken(claims, facts)).toEqual([]);
    const text = plainText(fillTemplate(explain, facts) ?? []);
    expect(text, explain).not.toBe('');
    expect(text.length).toBeLessThanOrEqual(LEAD);
    // What is to be tried must show something else.
    const before = await factsOn(lesson.plan);
    expect(broken(claims, before).length + broken(lesson.expect, facts).length).toBeGreaterThan(0);
  });

  it('is told in words that fit, and in Markdown that the panel can draw', () => {
    for (const text of [lesson.predict, lesson.watch, lesson.idea, lesson.breakIt.text]) {
      expect(text.length, text).toBeLessThanOrEqual(LEAD);
      // The card shows plain words.
      expect(text).not.toMatch(/[`*]/);
    }
    expect(lesson.breakIt.label.length).toBeLessThanOrEqual(36);
    expect(lesson.title.length).toBeLessThanOrEqual(44);
    const types = new Set<string>();
    const walk = (tokens: readonly object[]) => {
      for (const token of tokens as { type: string; tokens?: object[]; items?: object[] }[]) {
        types.add(token.type);
        walk(token.tokens ?? []);
        walk(token.items ?? []);
      }
    };
    walk(lexer(lesson.text));
    for (const token of lexer(lesson.text))
      if (token.type === 'code')
        for (const line of token.text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(CODE);
    const drawn = [
      'paragraph',
      'heading',
      'code',
      'list',
      'list_item',
      'space',
      'strong',
      'em',
      'codespan',
      'br',
      'text',
      'escape',
    ];
    expect([...types].filter((type) => !drawn.includes(type))).toEqual([]);
    const words = lesson.text.split(/\s+/).length;
    expect(words).toBeGreaterThan(60);
    expect(words).toBeLessThan(260);
  });
});

describe.each(challenges)('challenge $name', (challenge) => {
  it('is not solved by itself, and is by its solution', async () => {
    const { plan, solution, check } = challenge;
    checkPlan(plan);
    const start = check(await factsOn(plan), plan);
    expect(start, start.why).toMatchObject({ met: false });
    const solved = solution(plan);
    checkPlan(solved);
    const end = check(await factsOn(solved), solved);
    expect(end, end.why).toMatchObject({ met: true });
    for (const why of [start.why, end.why]) expect(why.length, why).toBeGreaterThan(10);
  });

  it('has hints', () => {
    expect(challenge.hints.length).toBeGreaterThanOrEqual(2);
    expect(challenge.goal.length).toBeLessThanOrEqual(LEAD);
  });
});
