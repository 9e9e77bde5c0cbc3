import type { BaseMessage } from '@langchain/core/messages';
import * as z from 'zod/mini';
import { PlanError } from '../run/check/planError.ts';
import type { PendingCall } from '../run/plainState.ts';
import type { Plan, Policy, ToolCall } from '../run/types.ts';
import { plannedArguments } from './adapter/givenArguments.ts';
import { pathText } from './adapter/schemaCheck.ts';

/** The tutorial's State. A call's id is in `results` or in `errors`, never in both. */
export interface State {
  messages: BaseMessage[];
  pending_tools: PendingCall[];
  /** Values as the tools returned them, by call id. */
  results: Record<string, unknown>;
  /** Error texts, `Error: ...`, by call id. */
  errors: Record<string, string>;
}

// Loose: priority, timeouts and fallbacks are passed to the plan, which is checked when it runs.
const pendingCall: z.ZodMiniType<PendingCall, PendingCall> = z.looseObject(
  {
    id: z.optional(z.string('a text, or nothing')),
    tool_name: z.string("the tool's name, a text"),
    // Whatever a model sends: what is no object is an error of that call.
    args: z._default(z.unknown(), () => ({})),
  },
  'a call: { id, tool_name, args }',
) as never;

/**
 * The tutorial's State for a `StateGraph`, with a default for each field.
 *
 * `results` and `errors` need no reducer: an update contains them merged. `messages` needs LangGraph's reducer, as in the
 * tutorial: `const messages = stateSchema.shape.messages.register(registry, { ...MessagesZodMeta })`, then
 * `new StateGraph(z.object({ ...stateSchema.shape, messages }))`.
 */
export const stateSchema = z.object(
  {
    messages: z._default(z.array(z.custom<BaseMessage>(isMessage, 'a message'), 'a list of messages'), () => []),
    pending_tools: z._default(z.array(pendingCall, 'a list of calls'), () => []),
    results: z._default(z.record(z.string(), z.unknown(), 'an object: id -> value'), () => ({})),
    errors: z._default(z.record(z.string(), z.string('a text'), 'an object: id -> text'), () => ({})),
  },
  'a State: { messages, pending_tools, results, errors }',
);

/**
 * A complete State from a partial one: missing fields get their defaults; the values of other fields keep their identity.
 * Throws PlanError (path, expected, got) for the first value of the wrong type.
 */
export function parseState(given: unknown): State {
  need(stateSchema, given, 'state');
  // zod's copies are not used: they lose a key named "__proto__" and the identity of values.
  const { messages = [], pending_tools = [], results = {}, errors = {} } = given as Partial<State>;
  return { messages, pending_tools: pending_tools.map(withArgs), results, errors };
}

/** One pending call, with its defaults. Throws PlanError if it is not valid. */
export function parseCall(given: unknown): PendingCall {
  need(pendingCall, given, 'call');
  return withArgs(given as PendingCall);
}

function withArgs(call: PendingCall): PendingCall {
  return call.args === undefined ? { ...call, args: {} } : call;
}

function need(schema: z.ZodMiniType, given: unknown, what: string): void {
  const issue = schema.safeParse(given).error?.issues[0];
  if (!issue) return;
  // biome-ignore lint/suspicious/noExplicitAny: the path leads through whatever was given.
  const value = issue.path.reduce((at: any, step) => at?.[step], given);
  throw new PlanError(pathText(issue.path) || what, issue.message, value);
}

/** Message instances, and what LangGraph's reducer converts to them: strings, `{ role | type, content }`, `[role, content]`. */
function isMessage(given: unknown): boolean {
  if (typeof given === 'string') return true;
  if (Array.isArray(given)) return given.length === 2 && typeof given[0] === 'string';
  if (typeof given !== 'object' || given === null) return false;
  const { type, role } = given as { type?: unknown; role?: unknown };
  return typeof type === 'string' || typeof role === 'string';
}

/** A plan's call as State has it. How a simulated call behaves is no part of what the agent requests. */
export function pendingCallOf({ name, behavior: _, ...call }: ToolCall): PendingCall {
  return { ...call, tool_name: name };
}

/** A plan of State's pending calls, in their order. A batch size above their number makes one batch. */
export function planOf(
  state: Pick<State, 'pending_tools'>,
  { policy, ...settings }: Pick<Plan, 'policy' | 'seed'> = {},
): Plan {
  const calls = state.pending_tools.map(({ id = '', tool_name, args, ...call }) => ({
    id,
    name: tool_name,
    args: plannedArguments(args),
    ...call,
  }));
  return { calls, ...settings, ...(policy && { policy: fittingPolicy(policy, calls.length) }) };
}

/** A policy is made before the calls that a model requests, so its batch size may be above their number. */
export function fittingPolicy<P extends Partial<Policy>>(policy: P, calls: number): P {
  const { batchSize } = policy;
  return Number.isInteger(batchSize) && calls > 0 && (batchSize as number) > calls
    ? { ...policy, batchSize: calls }
    : policy;
}
