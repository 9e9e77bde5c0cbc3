import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import { ToolMessage } from '@langchain/core/messages/tool';
import { PlanError } from '../run/check/planError.ts';
import { distinctIds } from '../run/distinctIds.ts';
import { textOf } from '../run/messageText.ts';
import { fullErrorLines } from '../run/text/errorLines.ts';
import type { Outcome, Plan, Run } from '../run/types.ts';
import type { ToolOutputs } from './adapter/fromLangChain.ts';
import { pendingIds, type RequestIds, requestIds, takenIds } from './callIds.ts';
import { parseState, pendingCallOf, type State } from './state.ts';
import { withUpdatedCalls } from './stateReducers.ts';
import { storable } from './storable.ts';

/** The update that a node returns to the graph. The messages reducer appends `messages`; the other fields replace State's. */
export type StateUpdate = State;

/**
 * State before a plan's run: one AI message that requests every call, and the calls pending under the same ids. A missing
 * id is generated; the second of two equal ids gets a suffix, and so does one that `earlier` has. Throws PlanError if
 * `earlier` is not a State.
 *
 * @param earlier the State to continue; empty by default
 */
export function stateOf(plan: Plan, earlier?: Partial<State>): State {
  const before = parseState(earlier ?? {});
  const pending = plan.calls.map(pendingCallOf);
  const given = plan.calls.map(({ id }) => id);
  const ids = requestIds(given, takenIds(before));
  const calls = pending.map((call, key) => ({ ...call, id: ids[key] as string }));
  return { ...before, messages: [...before.messages, askFor(plan, ids)], pending_tools: calls };
}

/** The AI message that requests a plan's calls. `ids`: by call order; distinct ids of the calls by default. */
export function askFor(plan: Plan, ids = distinctIds(plan.calls.map(({ id }) => id))): AIMessage {
  const tool_calls = plan.calls.map(({ name, args }, key) => ({
    type: 'tool_call' as const,
    id: ids[key] as string,
    name,
    args,
  }));
  return new AIMessage({ content: '', tool_calls });
}

/**
 * The one update of State after a run: a ToolMessage for every call, no pending calls, and results and errors merged with
 * the earlier ones, those of this run last, in call order. Pure: neither argument is changed.
 *
 * A call's outcome decides between success and error, never its text. No AI message is added. If the message that requests
 * the calls has missing or duplicate ids, a repaired copy with its message id comes first; the reducer replaces the
 * original with it.
 *
 * Values that a checkpointer cannot store are converted, see `storable`. Throws PlanError if the number of State's pending
 * calls differs from the run's.
 *
 * @param outputs what LangChain's tools returned, by call index: their ToolMessages are kept as they are. For a Command,
 *   which acts by itself, `results` has what its own ToolMessage says.
 * @param failures the error text of each call that did not succeed, by call index
 */
export function commit(
  before: State,
  run: Run,
  outputs: ToolOutputs = new Map(),
  failures = fullErrorLines(run),
): StateUpdate {
  const state = before.pending_tools.length > 0 ? before : stateOf(run.plan, before);
  const { pending_tools } = state;
  if (pending_tools.length !== run.outcomes.length)
    throw new PlanError('pending_tools', `the ${run.outcomes.length} calls of the run`, pending_tools.length);

  const pending = pendingIds(state);
  const done = new Set(pending.ids);
  const results = Object.entries(state.results).filter(([id]) => !done.has(id));
  const errors = Object.entries(state.errors).filter(([id]) => !done.has(id));
  const messages: BaseMessage[] = repairedMessage(pending.request);
  for (const outcome of run.outcomes) {
    const id = pending.ids[outcome.key] as string;
    const failure = failures[outcome.key];
    const output = outputs.get(outcome.key)?.output;
    if (failure !== undefined) {
      errors.push([id, failure]);
      messages.push(
        ToolMessage.isInstance(output) && output.status === 'error'
          ? renamed(output, id)
          : failed(id, outcome, failure),
      );
    } else if (isCommand(output)) {
      const own = ownMessage(output, id);
      results.push([id, own ? own.content : null]);
      if (!own) messages.push(succeeded(id, outcome.name, '', undefined));
    } else {
      const value = storable(outcome.value);
      results.push([id, value]);
      messages.push(
        ToolMessage.isInstance(output)
          ? renamed(output, id)
          : succeeded(id, outcome.name, textOf(outcome.value), value),
      );
    }
  }
  // fromEntries, not assignment: an id may be "__proto__".
  const fields = { pending_tools: [], results: Object.fromEntries(results), errors: Object.fromEntries(errors) };
  return { messages, ...withUpdatedCalls(fields, { ids: pending.ids, pending: pending_tools }) };
}

