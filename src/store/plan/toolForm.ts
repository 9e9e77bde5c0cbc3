import { clip } from '../../analysis/format/format.ts';
import { timeText } from '../../analysis/format/policyWords.ts';
import { BOUNDS } from '../../run/check/bounds.ts';
import { checkToolSettings } from '../../run/check/checkSettings.ts';
import { type EquippedPlan, settingsOf, type ToolSettings, toolsOf } from '../../run/toolSettings.ts';
import type { FanoutStore } from '../types.ts';
import { selectAreRowsFixed, selectDocument } from './document.ts';
import { msOf, numberOf, refusal } from './parseInput.ts';

/** What all calls of a tool have in common, as texts, right or wrong; empty = not set. */
export interface ToolDraft {
  toolTimeout: string;
  toolLimit: string;
}

export function toolDraftOf({ timeoutMs, limit }: ToolSettings): ToolDraft {
  return { toolTimeout: String(timeoutMs ?? ''), toolLimit: String(limit ?? '') };
}

/** The settings that a draft means; what is wrong with them is added to `problems`. */
export function toolSettingsOf(draft: ToolDraft, problems: Partial<Record<keyof ToolDraft, string>>): ToolSettings {
  const settings: ToolSettings = {};
  read('toolTimeout', 'timeoutMs', msOf);
  read('toolLimit', 'limit', numberOf);
  return settings;

  function read(field: keyof ToolDraft, name: keyof ToolSettings, meaning: (text: string) => number | undefined): void {
    const text = draft[field];
    if (text.trim() === '') return;
    // What is no number goes to the engine's check as the text it is.
    const value = (meaning(text) ?? text) as number;
    const problem = refusal(text, () => checkToolSettings({ [name]: value }, 'tool', BOUNDS));
    if (problem === undefined) settings[name] = value;
    else problems[field] = problem;
  }
}

/**
 * The plan with these settings for a tool, in the order of their names, so that the same settings are written alike
 * however they came about. The very same plan when nothing changes.
 */
export function withSettings(plan: EquippedPlan, name: string, settings: ToolSettings): EquippedPlan {
  if (JSON.stringify(settingsOf(plan, name)) === JSON.stringify(settings)) return plan;
  const { tools: _, ...rest } = plan;
  const all = Object.entries({ ...toolsOf(plan), [name]: settings })
    .filter(([, one]) => Object.keys(one).length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return all.length === 0 ? rest : { ...rest, tools: Object.fromEntries(all) };
}

/** Of all calls of that tool, in place of those it had. `token`: edits with the same one are one step of undo. */
export function toolChanged(
  { getState, internals }: FanoutStore,
  name: string,
  settings: ToolSettings,
  token?: string,
): void {
  const { plan } = selectDocument(getState());
  const next = withSettings(plan, name, settings);
  if (next !== plan && !selectAreRowsFixed(getState())) internals.editPlan(next, {}, token);
}

export interface ToolChip {
  tool: string;
  setting: keyof ToolSettings;
  /** As in `Remove Limit of slow_tool`. */
  name: string;
  text: string;
  /** Where its first call stands; -1 when the plan has none of it. */
  row: number;
}

export function toolChipsOf(plan: EquippedPlan): ToolChip[] {
  return Object.entries(toolsOf(plan)).flatMap(([tool, { timeoutMs, limit }]) => {
    const row = plan.calls.findIndex(({ name }) => name === tool);
    const shown = clip(tool, 40);
    const chips: ToolChip[] = [];
    if (timeoutMs !== undefined)
      chips.push({
        tool,
        setting: 'timeoutMs',
        name: `Timeout of ${shown}`,
        text: `${shown}: timeout ${timeText(timeoutMs)}`,
        row,
      });
    if (limit !== undefined)
      chips.push({ tool, setting: 'limit', name: `Limit of ${shown}`, text: `${shown}: at most ${limit}`, row });
    return chips;
  });
}
