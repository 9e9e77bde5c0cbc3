import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Density } from '../../../src/views/axis/density.ts';

const WIDTH = 12;
const HEIGHT = 5;
const bar = fc.record({
  x: fc.double({ min: -6, max: 16, noNaN: true }),
  y: fc.integer({ min: 0, max: HEIGHT - 1 }),
  width: fc.double({ min: 0, max: 20, noNaN: true }),
  height: fc.double({ min: 0, max: 4, noNaN: true }),
});
const alphas = (pixels: Uint8ClampedArray) => Array.from({ length: WIDTH * HEIGHT }, (_, i) => pixels[4 * i + 3]);

describe('how dense the bars lie', () => {
  it('is for each pixel what painting bar by bar would make of it', () => {
    fc.assert(
      fc.property(fc.array(bar, { maxLength: 40 }), fc.constantFrom(0.02, 0.3, 1), (bars, alpha) => {
        const counts = new Array<number>(WIDTH * HEIGHT).fill(0);
        const density = new Density(WIDTH, HEIGHT);
        for (const { x, y, width, height } of bars) {
          density.add(x, y, width, height);
          for (let line = y; line < Math.min(HEIGHT, Math.max(y + 1, Math.round(y + height))); line++) {
            const left = Math.max(0, Math.floor(x));
            const right = Math.max(left + 1, Math.round(x + width));
            if (x + width >= 0)
              for (let at = left; at < Math.min(WIDTH, right); at++) (counts[line * WIDTH + at] as number)++;
          }
        }
        const pixels = new Uint8ClampedArray(4 * WIDTH * HEIGHT);
        density.paint(pixels, [10, 20, 30], alpha);
        const expected = counts.map((count) => {
          let through = 1;
          for (let i = 0; i < count; i++) through *= 1 - alpha;
          return 255 * (1 - through);
        });
        for (const [i, got] of alphas(pixels).entries())
          expect(Math.abs((got as number) - (expected[i] as number))).toBeLessThanOrEqual(0.51);
      }),
      { seed: 20261122, numRuns: 300 },
    );
  });

  it('shows a bar of no length and of no height as one pixel', () => {
    const density = new Density(WIDTH, HEIGHT);
    density.add(3.4, 2, 0, 0.01);
    const pixels = new Uint8ClampedArray(4 * WIDTH * HEIGHT);
    density.paint(pixels, [200, 100, 50], 1);
    expect(alphas(pixels).filter(Boolean)).toEqual([255]);
    expect([...pixels.subarray(4 * (2 * WIDTH + 3), 4 * (2 * WIDTH + 3) + 4)]).toEqual([200, 100, 50, 255]);
  });

  it('lies over what was painted before, and lets it through where it is thin', () => {
    const pixels = new Uint8ClampedArray(4 * WIDTH * HEIGHT);
    const [under, over] = [new Density(WIDTH, HEIGHT), new Density(WIDTH, HEIGHT)];
    under.add(0, 0, 4, 1);
    under.paint(pixels, [0, 0, 0], 1);
    over.add(1, 0, 1, 1);
    over.paint(pixels, [200, 200, 200], 0.5);
    over.add(2, 0, 1, 1);
    expect([...pixels.subarray(0, 12)]).toEqual([0, 0, 0, 255, 100, 100, 100, 255, 0, 0, 0, 255]);
  });
});
