import { expect, it } from 'vitest';
import { readLink } from '../../../../src/store/link/hash.ts';

it.each([
  ['', { fresh: false }],
  ['#', { fresh: false }],
  ['#preset=tutorial', { preset: 'tutorial', fresh: false }],
  ['#preset=tutorial&fresh', { preset: 'tutorial', fresh: true }],
  ['#fresh&preset=stress-1000', { preset: 'stress-1000', fresh: true }],
  ['#embed&preset=tutorial', { preset: 'tutorial', fresh: false, embed: true }],
  ['#present', { fresh: false, present: true }],
  ['#fresh', { fresh: true }],
  ['#preset=', { fresh: false }],
  ['#preset=%E2%9C%93', { preset: '✓', fresh: false }],
  ['#preset=%', { preset: '%', fresh: false }],
  ['#words=later&preset=tutorial', { preset: 'tutorial', fresh: false }],
  ['#nothing', { fresh: false }],
])('the link %j asks for %j', (hash, asked) => expect(readLink(hash)).toEqual(asked));
