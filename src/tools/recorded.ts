import type { Plan } from '../run/types.ts';
import { entryOfCall } from './catalogue.ts';
import { LESSON_TOOL_NAMES } from './lessonTools.ts';

/** Why a recorded plan is neither predicted nor run, for the person. */
export const RECORDED = 'This page doesn’t have the tools of these calls, so it can’t run or predict them.';

/**
 * The plan was recorded elsewhere: tools among its calls are unknown here, and none is one that the page offers or has a behavior. A wrong
 * name among right ones, as in a lesson, is a mistake of the plan: the page rejects that call.
 */
export function isRecorded({ calls }: Plan): boolean {
  return calls.every((call) => !entryOfCall(call)) && calls.some(({ name }) => !LESSON_TOOL_NAMES.has(name));
}
