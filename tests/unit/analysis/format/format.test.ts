import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allOf,
  callCount,
  clip,
  count,
  decimals,
  difference,
  duration,
  exact,
  list,
  ownText,
  percent,
  small,
  times,
} from '../../../../src/analysis/format/format.ts';

const NEVER = Number.POSITIVE_INFINITY;

describe('a duration', () => {
  it.each([
    [0, '0.00 s'],
    [0.2, '<1 ms'],
    [3.4, '3 ms'],
    [9.4, '9 ms'],
    [9.6, '0.01 s'],
    [100, '0.10 s'],
    [1003, '1.00 s'],
    [1005, '1.01 s'],
    [59_994, '59.99 s'],
    [59_996, '1 min 00 s'],
    [75_000, '1 min 15 s'],
    [3_599_700, '1 h 00 min'],
    [3_720_000, '1 h 02 min'],
    [NEVER, 'no end'],
    [-200, '−0.20 s'],
  ])('of %d ms is %s', (ms, text) => expect(duration(ms)).toBe(text));

  it.each([
    [0, '0.000 s'],
    [1003, '1.003 s'],
    [1002.6, '1.003 s'],
    [59_999.6, '1 min 00.000 s'],
    [75_003, '1 min 15.003 s'],
    [NEVER, 'no end'],
  ])('of %d ms is exactly %s', (ms, text) => expect(exact(ms)).toBe(text));

  it.each([
    [3, '+3 ms'],
    [-3.2, '−3 ms'],
    [0.3, '0 ms'],
    [-0.3, '0 ms'],
    [999.7, '+1.00 s'],
    [1200, '+1.20 s'],
    [-1200, '−1.20 s'],
  ])('differs by %d ms: %s', (ms, text) => expect(difference(ms)).toBe(text));

  it('without its sign', () => expect([small(-13), small(1200)]).toEqual(['13 ms', '1.20 s']));

  it('reads back as the same length, to the half of its last place', () => {
    fc.assert(
      fc.property(fc.double({ min: 9.5, max: 59_990, noNaN: true }), (ms) => {
        expect(Math.abs(Number.parseFloat(duration(ms)) * 1000 - ms)).toBeLessThanOrEqual(5 + 1e-6);
        expect(Math.abs(Number.parseFloat(exact(ms)) * 1000 - ms)).toBeLessThanOrEqual(0.5 + 1e-6);
      }),
      { seed: 60 },
    );
  });
});

describe('numbers', () => {
  it.each([
    [1.04, '1.0×'],
    [2.2, '2.2×'],
    [9.94, '9.9×'],
    [9.96, '10×'],
    [12.4, '12×'],
    [1234, '1,234×'],
  ])('%d is %s', (ratio, text) => expect(times(ratio)).toBe(text));

  it.each([
    [0, '0 %'],
    [0.003, '0.3 %'],
    [-0.003, '−0.3 %'],
    [-0.0001, '0 %'],
    [0.02, '2 %'],
    [0.604, '60 %'],
    [1, '100 %'],
  ])('%d is %s', (share, text) => expect(percent(share)).toBe(text));

  it('group their thousands, whatever the locale', () => {
    expect([0, 999, 1000, 1_234_567].map(count)).toEqual(['0', '999', '1,000', '1,234,567']);
  });

  it('are words up to twelve', () => {
    expect([1, 4, 12, 13, 1000].map(callCount)).toEqual([
      'One call',
      'Four calls',
      'Twelve calls',
      '13 calls',
      '1,000 calls',
    ]);
    expect([2, 4, 12, 1000].map(allOf)).toEqual(['Both', 'All four', 'All twelve', 'All 1,000']);
  });

  it('lists', () => {
    expect([list([]), list(['a']), list(['a', 'b']), list(['a', 'b', 'c']), list(['a', 'b', 'c', 'd'])]).toEqual([
      '',
      'a',
      'a and b',
      'a, b and c',
      'a and 3 others',
    ]);
  });
});

describe('clip', () => {
  it('keeps short texts, on one line', () => {
    expect(clip('a\r\n\tb', 10)).toBe('a b');
    expect(clip('12345', 5)).toBe('12345');
  });
  it('never halves a character', () => {
    expect(clip('123😀5', 5)).toBe('123…');
    expect(clip('12😀56', 5)).toBe('12😀…');
  });
  it.each([
    [
      'caf\u00e9 \u2013 \u201cok\u201d \u00d72 \u4f60\u597d \u{1f469}\u200d\u{1f4bb} \u0915\u094d\u200d\u0937 \u{1f1e9}\u{1f1ea}',
    ],
    ['fast_1'],
    ['Fast result for: task 1'],
  ])('leaves %s as it is', (text) => expect(clip(text, 100)).toBe(text));
  it.each([
    ['fas\u202eter', 'fas\\u{202e}ter'],
    ['a\u2066b\u2069c', 'a\\u{2066}b\\u{2069}c'],
    ['a\u0000b\u001b[31m', 'a\\u{0}b\\u{1b}[31m'],
    ['a\u200bb\u200dc\ufeff', 'a\\u{200b}b\\u{200d}c\\u{feff}'],
    ['a\ud800b', 'a\\u{d800}b'],
    ['\u3164', '\\u{3164}'],
    [`e${'\u0301'.repeat(200)}x`, `e${'\u0301'.repeat(8)}x`],
    ['\u05d0\u05d1', '\u2068\u05d0\u05d1\u2069'],
  ])('shows what is not seen: %j', (text, shown) => expect(clip(text, 300)).toBe(shown));
  it('isolates what is cut, too', () => {
    expect(clip('\u05d0'.repeat(50), 5)).toBe(`\u2068${'\u05d0'.repeat(4)}…\u2069`);
    expect(list(['\u05d0', 'b\u202e'])).toBe('\u2068\u05d0\u2069 and b\\u{202e}');
  });
  it('is never longer than asked, and one line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.integer({ min: 1, max: 30 }), (text, max) => {
        const clipped = clip(text, max);
        // The isolates around text from right to left take no room.
        expect(clipped.replace(/[\u2068\u2069]/g, '').length).toBeLessThanOrEqual(max);
        expect(clipped).not.toMatch(/[\n\r\t]/);
        expect(clipped).not.toMatch(/\p{Surrogate}/u);
      }),
      { seed: 5 },
    );
  });
});

describe('a duration alone', () => {
  it.each([
    [1003.4, true, '1.003 s'],
    [1003.4, false, '1.00 s'],
    [1005, false, '1.01 s'],
    [59_999.4, true, '59.999 s'],
    // From a minute on milliseconds mean nothing any more.
    [59_999.5, true, '1 min 00 s'],
    [75_003, true, '1 min 15 s'],
    [Number.POSITIVE_INFINITY, true, 'no end'],
  ])('%d, measured: %s', (ms, measured, text) => expect(ownText(ms, measured)).toBe(text));

  it('and a plain number are rounded alike', () => {
    for (const ms of [5, 1005, 2675, 10_075, 1_000_005])
      expect(`${decimals(ms / 1000, 2)} s`).toBe(`${(Math.round(ms / 10) / 100).toFixed(2)} s`);
    expect([decimals(0, 3), decimals(1.0005, 3), decimals(0.4, 2)]).toEqual(['0.000', '1.001', '0.40']);
  });
});
