import { isBaseMessage } from '@langchain/core/messages';
import { ToolMessage } from '@langchain/core/messages/tool';
import { Command, isCommand, Send } from '@langchain/langgraph';
import { textOf } from '../../run/messageText.ts';
import { fullErrorLines } from '../../run/text/errorLines.ts';
import { fullMessage } from '../../run/text/fullMessage.ts';
import type { Outcome, Run } from '../../run/types.ts';
import type { ToolOutputs } from '../adapter/fromLangChain.ts';
import { renamed } from '../commit.ts';

export type NodeOutput = ToolMessage | Command;

/** The answer to each call, in their order: what its tool returned, or an error with a text for the model. */
export function answers(run: Run, outputs: ToolOutputs): NodeOutput[] {
  const lines = fullErrorLines(run);
  return run.outcomes.map((outcome) => {
    try {
      return answer(outcome, outputs.get(outcome.key)?.output, lines[outcome.key]);
    } catch {
      // A result whose properties throw.
      return failed(outcome, handled('its result cannot be read'));
    }
  });
}

const failed = ({ id, name }: Outcome, content: string): ToolMessage =>
  new ToolMessage({ status: 'error', name, content, tool_call_id: id });

function answer(outcome: Outcome, output: unknown, failure: string | undefined): NodeOutput {
  const { id, name, value } = outcome;
  // A ToolMessage of status `error` is its tool's own text for the failure.
  if (failure !== undefined && !(ToolMessage.isInstance(output) && output.status === 'error'))
    return failed(outcome, forModel(outcome, failure));
  if (isCommand(output)) return output;
  if (ToolMessage.isInstance(output)) {
    const message = renamed(output, output.tool_call_id);
    // A fallback to another tool answers this call.
    if (outcome.recovered !== undefined) message.name = name;
    return message;
  }
  return new ToolMessage({ status: 'success', name, content: textOf(output ?? value), tool_call_id: id });
}

/** LangGraph's text, except for endings that LangGraph's node does not have, such as a timeout. */
function forModel({ name, kind, error, cause, reason }: Outcome, failure: string): string {
  if (error?.name === 'UnknownTool') return handled(unknownTool(name));
  if (kind === 'failed' || kind === 'rejected') return handled(error ? fullMessage(error) : kind);
  return cause === 'abort' && reason !== undefined ? handled(reason) : failure;
}

const handled = (message: string): string => `Error: ${message}\n Please fix your mistakes.`;

export const unknownTool = (name: string): string => `Tool "${name}" not found.`;

/**
 * What the node returns, as LangGraph's ToolNode does: the messages, as a list or as an update of the state; with Commands
 * among them a list of updates and Commands. The Sends of Commands to the parent graph are joined in one, which comes last.
 */
export function nodeOutput(outputs: readonly unknown[], isList: boolean): unknown {
  if (!outputs.some(isCommand)) return isList ? outputs : { messages: outputs };
  const combined: unknown[] = [];
  const sends: Send[] = [];
  for (const output of outputs) {
    if (isBaseMessage(output)) combined.push(isList ? [output] : { messages: [output] });
    else if (isCommand(output) && sendsToParent(output)) sends.push(...(output.goto as Send[]));
    else combined.push(output);
  }
  if (sends.length > 0) combined.push(new Command({ graph: Command.PARENT, goto: sends }));
  return combined;
}

function sendsToParent({ graph, goto }: Command): boolean {
  return graph === Command.PARENT && Array.isArray(goto) && goto.every((one) => one instanceof Send);
}
