import { clip, count } from '../../analysis/format/format.ts';
import { MAX_CODE, MAX_FAILURES, MAX_TAKES_MS, MAX_TOOL_NAME } from '../../run/check/bounds.ts';
import { show } from '../../run/check/planError.ts';
import { jsonText } from '../../run/file/jsonText.ts';
import { settingsOf, type ToolSettings } from '../../run/toolSettings.ts';
import type { CallBehavior, Plan, ToolCall, ToolKind } from '../../run/types.ts';
import { CATALOGUE, entryOf, entryOfKind, kindOf, MAX_QUERY } from '../../tools/catalogue.ts';
import { KINDS, type KindField } from '../../tools/kinds.ts';
import { type OwnDraft, ownDraftOf, ownSettingsOf } from './callOptionsForm.ts';
import { formattedJson, jsonOf, jsonOrText, jsonOrTextOf } from './parseInput.ts';
import { type ToolDraft, toolDraftOf, toolSettingsOf } from './toolForm.ts';

/** A call as the row's editor holds it: texts as typed, right or wrong. */
export interface Draft extends OwnDraft, ToolDraft {
  id: string;
  tool: string;
  /** How the call behaves where its tool is none of the page's. */
  kind: ToolKind | undefined;
  /** Of a call of the page's tools. */
  query: string;
  /** JSON, of a call with a behavior. */
  args: string;
  /** JSON or a text; empty = the kind's own. */
  result: string;
  error: string;
  /** Milliseconds; empty = the tool's own time. */
  takes: string;
  /** Percent of the time, up or down. */
  varies: string;
  failures: string;
  deaf: boolean;
  /** Of its error; empty = none. */
  code: string;
  /** Milliseconds; empty = its error asks for none. */
  retryAfter: string;
}

type Args = Record<string, unknown>;
export type Problems = Partial<Record<keyof Draft, string>>;

/** `settings`: those of its tool. */
export function draftOf(call: ToolCall, settings: ToolSettings = {}): Draft {
  const { id, name, args, behavior } = call;
  const { ms, spread, failures, deaf, code, retryAfterMs } = (behavior ?? args) as Record<string, unknown>;
  const number = (value: unknown) => (typeof value === 'number' ? String(value) : '');
  return {
    id,
    tool: name,
    kind: behavior?.kind,
    query: typeof args.query === 'string' ? args.query : '',
    args: formattedJson(behavior ? args : ownArgs(call)),
    takes: number(ms),
    varies: typeof spread === 'number' ? String(Number((spread * 100).toFixed(6))) : '',
    failures: number(failures),
    deaf: deaf !== false,
    result: jsonOrText(behavior?.result),
    error: jsonOrText(behavior?.error),
    code: typeof code === 'string' ? code : '',
    retryAfter: number(retryAfterMs),
    ...ownDraftOf(call),
    ...toolDraftOf(settings),
  };
}

/** The arguments without those by which the page's tools behave. */
function ownArgs({ name, args: { ms: _, spread: __, failures: ___, deaf: ____, ...args } }: ToolCall): Args {
  if (!entryOf(name)) return args;
  // A tool that the page does not have may have a `code` of its own.
  const { code: _code, retryAfterMs: _after, ...others } = args;
  return others;
}

/** `undefined` for a tool that the page does not have, as long as the call has no behavior. */
export function draftKind({ tool, kind, query }: Draft): ToolKind | undefined {
  return kind ?? kindOf({ name: tool, args: { query } });
}

/** The kinds that the draft can be given. The tutorial's slow tool fails as long as its query says so. */
export function kindChoices(draft: Draft): ToolKind[] {
  return CATALOGUE.map(({ kind }) => kind).filter((kind) => draftKind(withKind(draft, kind)) === kind);
}

/** Another kind means another tool of the page, or another behavior; how long the call takes stays as it was. */
export function withKind(draft: Draft, kind: ToolKind): Draft {
  const before = draftKind(draft);
  if (before === kind) return draft;
  const ms = draft.takes.trim() === '' && before ? entryOfKind(before).ms : undefined;
  const takes = ms !== undefined && Number.isFinite(ms) ? String(ms) : draft.takes;
  if (draft.kind || !entryOf(draft.tool)) return { ...draft, kind, takes };
  return { ...draft, tool: entryOfKind(kind).tool, takes };
}

/**
 * A tool that the page has makes the call one of the page's; any other name makes it one of the person's own, which
 * behaves as the call did. What was typed for the other is kept.
 */
export function withTool(draft: Draft, tool: string): Draft {
  const kind = entryOf(tool) ? undefined : (draftKind(draft) ?? 'fast');
  if (kind && !draft.kind) return { ...draft, tool, kind, args: withQuery(draft) };
  if (!kind && draft.kind) return { ...draft, tool, kind, query: queryIn(draft) };
  return { ...draft, tool, kind };
}

function queryIn({ args, query }: Draft): string {
  const read = jsonOf(args);
  return 'value' in read && isArgs(read.value) && typeof read.value.query === 'string' ? read.value.query : query;
}

/** The arguments with the query as it is typed. */
function withQuery({ args, query }: Draft): string {
  const read = jsonOf(args);
  if (!('value' in read) || !isArgs(read.value) || (!query && !('query' in read.value))) return args;
  return read.value.query === query ? args : formattedJson({ ...read.value, query });
}

/** The same draft, and where it is of another tool now, that tool's settings in it. */
export function ofItsTool(draft: Draft, before: Draft, plan: Plan): Draft {
  return draft.tool === before.tool ? draft : { ...draft, ...toolDraftOf(settingsOf(plan, draft.tool)) };
}