/** What is read of LangGraph's Command. */
export interface CommandLike {
  update?: Record<string, unknown> | [string, unknown][];
  goto?: unknown;
  graph?: string;
}

/** As LangGraph decides it; its package is not needed for this entry. What cannot be read is none. */
export function isCommand(value: unknown): value is CommandLike {
  try {
    return typeof value === 'object' && value !== null && (value as { lg_name?: unknown }).lg_name === 'Command';
  } catch {
    return false;
  }
}

/** State after `update`, as LangGraph's messages reducer would merge it; for use without a graph. */
export function withUpdate(state: State, update: Partial<StateUpdate>): State {
  const messages = [...state.messages];
  const places = new Map<string, number>();
  messages.forEach((message, at) => {
    for (const name of keysOf(message)) places.set(name, at);
  });
  for (const message of update.messages ?? []) {
    const at = keysOf(message)
      .map((name) => places.get(name))
      .find((place) => place !== undefined);
    if (at === undefined) messages.push(message);
    else messages[at] = message;
  }
  return { ...state, ...update, messages };
}

/** Keys that identify a message: its id, and for a tool message its call id, since a call has one tool message. */
function keysOf(message: BaseMessage): string[] {
  const names = message.id === undefined ? [] : [`id ${message.id}`];
  if (message.type === 'tool') names.push(`answer ${(message as ToolMessage).tool_call_id}`);
  return names;
}

const failed = (id: string, { name }: Outcome, content: string): ToolMessage =>
  new ToolMessage({ tool_call_id: id, name, status: 'error', content });

const succeeded = (id: string, name: string, content: string, artifact: unknown): ToolMessage =>
  new ToolMessage({ tool_call_id: id, name, status: 'success', content, artifact });

/** The tool's message under the call's id, with content and an artifact that can be stored. */
export function renamed(message: ToolMessage, id: string): ToolMessage {
  const artifact: unknown = storable(message.artifact);
  const content = storable(message.content) as ToolMessage['content'];
  const isStorable = Object.is(artifact, message.artifact) && Object.is(content, message.content);
  if (message.tool_call_id === id && isStorable) return message;
  const { name, status, metadata, additional_kwargs, response_metadata } = message;
  return new ToolMessage({
    tool_call_id: id,
    content,
    artifact,
    additional_kwargs,
    response_metadata,
    ...(message.id !== undefined && { id: message.id }),
    ...(name !== undefined && { name }),
    ...(status !== undefined && { status }),
    ...(metadata !== undefined && { metadata }),
  });
}

/** The ToolMessage for the call in a Command's update. */
function ownMessage({ update }: CommandLike, id: string): ToolMessage | undefined {
  const messages: unknown = Array.isArray(update) ? new Map(update).get('messages') : update?.messages;
  return [messages].flat().find((one): one is ToolMessage => ToolMessage.isInstance(one) && one.tool_call_id === id);
}

/**
 * The copy of the AI message whose calls have these ids, or none if they have them already. The copy replaces the message
 * by its id; one without an id (it never passed a reducer) cannot be replaced.
 */
export function repairedMessage(request: RequestIds | undefined): AIMessage[] {
  if (!request?.message.id) return [];
  const { message, ids } = request;
  const calls = message.tool_calls ?? [];
  if (calls.every(({ id }, place) => id === ids[place])) return [];
  const { content, name, additional_kwargs, response_metadata, invalid_tool_calls, usage_metadata } = message;
  return [
    new AIMessage({
      id: message.id as string,
      // A provider's own form of the calls, which goes back to it, beside LangChain's.
      content: Array.isArray(content) ? (withIds(content, isCallBlock, ids) as typeof content) : content,
      additional_kwargs: Array.isArray(additional_kwargs.tool_calls)
        ? { ...additional_kwargs, tool_calls: withIds(additional_kwargs.tool_calls, () => true, ids) }
        : additional_kwargs,
      response_metadata,
      tool_calls: calls.map((call, place) => ({ ...call, id: ids[place] as string })),
      ...(name !== undefined && { name }),
      ...(invalid_tool_calls && { invalid_tool_calls }),
      ...(usage_metadata && { usage_metadata }),
    }),
  ];
}

/** Content blocks that are calls: Anthropic's, and LangChain's standard ones. */
const isCallBlock = ({ type }: { type?: unknown }) => type === 'tool_use' || type === 'tool_call';

/** The list, whose calls get the ids in their order; as it is if it has another number of calls. */
function withIds<T extends object>(list: readonly T[], isCall: (one: T) => boolean, ids: readonly string[]): T[] {
  let place = 0;
  const copy = list.map((one) => (isCall(one) ? { ...one, id: ids[place++] as string } : one));
  return place === ids.length ? copy : [...list];
}
