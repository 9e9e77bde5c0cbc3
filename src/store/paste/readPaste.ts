import { count, duration } from '../../analysis/format/format.ts';
import { admitPlan } from '../../run/check/admitPlan.ts';
import { MAX_TAKES_MS, MAX_TOOL_NAME, MOST_CALLS } from '../../run/check/bounds.ts';
import { PlanError } from '../../run/check/planError.ts';
import type { CallBehavior, ToolCall, ToolKind } from '../../run/types.ts';
import { entryOf, entryOfKind, neverEnds } from '../../tools/catalogue.ts';
import { MOST_TEXT, readCalls } from '../../traces/calls/readCalls.ts';
import type { CallRequest } from '../../traces/calls/types.ts';

/** A line of the pasted text, or a value of its JSON, and what was understood. */
export interface PastePart {
  readonly number: number;
  readonly text: string;
  /** `id` is empty where the text has none. */
  readonly call?: ToolCall;
  /** What was done to its time: `assumed`, `cut from …`. */
  readonly note?: string;
  /** Why it is no call. */
  readonly problem?: string;
}

export interface Paste {
  readonly parts: readonly PastePart[];
  /** Of the parts, in their order. */
  readonly calls: readonly ToolCall[];
  /** At least half of the parts are calls with a time or arguments: any word alone may be the name of a tool. */
  readonly isLikely: boolean;
  /** Results stand beside the calls, and are not taken. */
  readonly hasAnswers: boolean;
  /** Why nothing was read. */
  readonly problem?: string;
}

const NOTHING: Paste = { parts: [], calls: [], isLikely: false, hasAnswers: false };
/** A call whose text has no time, in ms. */
const ASSUMED_MS = 1000;
/** Shorter calls of one's own are of the kind `fast`. */
const FAST_MS = 500;

/** The calls of a pasted text, and each part of it that is none. Throws nothing. */
export function readPaste(text: string): Paste {
  if (text.trim() === '') return NOTHING;
  if (text.length > MOST_TEXT)
    return {
      ...NOTHING,
      problem: `The text has ${count(text.length)} characters, and ${count(MOST_TEXT)} are the most that is read here. Paste a part of it.`,
    };
  const { parts: read, hasAnswers } = readCalls(text);
  const calls: ToolCall[] = [];
  const parts = read.map(({ number, text: line, call: request, problem }): PastePart => {
    if (!request) return { number, text: line, problem: problem ?? '' };
    if (calls.length === MOST_CALLS)
      return { number, text: line, problem: `A plan has at most ${count(MOST_CALLS)} calls.` };
    const made = callOf(request);
    if ('call' in made) calls.push(made.call);
    return { number, text: line, ...made };
  });
  const told = read.filter(({ call: one }) => one && (one.ms !== undefined || Object.keys(one.args).length > 0));
  return { parts, calls, isLikely: told.length > 0 && told.length * 2 >= read.length, hasAnswers };
}

function callOf(request: CallRequest): { call: ToolCall; note?: string } | { problem: string } {
  const { name, id = '', settings } = request;
  if (name.length > MAX_TOOL_NAME)
    return { problem: `A tool’s name has at most ${MAX_TOOL_NAME} characters; this one has ${name.length}.` };
  const { call, note } = entryOf(name) && !settings?.behavior ? pageCall(request) : ownCall(request);
  const whole = { ...settings, ...call, id: id.slice(0, 100) };
  const problem = settings && refusalOf(whole);
  return problem === undefined ? { call: whole, ...(note && { note }) } : { problem };
}

/** A call of one of the page's tools, which takes its time from its arguments. */
function pageCall({ name, args, ms, error }: CallRequest): { call: ToolCall; note?: string | undefined } {
  const entry = entryOf(name) as NonNullable<ReturnType<typeof entryOf>>;
  const query = entry.kind === 'slow' && error !== undefined ? 'fail' : entry.query;
  const time = ms === undefined || neverEnds(entry) ? undefined : timeOf(ms);
  const call = { id: '', name, args: { query, ...args, ...(time && { ms: time.ms }) } };
  return { call, note: time?.note };
}

function ownCall({ name, args, ms, error, result, settings }: CallRequest): {
  call: ToolCall;
  note?: string | undefined;
} {
  const call = { id: '', name, args: { ...args } };
  if (settings?.behavior) return { call };
  const time = timeOf(ms ?? ASSUMED_MS);
  const kind: ToolKind =
    ms === Number.POSITIVE_INFINITY
      ? 'hanging'
      : error === undefined
        ? time.ms < FAST_MS
          ? 'fast'
          : 'slow'
        : 'failing';
  const behavior: CallBehavior = {
    kind,
    ...(!neverEnds(entryOfKind(kind)) && { ms: time.ms }),
    ...(kind === 'failing' && { error }),
    ...(result !== undefined && kind !== 'failing' && kind !== 'hanging' && { result }),
  };
  const note = ms === undefined ? 'assumed' : time.note;
  return { call: { ...call, behavior }, note };
}

function timeOf(ms: number): { ms: number; note?: string } {
  if (ms <= MAX_TAKES_MS || ms === Number.POSITIVE_INFINITY) return { ms };
  return { ms: MAX_TAKES_MS, note: `cut from ${duration(ms)}` };
}

/** Why a plan cannot have the call. */
function refusalOf(call: object): string | undefined {
  try {
    admitPlan({ calls: [call] });
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof PlanError)) throw thrown;
    const { path, expected, got } = thrown;
    return `${path.replace(/^calls\[0\]\.?/, '') || 'The call'}: expected ${expected}, got ${got}.`;
  }
}
