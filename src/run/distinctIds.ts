/**
 * The ids that calls have in State, one for each and no two alike: a call without one is `call_N` by its
 * position (from 1), the second of two alike is `id#2`. Ids that are given and differ are kept, so the
 * answer's own ids give the same answer again.
 *
 * @param taken ids of earlier calls, which no made id may repeat
 */
export function distinctIds(given: readonly (string | undefined)[], taken: ReadonlySet<string> = new Set()): string[] {
  const spoken = new Set(given);
  const used = new Set<string>();
  /** From where the next number of an id is sought: those below it are taken for good. */
  const numbers = new Map<string, number>();
  return given.map((id, position) => {
    const free = (name: string) => !spoken.has(name) && !used.has(name);
    let chosen = id;
    if (!chosen) {
      chosen = `call_${position + 1}`;
      while (!free(chosen) || taken.has(chosen)) chosen += '_';
    } else if (used.has(chosen)) {
      let nth = numbers.get(chosen) ?? 2;
      while (!free(`${id}#${nth}`)) nth++;
      numbers.set(chosen, nth + 1);
      chosen = `${id}#${nth}`;
    }
    used.add(chosen);
    return chosen;
  });
}
