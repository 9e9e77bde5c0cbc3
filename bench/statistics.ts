export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  if (sorted.length === 0) return Number.NaN;
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] as number;
  const high = sorted[Math.ceil(at)] as number;
  return low + (high - low) * (at - Math.floor(at));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export type Subject = () => Promise<number>;

/**
 * The median result of each subject. Each round measures every subject once, so that other load of the machine affects
 * all alike; the order rotates, so that no subject always follows the same other.
 */
export async function interleaved<Name extends string>(
  subjects: Record<Name, Subject>,
  { rounds, warmUps = 0 }: { rounds: number; warmUps?: number },
): Promise<Record<Name, number>> {
  const names = Object.keys(subjects) as Name[];
  const taken = new Map(names.map((name) => [name, [] as number[]]));
  for (let round = -warmUps; round < rounds; round++) {
    const first = Math.abs(round) % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      const value = await subjects[name]();
      if (round >= 0) taken.get(name)?.push(value);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(taken.get(name) ?? [])])) as Record<Name, number>;
}

/** A subject whose result is the duration of `work` in ms. */
export function timed(work: () => Promise<unknown>): Subject {
  return async () => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
}
