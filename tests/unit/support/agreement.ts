import type { RichText } from '../../../src/analysis/format/richText.ts';

/** Sums of the same numbers in another order differ by less. */
const ROUNDING = 1e-6;

/** Collects figures by name, from wherever they are shown, and finds those of one name that have different values. */
export class Agreement {
  private readonly seen = new Map<string, { value: number; where: string }>();
  readonly contradictions: string[] = [];

  put(name: string, value: number | undefined, where: string): void {
    if (value === undefined) return;
    const first = this.seen.get(name);
    if (!first) this.seen.set(name, { value, where });
    else if (!isSame(first.value, value))
      this.contradictions.push(`${name}: ${first.value} in ${first.where}, ${value} in ${where}`);
  }

  text(parts: RichText, where: string): void {
    for (const { name, value } of parts) if (name !== undefined) this.put(name, value, where);
  }

  of(name: string): number | undefined {
    return this.seen.get(name)?.value;
  }

  /** Notes it as a contradiction if two numbers that must be equal are both known and differ. */
  equal(what: string, a: number | undefined, b: number | undefined): void {
    if (a !== undefined && b !== undefined && !isSame(a, b)) this.contradictions.push(`${what}: ${a} and ${b}`);
  }
}

function isSame(a: number, b: number): boolean {
  return a === b || Math.abs(a - b) <= ROUNDING * Math.max(1, Math.abs(a));
}

/** The names of the figures that count the calls by their outcome. */
export const OUTCOMES = ['Succeeded', 'Failed', 'Timed out', 'Cancelled', 'Skipped', 'Rejected'];
