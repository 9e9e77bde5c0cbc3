/** Each component 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/**
 * Counts how many bars cover each pixel. With 10,000 rows on 30 lines hundreds of bars overlap, and counting them costs
 * a hundredth of painting them. Stored as a difference array per line, so that a bar costs the same whatever its
 * length:
 *
 *   bar     .  .  [=====]  .
 *   change  0  0 +1  0 -1  0      count = prefix sum
 */
export class Density {
  private readonly changes: Int32Array;
  private readonly stride: number;

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {
    this.stride = width + 1;
    this.changes = new Int32Array(this.stride * height);
  }

  /** Adds a bar, in pixels. Parts outside are cut off; a visible bar is at least one pixel wide and high. */
  add(x: number, y: number, width: number, height: number): void {
    const left = Math.max(0, Math.floor(x));
    const right = Math.min(this.width, Math.max(left + 1, Math.round(x + width)));
    if (left >= right || x + width < 0) return;
    const top = Math.max(0, Math.floor(y));
    const bottom = Math.min(this.height, Math.max(top + 1, Math.round(y + height)));
    for (let line = top; line < bottom; line++) {
      const from = line * this.stride;
      (this.changes[from + left] as number)++;
      (this.changes[from + right] as number)--;
    }
  }

  /**
   * Blends `colour` into RGBA `pixels` as if each bar had been painted with `alpha`: n overlapping bars have the
   * opacity 1 - (1 - alpha)^n.
   */
  paint(pixels: Uint8ClampedArray, [red, green, blue]: Colour, alpha: number): void {
    for (let line = 0; line < this.height; line++) {
      let count = 0;
      let over = 0;
      for (let x = 0; x < this.width; x++) {
        const change = this.changes[line * this.stride + x] as number;
        if (change !== 0) {
          count += change;
          over = 1 - (1 - alpha) ** count;
        }
        if (count === 0) continue;
        const at = 4 * (line * this.width + x);
        const under = ((pixels[at + 3] as number) / 255) * (1 - over);
        const sum = over + under;
        pixels[at] = (red * over + (pixels[at] as number) * under) / sum;
        pixels[at + 1] = (green * over + (pixels[at + 1] as number) * under) / sum;
        pixels[at + 2] = (blue * over + (pixels[at + 2] as number) * under) / sum;
        pixels[at + 3] = 255 * sum;
      }
    }
  }
}
