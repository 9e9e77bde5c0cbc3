import type { ToolCall } from '../run/types.ts';

export type IdWarning = readonly [key: number, code: 'missing-id' | 'duplicate-id', text: string];

/** An id for every call. A missing id is generated; a duplicate is kept, since calls are identified by index. Both give a warning. */
export function namesOf(calls: readonly ToolCall[]): { names: string[]; warnings: IdWarning[] } {
  /** All ids of the plan. Two generated ids differ by their number. */
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
