import fc from 'fast-check';
import { expect, it } from 'vitest';
import { freeCentre, placeLabels } from '../../../src/views/proof/tickLabels.ts';

it('a label stands to the right of its tick, else to its left, else nowhere', () => {
  const label = (px: number) => ({ px, widthPx: 100 });
  expect(placeLabels([label(10)], [], 600)).toEqual(['right']);
  // The finish line would cross it.
  expect(placeLabels([label(210)], [260], 600)).toEqual(['left']);
  expect(placeLabels([label(10)], [60], 600)).toEqual([undefined]);
  expect(placeLabels([label(550)], [], 600)).toEqual(['left']);
  // The first is the most important.
  expect(placeLabels([label(300), label(310), label(320)], [], 600)).toEqual(['right', undefined, undefined]);
  expect(placeLabels([label(300), label(296)], [], 600)).toEqual(['right', 'left']);
});

it('no label is over another, over a line or out of the row', () => {
  const px = fc.integer({ min: 0, max: 600 });
  fc.assert(
    fc.property(
      fc.array(fc.record({ px, widthPx: fc.integer({ min: 1, max: 200 }) }), { maxLength: 6 }),
      fc.array(px, { maxLength: 2 }),
      (labels, lines) => {
        const boxes = placeLabels(labels, lines, 600).flatMap((side, i) => {
          const { px: at, widthPx } = labels[i] as (typeof labels)[number];
          return side ? [side === 'right' ? [at, at + widthPx] : [at - widthPx, at]] : [];
        }) as [number, number][];
        for (const [i, [left, right]] of boxes.entries()) {
          expect(left >= 0 && right <= 600).toBe(true);
          for (const line of lines) expect(line > left && line < right).toBe(false);
          for (const [from, to] of boxes.slice(i + 1)) expect(from < right && to > left).toBe(false);
        }
      },
    ),
    { seed: 14 },
  );
});

it('the label of the dimension line goes where no tick crosses it, if it can', () => {
  expect(freeCentre(100, 500, 100, [])).toBe(0.5);
  expect(freeCentre(100, 500, 100, [50, 250, 350])).toBe(0.5);
  expect(freeCentre(100, 500, 100, [300])).toBe(0.3);
  expect(freeCentre(100, 500, 100, [200, 300])).toBe(0.7);
  expect(freeCentre(100, 500, 390, [300])).toBeUndefined();
});
