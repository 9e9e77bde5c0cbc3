/**
 * The distinct ids of calls in State, in call order. A missing id becomes `call_N` by its position, from 1; the second of
 * two equal ids becomes `id_2`: letters, digits, `_` and `-` are all that some model providers accept in an id. Distinct
 * ids are kept, so the function is idempotent.
 *
 * @param taken ids of earlier calls, which a generated id may not repeat
 */
export function distinctIds(given: readonly (string | undefined)[], taken: ReadonlySet<string> = new Set()): string[] {
  const givenIds = new Set(given);
  const used = new Set<string>();
  /** The lowest number of each id that may be free; the search starts there, which keeps it linear. */
  const numbers = new Map<string, number>();
  return given.map((id, position) => {
    const free = (name: string) => !givenIds.has(name) && !used.has(name);
    let chosen = id;
    if (!chosen) {
      chosen = `call_${position + 1}`;
      while (!free(chosen) || taken.has(chosen)) chosen += '_';
    } else if (used.has(chosen)) {
      let nth = numbers.get(chosen) ?? 2;
      while (!free(`${id}_${nth}`) || taken.has(`${id}_${nth}`)) nth++;
      numbers.set(chosen, nth + 1);
      chosen = `${id}_${nth}`;
    }
    used.add(chosen);
    return chosen;
  });
}
