import type { Tool } from '../../engine/types.ts';

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
    GIVEN in args ? (args[GIVEN as never] as Record<string, unknown>) : args;
  return {
    ...tool,
    ...(check && { check: (args) => check(given(args)) }),
    invoke: (args, ctx) => tool.invoke(given(args), ctx),
  };
}
