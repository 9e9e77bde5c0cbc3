import { durationOf, unitIn } from './duration.ts';
import { argumentsOf } from './lineCalls.ts';
import { literalOf } from './literal.ts';
import type { CallRequest, ReadPart } from './types.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Where calls are in what providers and frameworks write: LangChain's messages and their serialised form, OpenAI's chat
 * completions and responses, Anthropic's content blocks, Gemini's candidates, the AI SDK's steps, our plans and States. Of an object the
 * first that holds any is read: some have the same calls twice.
 */
const HOLDERS = [
  'tool_calls',
  'toolCalls',
  'calls',
  'pending_tools',
  'functionCall',
  'function_call',
  'choices',
  'candidates',
  'output',
  'messages',
  'message',
  'content',
  'parts',
  'kwargs',
  'additional_kwargs',
  'data',
  'steps',
  'plan',
] as const;
const MOST_LEVELS = 12;

const NAMES = ['name', 'tool_name', 'toolName', 'tool'] as const;
const IDS = ['id', 'call_id', 'tool_call_id', 'toolCallId'] as const;
const ARGUMENTS = ['args', 'arguments', 'input', 'parameters', 'tool_input'] as const;
const TIME = /^(ms|duration|latency|elapsed|took|time)(_?(ms|s|seconds|secs))?$|^(duration|latency|elapsed)(Ms|S)$/;
/** Fields of a plan's call. */
const SETTINGS = ['behavior', 'timeoutMs', 'priority', 'expectedMs', 'fallback'] as const;
/** Types and roles of what answers a call. */
const ANSWERS = new Set(['tool', 'tool_result', 'tool-result', 'function_call_output', 'ToolMessage']);

export interface JsonCalls {
  parts: ReadPart[];
  hasAnswers: boolean;
}

/** The calls in a value. What is no call is a part with a problem. */
export function jsonCalls(value: unknown): JsonCalls {
  const found: JsonCalls = { parts: [], hasAnswers: false };
  collect(value, found, 0);
  return found;
}

function collect(value: unknown, found: JsonCalls, level: number): void {
  if (Array.isArray(value)) {
    for (const one of value) collect(one, found, level + 1);
    return;
  }
  if (!isObject(value) || level > MOST_LEVELS) {
    add(value, { problem: 'It is no call of a tool.' }, found);
    return;
  }
  if (ANSWERS.has(String(value.type)) || ANSWERS.has(String(value.role))) {
    found.hasAnswers = true;
    add(value, { problem: 'It answers a call: results are not taken.' }, found);
    return;
  }
  const call = callOf(value);
  if (call) {
    add(value, call, found);
    return;
  }
  for (const holder of HOLDERS) {
    const inner = value[holder];
    if (typeof inner !== 'object' || inner === null) continue;
    const held: JsonCalls = { parts: [], hasAnswers: false };
    collect(inner, held, level + 1);
    if (!held.hasAnswers && !held.parts.some((part) => part.call)) continue;
    found.hasAnswers ||= held.hasAnswers;
    for (const part of held.parts) found.parts.push({ ...part, number: found.parts.length + 1 });
    return;
  }
  add(value, { problem: 'There is no call of a tool in it.' }, found);
}

function add(value: unknown, read: { call: CallRequest } | { problem: string }, { parts }: JsonCalls): void {
  parts.push({ number: parts.length + 1, text: textOf(value), ...read });
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value)));

/** `undefined` for an object that is no call, but may hold some. */
function callOf(fields: JsonObject): { call: CallRequest } | { problem: string } | undefined {
  const inner = isObject(fields.function) ? fields.function : undefined;
  const source = inner ? { ...fields, ...inner } : fields;
  const name = first(source, NAMES, isText) ?? (isText(fields.function) ? fields.function : undefined);
  const given = ARGUMENTS.find((field) => source[field] !== undefined);
  const timeField = Object.keys(source).find((field) => TIME.test(field));
  const isCall = given !== undefined || timeField !== undefined || SETTINGS.some((field) => field in source);
  const isTyped = ['tool_call', 'tool_use', 'function_call', 'function', 'tool-call'].includes(String(fields.type));
  if (name === undefined || name.trim() === '') return isTyped ? { problem: 'The tool has no name.' } : undefined;
  // A message may have a name, too.
  if (!isCall && !isTyped && ('content' in fields || 'role' in fields || HOLDERS.some((one) => one in fields)))
    return undefined;
  const args = argumentsIn(given && source[given]);
  if ('problem' in args) return args;
  const ms = timeField === undefined ? undefined : timeOf(timeField, source[timeField]);
  if (ms !== undefined && Number.isNaN(ms))
    return { problem: `${timeField} is no duration: ${textOf(source[timeField as string])}.` };
  const id = first(source, IDS, isText);
  const settings = SETTINGS.filter((field) => source[field] !== undefined);
  return {
    call: {
      name: name.trim(),
      ...args,
      ...(id && { id }),
      ...(ms !== undefined && { ms }),
      ...(source.error !== undefined && source.error !== null && source.error !== false && { error: source.error }),
      ...(source.result !== undefined && { result: source.result }),
      ...(settings.length > 0 && { settings: Object.fromEntries(settings.map((field) => [field, source[field]])) }),
    },
  };
}

/** JSON in a text, as OpenAI has it, or an object. */
function argumentsIn(given: unknown): { args: Record<string, unknown> } | { problem: string } {
  if (given === undefined || given === null) return { args: {} };
  if (typeof given === 'string') return argumentsOf(given);
  return isObject(given)
    ? { args: given as Record<string, unknown> }
    : { problem: 'Arguments are an object, such as {"city": "Oslo"}.' };
}

/** NaN for what is no duration; `undefined` for none. */
function timeOf(field: string, given: unknown): number | undefined {
  if (given === undefined || given === null) return undefined;
  const unit = /Ms$/.test(field) ? 1 : /S$/.test(field) ? 1000 : unitIn(field);
  return typeof given === 'number' && given >= 0
    ? Number((given * unit).toFixed(6))
    : typeof given === 'string'
      ? (durationOf(given, unit) ?? Number.NaN)
      : Number.NaN;
}

function first<T>(fields: JsonObject, names: readonly string[], is: (value: unknown) => value is T): T | undefined {
  for (const name of names) {
    const value = fields[name];
    if (is(value)) return value;
  }
  return undefined;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Values of a text that is JSON, JSON lines, or Python; `undefined` if it is none of them. */
export function valuesOf(text: string): unknown[] | undefined {
  const trimmed = text.trim();
  if (!/^[[{(]/.test(trimmed)) return undefined;
  const whole = literalOf(trimmed);
  if ('value' in whole) return [whole.value];
  const lines = trimmed.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length < 2 || !lines.every((line) => /^\s*\{.*\}\s*,?\s*$/.test(line))) return undefined;
  const values = lines.map((line) => literalOf(line.trim().replace(/,$/, '')));
  return values.every((one) => 'value' in one) ? values.map((one) => (one as { value: unknown }).value) : undefined;
}
