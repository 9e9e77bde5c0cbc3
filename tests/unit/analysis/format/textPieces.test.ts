import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shownJson, shownText, textPieces } from '../../../../src/analysis/format/textPieces.ts';
import { property } from '../../support/property.ts';

const piecesOf = (text: string) => textPieces(text).map(({ from, to }) => text.slice(from, to));

/** Long and short lines, with and without spaces, and characters of two units. */
const texts = fc
  .array(fc.tuple(fc.constantFrom('a', 'word ', '\u{1f469}', 'x\n', '\n', 'line of text\n'), fc.nat(1500)), {
    maxLength: 6,
  })
  .map((parts) => parts.map(([part, times]) => part.repeat(times)).join(''));

property(
  'pieces with the line breaks between them are the text, and none is long or parts a character',
  texts,
  (text) => {
    const pieces = textPieces(text);
    let whole = '';
    pieces.forEach(({ from, to, breaks }, i) => {
      const piece = text.slice(from, to);
      const before = pieces[i - 1]?.to ?? 0;
      whole += text.slice(before, from) + piece;
      expect(['', '\n']).toContain(text.slice(before, from));
      expect(piece.length).toBeLessThanOrEqual(1000);
      // An unpaired unit is replaced.
      expect(new TextDecoder().decode(new TextEncoder().encode(piece))).toBe(piece);
      expect(breaks).toBe(piece.split('\n').length - 1);
    });
    expect(whole).toBe(text);
  },
  { runs: 100 },
);

describe('a long text in pieces', () => {
  it('of one line, of lines only, and of nothing', () => {
    expect(piecesOf('')).toEqual(['']);
    expect(piecesOf('a\n')).toEqual(['a\n']);
    expect(piecesOf('a'.repeat(2500)).map(({ length }) => length)).toEqual([1000, 1000, 500]);
    expect(piecesOf(`${'a'.repeat(999)}\n${'b'.repeat(20)}`)).toEqual(['a'.repeat(999), 'b'.repeat(20)]);
    // Each line on its own where the lines are as long as a piece.
    expect(piecesOf(`${'a'.repeat(1000)}\n`.repeat(2))).toEqual(['a'.repeat(1000), 'a'.repeat(1000), '']);
  });

  it('is linear in its length', () => {
    expect(textPieces('x'.repeat(5_000_000))).toHaveLength(5000);
    expect(textPieces('\n'.repeat(5_000_000)).length).toBeLessThan(10_000);
  });
});

describe('a text of others', () => {
  it('is shown as it is, but for what cannot be seen', () => {
    expect(shownText('a\tb\nüber\u202e\ud800 <b>')).toBe('a\tb\nüber\\u{202e}\\u{d800} <b>');
  });

  it('keeps to its place in JSON', () => {
    expect(shownJson('{"a": "b", "א": "ב \\" ג"}')).toBe('{"a": "b", \u2068"א"\u2069: \u2068"ב \\" ג"\u2069}');
  });
});