/** The draft with the JSON of a field in the form that it has when the editor is opened. */
export function formattedDraft(draft: Draft, field: 'args' | 'result' | 'error'): Draft {
  const read = field === 'args' ? jsonOf(draft.args.trim() || '{}') : jsonOrTextOf(draft[field]);
  if ('problem' in read) return draft;
  return { ...draft, [field]: field === 'args' ? formattedJson(read.value) : jsonOrText(read.value) };
}

const MOST_NAMES = 200;

/** The tools that a call or a fallback may name: the page's, and those of calls with a behavior. */
export function toolNamesOf({ calls }: Plan): string[] {
  const own = new Set<string>();
  for (const { name, behavior } of calls) if (behavior && own.size < MOST_NAMES) own.add(name);
  return [...new Set([...CATALOGUE.map(({ tool }) => tool), ...own])];
}

/** The call that a draft means and its tool's settings, or what is wrong with it, field by field. Other arguments of the call are kept. */
export function callOf(
  draft: Draft,
  plan: Plan,
  key: number,
): { call: ToolCall; settings: ToolSettings } | { problems: Problems } {
  const before = plan.calls[key];
  if (!before) return { problems: { id: 'This call is not there any more.' } };
  const problems: Problems = {};
  const id = draft.id.trim();
  if (id === '') problems.id = 'A call needs a name, for example slow_1.';
  else if (id.length > 100) problems.id = `At most 100 characters; this name has ${count(id.length)}.`;
  else if (plan.calls.some((call, other) => other !== key && call.id === id))
    problems.id = `Another call is named ${clip(id, 40)}. Names must differ: results are kept under them.`;
  const made = draft.kind ? ownCall(draft.kind) : pageCall();
  const own = ownSettingsOf(draft, before, problems);
  const settings = toolSettingsOf(draft, problems);
  if (Object.keys(problems).length > 0) return { problems };
  const { timeoutMs: _t, priority: _p, expectedMs: _e, fallback: _f, behavior: _b, ...rest } = before;
  return { call: { ...rest, id, ...made, ...own }, settings };

  function pageCall(): Pick<ToolCall, 'name' | 'args'> {
    if (draft.query.length > MAX_QUERY)
      problems.query = `At most ${count(MAX_QUERY)} characters; this text has ${count(draft.query.length)}.`;
    const args: Args = { ...ownArgs(before as ToolCall), query: draft.query };
    const kind = entryOf(draft.tool)?.kind;
    // How a tool of another page behaves is kept as it is.
    if (kind) readFields(kind, args);
    else readFields('fast', args);
    return { name: draft.tool, args };
  }

  function ownCall(kind: ToolKind): Pick<ToolCall, 'name' | 'args' | 'behavior'> {
    const name = draft.tool.trim();
    if (name === '') problems.tool = 'A tool needs a name, for example search_flights.';
    else if (name.length > MAX_TOOL_NAME)
      problems.tool = `At most ${MAX_TOOL_NAME} characters; this name has ${count(name.length)}.`;
    const args = jsonOf(draft.args.trim() || '{}');
    if ('problem' in args) problems.args = args.problem;
    else if (!isArgs(args.value))
      problems.args = `Expected an object such as {"city": "Oslo"}, got ${show(args.value)}.`;
    const behavior: CallBehavior & Args = { kind };
    readFields(kind, behavior);
    return { name, args: 'value' in args && isArgs(args.value) ? args.value : {}, behavior };
  }

  function readFields(kind: ToolKind, to: Args): void {
    const readers: Readonly<Record<KindField, () => void>> = {
      takes: () => read(to, 'takes', 'ms', { max: MAX_TAKES_MS, what: 'milliseconds' }),
      varies: () => read(to, 'varies', 'spread', { max: 100, what: 'percent', per: 100 }),
      failures: () => read(to, 'failures', 'failures', { max: MAX_FAILURES, what: 'failures', whole: true }),
      deaf() {
        if (!draft.deaf) to.deaf = false;
      },
      result: () => readAnswer(to, 'result'),
      error: () => readAnswer(to, 'error'),
      code() {
        const code = draft.code.trim();
        if (code.length > MAX_CODE)
          problems.code = `At most ${MAX_CODE} characters; this code has ${count(code.length)}.`;
        else if (code !== '') to.code = code;
      },
      retryAfter: () => read(to, 'retryAfter', 'retryAfterMs', { max: MAX_TAKES_MS, what: 'milliseconds' }),
    };
    for (const field of KINDS[kind].editor) readers[field]();
  }

  function readAnswer(to: Args, field: 'result' | 'error'): void {
    if (!draft.kind) return;
    const answer = jsonOrTextOf(draft[field]);
    if ('problem' in answer) problems[field] = answer.problem;
    else if (answer.value !== undefined) to[field] = answer.value;
  }

  function read(
    to: Args,
    field: 'takes' | 'varies' | 'failures' | 'retryAfter',
    name: string,
    { max, what, whole = false, per = 1 }: { max: number; what: string; whole?: boolean; per?: number },
  ): void {
    const text = draft[field].trim();
    if (text === '') return;
    const value = Number(text);
    if (value >= 0 && value <= max && (!whole || Number.isInteger(value))) to[name] = value / per;
    else
      problems[field] =
        `Expected ${whole ? 'a whole number of ' : ''}${what} from 0 to ${count(max)}, got ${show(text)}.`;
  }
}

function isArgs(value: unknown): value is Args {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** They say the same, though an editor has made one of them anew. */
export const sameCall = (one: ToolCall, other: ToolCall) => jsonText(one) === jsonText(other);
