import { expect, it } from 'vitest';
import { sources } from '../../scripts/layers.mjs';
import { textComparisons } from './support/textComparisons.ts';

/** The sentences of versions 1 and 2 of the run file, which had nothing else. */
const UPGRADE = 'src/run/file/upgrade.ts';

it('nothing in src reads meaning out of a sentence, but what upgrades old files', () => {
  const files = sources();
  expect(textComparisons(files.filter(([path]) => path !== UPGRADE))).toEqual([]);
  expect(textComparisons(files.filter(([path]) => path === UPGRADE)).length).toBeGreaterThan(5);
});

it.each([
  `outcome.reason === 'cancelled by the user';`,
  `outcome?.reason !== STOPPED;`,
  `const { message } = error; if ('gone' === message) stop();`,
  `error?.message.startsWith('timed out after ');`,
  `(error.message ?? '').toLowerCase().includes('timed out');`,
  `/^timed out/.test(outcome?.error?.message ?? '');`,
  `/^timed out after (.*) ms$/.exec(error.message)?.[1];`,
  `error.message.match(/timed out/);`,
  `new Set(LOST).has(outcome.reason);`,
  `LOST.indexOf(reason as string) >= 0;`,
  `switch (outcome.reason) { case STOPPED: stop(); }`,
  `read.problem === PROBLEM;`,
  `const add = (text: string) => text === reasonText.stop();`,
  `const ended = { reason: 'it was stopped' }; const isStopped = (text: string) => text === 'it was stopped';`,
  `const fail = () => { throw new Error('no such call'); }; const known = (text: string) => ['no such call'].includes(text) || text.includes('no such call');`,
])('a planted violation is found: %s', (code) => {
  const [found, ...more] = textComparisons([['src/run/planted.ts', `\n${code}`]]);
  expect(found).toMatch(/^src\/run\/planted\.ts:2 /);
  expect(more).toEqual([]);
});

it.each([
  `outcome.reason !== undefined;`,
  `if (signal.reason === null) stop();`,
  `typeof message === 'string' && say(message);`,
  `outcome.cause === 'user';`,
  `error.name === 'AbortError';`,
  `const text = message.length > 120 ? message.slice(0, 120) : message;`,
  `query.includes('fail');`,
])('what reads no meaning is left alone: %s', (code) => {
  expect(textComparisons([['src/run/planted.ts', code]])).toEqual([]);
});
