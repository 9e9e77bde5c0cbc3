import type { ToolCall } from '../run/types.ts';

export type IdWarning = readonly [key: number, code: 'missing-id' | 'duplicate-id', text: string];

/** An id for every call: a missing one is made, a double one is kept (calls are told apart by position) and said. */
export function namesOf(calls: readonly ToolCall[]): { names: string[]; warnings: IdWarning[] } {
  /** Those that are given, anywhere in the plan. Two that are made differ by their number. */
  let taken: Set<string> | undefined;
  const seen = new Set<string>();
  const warnings: IdWarning[] = [];
  const names = calls.map(({ id }, key) => {
    if (!id) {
      taken ??= new Set(calls.map((call) => call.id));
      let made = `call_${key + 1}`;
      while (taken.has(made)) made += '_';
      warnings.push([key, 'missing-id', `Call ${key + 1} has no id: it is called ${made}.`]);
      return made;
    }
    if (seen.has(id)) warnings.push([key, 'duplicate-id', `Call ${key + 1} has the id ${id} of an earlier call.`]);
    seen.add(id);
    return id;
  });
  return { names, warnings };
}
