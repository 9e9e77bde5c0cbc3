import { clip, count } from '../../analysis/format/format.ts';
import { MAX_FAILURES, MAX_TAKES_MS } from '../../run/check/bounds.ts';
import { show } from '../../run/check/planError.ts';
import { jsonText } from '../../run/file/jsonText.ts';
import { settingsOf, type ToolSettings } from '../../run/toolSettings.ts';
import type { Plan, ToolCall } from '../../run/types.ts';
import { CATALOGUE, entryOf, kindOf, MAX_QUERY } from '../../tools/catalogue.ts';
import { type CallEnding, definitionOf, KINDS, type KindField } from '../../tools/kinds.ts';
import { type OwnDraft, ownDraftOf, ownSettingsOf } from './callOptionsForm.ts';
import { type ToolDraft, toolDraftOf, toolSettingsOf } from './toolForm.ts';

/** A call as the row's editor holds it: texts as typed, right or wrong. */
export interface Draft extends OwnDraft, ToolDraft {
  id: string;
  tool: string;
  query: string;
  /** Milliseconds; empty = the tool's own time. */
  takes: string;
  /** Percent of the time, up or down. */
  varies: string;
  failures: string;
  deaf: boolean;
}

export type Problems = Partial<Record<keyof Draft, string>>;

/** `settings`: those of its tool. */
export function draftOf(call: ToolCall, settings: ToolSettings = {}): Draft {
  const { id, name, args } = call;
  const number = (value: unknown) => (typeof value === 'number' ? String(value) : '');
  return {
    id,
    tool: name,
    query: typeof args.query === 'string' ? args.query : '',
    takes: number(args.ms),
    varies: typeof args.spread === 'number' ? String(Number((args.spread * 100).toFixed(6))) : '',
    failures: number(args.failures),
    deaf: args.deaf !== false,
    ...ownDraftOf(call),
    ...toolDraftOf(settings),
  };
}

export function thenOf({ tool, query }: Draft): CallEnding {
  return definitionOf(kindOf({ name: tool, args: { query } })).ending;
}

/** The same draft, and where it is of another tool now, that tool's settings in it. */
export function ofItsTool(draft: Draft, before: Draft, plan: Plan): Draft {
  return draft.tool === before.tool ? draft : { ...draft, ...toolDraftOf(settingsOf(plan, draft.tool)) };
}

/** Another ending means another tool; how long the call takes stays as it was. */
export function withThen(draft: Draft, then: CallEnding): Draft {
  if (thenOf(draft) === then) return draft;
  const ms = draft.takes.trim() === '' ? entryOf(draft.tool)?.ms : undefined;
  const takes = ms !== undefined && Number.isFinite(ms) ? String(ms) : draft.takes;
  const tool = CATALOGUE.find(({ kind }) => KINDS[kind].ending === then)?.tool ?? draft.tool;
  return { ...draft, tool, takes };
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
  if (draft.query.length > MAX_QUERY)
    problems.query = `At most ${count(MAX_QUERY)} characters; this text has ${count(draft.query.length)}.`;

  const { ms: _, spread: __, failures: ___, deaf: ____, ...others } = before.args;
  const args: Record<string, unknown> = { ...others, query: draft.query };
  const readers: Readonly<Record<KindField, () => void>> = {
    takes: () => read('takes', 'ms', { max: MAX_TAKES_MS, what: 'milliseconds' }),
    varies: () => read('varies', 'spread', { max: 100, what: 'percent', per: 100 }),
    failures: () => read('failures', 'failures', { max: MAX_FAILURES, what: 'failures', whole: true }),
    deaf() {
      if (!draft.deaf) args.deaf = false;
    },
  };
  for (const field of definitionOf(entryOf(draft.tool)?.kind).editor) readers[field]();

  const own = ownSettingsOf(draft, before, problems);
  const settings = toolSettingsOf(draft, problems);
  if (Object.keys(problems).length > 0) return { problems };
  const { timeoutMs: _t, priority: _p, expectedMs: _e, fallback: _f, ...rest } = before;
  return { call: { ...rest, id, name: draft.tool, args, ...own }, settings };

  function read(
    field: 'takes' | 'varies' | 'failures',
    name: string,
    { max, what, whole = false, per = 1 }: { max: number; what: string; whole?: boolean; per?: number },
  ): void {
    const text = draft[field].trim();
    if (text === '') return;
    const value = Number(text);
    if (value >= 0 && value <= max && (!whole || Number.isInteger(value))) args[name] = value / per;
    else
      problems[field] =
        `Expected ${whole ? 'a whole number of ' : ''}${what} from 0 to ${count(max)}, got ${show(text)}.`;
  }
}

/** They say the same, though an editor has made one of them anew. */
export const sameCall = (one: ToolCall, other: ToolCall) => jsonText(one) === jsonText(other);
