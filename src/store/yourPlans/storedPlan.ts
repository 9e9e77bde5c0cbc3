import type { StoredPlan } from '../storage.ts';

type ReadPlan = (text: string) => StoredPlan | { problem: string };
let reader: ReadPlan | undefined;

/** The reader of stored plans is loaded separately: a first visit has no stored plan. */
export async function loadPlanReader(): Promise<void> {
  reader ??= (await import('./readPlan.ts').catch(() => undefined))?.readPlan;
}

/** The plan, or why there is none, in words for the one whose plan it was. Before `learnToRead` there is none. */
export const readStoredPlan: ReadPlan = (text) =>
  reader?.(text) ?? { problem: 'what reads it could not be loaded. Reload the page when the network is back' };
