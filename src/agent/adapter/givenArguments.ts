import { deepCopy } from '../../engine/isolation/ownArguments.ts';
import type { Complaint, Tool } from '../../engine/types.ts';
import { show } from '../../run/check/planError.ts';

/** Arguments that are no object, which the engine's plan has no place for. */
const GIVEN = Symbol('given arguments');

/** A call's arguments as its plan takes them: a model may send null, a list or a text. */
export function plannedArguments(given: unknown): Record<string, unknown> {
  return typeof given === 'object' && given !== null && !Array.isArray(given)
    ? (given as Record<string, unknown>)
    : { [GIVEN]: given };
}

/** The tool, whose functions get the arguments that were given to `plannedArguments`. */
export function withGivenArguments(tool: Tool): Tool {
  const { check } = tool;
  const given = (args: Record<string, unknown>) =>
    GIVEN in args ? (deepCopy(args[GIVEN as never]) as Record<string, unknown>) : args;
  return {
    ...tool,
    ...(check && { check: (args) => check(given(args)) }),
    invoke: (args, ctx) => tool.invoke(given(args), ctx),
  };
}

/** A check that accepts nothing but an object of arguments, and of those what the tool's own check accepts. */
export function checkOfObject(check?: Tool['check']): NonNullable<Tool['check']> {
  return (args) => refusal(args) ?? check?.(args) ?? [];
}

/** The same, except that what is no object is accepted where the tool's schema does. */
export function checkOfGiven({ check }: Tool): NonNullable<Tool['check']> {
  return (args) => {
    const complaints = check?.(args) ?? [];
    return (complaints.length > 0 && refusal(args)) || complaints;
  };
}

function refusal(args: Record<string, unknown>): Complaint[] | undefined {
  if (!(GIVEN in args)) return undefined;
  return [{ path: '', message: `expected an object with the tool's arguments, got ${show(args[GIVEN as never])}` }];
}
