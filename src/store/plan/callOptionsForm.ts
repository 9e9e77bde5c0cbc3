import { count } from '../../analysis/format/format.ts';
import { BOUNDS } from '../../run/check/bounds.ts';
import { checkPlan } from '../../run/check/checkPlan.ts';
import { jsonText } from '../../run/file/jsonText.ts';
import type { Fallback, ToolCall } from '../../run/types.ts';
import { MAX_QUERY } from '../../tools/catalogue.ts';
import { msOf, numberOf, refusal } from './parseInput.ts';

/** A call's own settings as texts, right or wrong; empty = the policy's, or none. */
export interface OwnDraft {
  timeout: string;
  priority: string;
  expected: string;
  fallback: 'none' | 'value' | 'tool';
  fallbackValue: string;
  fallbackTool: string;
  /** Empty = the call's own arguments. */
  fallbackQuery: string;
}

type OwnSettings = Pick<ToolCall, 'timeoutMs' | 'priority' | 'expectedMs' | 'fallback'>;

export function ownDraftOf({ timeoutMs, priority, expectedMs, fallback }: ToolCall): OwnDraft {
  const { value, tool = '', args }: { value?: unknown; tool?: string; args?: Record<string, unknown> } = fallback ?? {};
  const isValue = fallback !== undefined && 'value' in fallback;
  return {
    timeout: String(timeoutMs ?? ''),
    priority: String(priority ?? ''),
    expected: String(expectedMs ?? ''),
    fallback: fallback ? (isValue ? 'value' : 'tool') : 'none',
    fallbackValue: isValue ? (typeof value === 'string' ? value : (jsonText(value) ?? '')) : '',
    fallbackTool: tool,
    fallbackQuery: typeof args?.query === 'string' ? args.query : '',
  };
}

/** Whether there is anything to see under More. */
export function hasOwn({ timeoutMs, priority, expectedMs, fallback }: ToolCall): boolean {
  return (timeoutMs ?? priority ?? expectedMs ?? fallback) !== undefined;
}

/** The settings that a draft means; what is wrong with them is added to `problems`. */
export function ownSettingsOf(
  draft: OwnDraft,
  before: ToolCall,
  problems: Partial<Record<keyof OwnDraft, string>>,
): OwnSettings {
  const own: OwnSettings = {};
  number('timeout', 'timeoutMs', msOf);
  number('priority', 'priority', numberOf);
  number('expected', 'expectedMs', msOf);
  const fallback = fallbackOf(draft, before);
  if (fallback) own.fallback = fallback;
  for (const field of ['fallbackValue', 'fallbackQuery'] as const)
    if (draft[field].length > MAX_QUERY)
      problems[field] = `At most ${count(MAX_QUERY)} characters; this text has ${count(draft[field].length)}.`;
  return own;

  function number(
    field: 'timeout' | 'priority' | 'expected',
    name: 'timeoutMs' | 'priority' | 'expectedMs',
    read: (text: string) => number | undefined,
  ): void {
    const text = draft[field];
    if (text.trim() === '') return;
    // What is no number goes to the engine's check as the text it is.
    const value = (read(text) ?? text) as number;
    const problem = refusal(text, () => checkPlan({ calls: [{ name: '', args: {}, [name]: value }] }, BOUNDS));
    if (problem === undefined) own[name] = value;
    else problems[field] = problem;
  }
}

/** The one that the call had, as long as the draft says the same: it may hold what a line of text cannot. */
function fallbackOf(draft: OwnDraft, before: ToolCall): Fallback | undefined {
  const { fallback, fallbackValue, fallbackTool, fallbackQuery } = draft;
  const was = ownDraftOf(before);
  switch (fallback) {
    case 'none':
      return undefined;
    case 'value':
      if (was.fallback === 'value' && was.fallbackValue === fallbackValue) return before.fallback;
      return { value: fallbackValue };
    case 'tool': {
      const old = before.fallback && 'tool' in before.fallback ? before.fallback : undefined;
      if (old && was.fallbackQuery === fallbackQuery) return { ...old, tool: fallbackTool };
      return fallbackQuery === ''
        ? { tool: fallbackTool }
        : { tool: fallbackTool, args: { ...old?.args, query: fallbackQuery } };
    }
  }
}
