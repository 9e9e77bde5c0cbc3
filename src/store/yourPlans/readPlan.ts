import { admitPlan } from '../../run/check/admitPlan.ts';
import { BOUNDS } from '../../run/check/bounds.ts';
import { type StoredPlan, VERSION } from '../storage.ts';

/** See `readPlan` of storedPlan.ts. */
export function readPlan(text: string): StoredPlan | { problem: string } {
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read !== 'object' || read === null) return { problem: 'it is not a plan' };
    const { version, plan, preset, atMost, batchesOf, name } = read as Record<string, unknown>;
    if (version !== VERSION)
      return { problem: `it has version ${String(version)}, and this page reads version ${VERSION}` };
    return {
      plan: admitPlan(restoreUndefinedFallbacks(plan), { saved: true }),
      preset: typeof preset === 'string' ? preset : '',
      atMost: Number.isSafeInteger(atMost) && (atMost as number) > 1 ? Math.min(atMost as number, BOUNDS.count) : 3,
      batchesOf:
        Number.isSafeInteger(batchesOf) && (batchesOf as number) > 0 ? Math.min(batchesOf as number, BOUNDS.count) : 2,
      ...(typeof name === 'string' && { name }),
    };
  } catch (thrown) {
    return { problem: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

/** JSON has left out the value of a fallback whose value is undefined. Changes the plan, which was just parsed. */
function restoreUndefinedFallbacks(plan: unknown): unknown {
  const calls = (plan as { calls?: unknown } | null | undefined)?.calls;
  for (const call of Array.isArray(calls) ? calls : []) {
    const fallback: unknown = call?.fallback;
    if (typeof fallback === 'object' && fallback !== null && Object.keys(fallback).length === 0)
      call.fallback = { value: undefined };
  }
  return plan;
}
