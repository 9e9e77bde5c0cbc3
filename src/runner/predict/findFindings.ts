import { type Findings, findingsOf } from '../../analysis/findings/findings.ts';
import type { Plan, Run } from '../../run/types.ts';
import * as edits from '../../tools/whatIf.ts';

/** The findings for a plan of the page's tools. */
export function findWith(plan: Plan, run: Run, predict: (plan: Plan) => Promise<Run>): Promise<Findings> {
  return findingsOf(plan, run, edits, predict);
}
