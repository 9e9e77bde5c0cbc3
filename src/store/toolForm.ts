import { checkToolSettings, type EquippedPlan, type ToolSettings, toolsOf } from '../run/toolSettings.ts';
import { timeText } from './policyChips.ts';
import { msOf, numberOf, refusal } from './refusal.ts';

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
    const problem = refusal(text, () => checkToolSettings({ [name]: value }, 'tool'));
    if (problem === undefined) settings[name] = value;
    else problems[field] = problem;
  }
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
    const chips: ToolChip[] = [];
    if (timeoutMs !== undefined)
      chips.push({
        tool,
        setting: 'timeoutMs',
        name: `Timeout of ${tool}`,
        text: `${tool}: timeout ${timeText(timeoutMs)}`,
        row,
      });
    if (limit !== undefined)
      chips.push({ tool, setting: 'limit', name: `Limit of ${tool}`, text: `${tool}: at most ${limit}`, row });
    return chips;
  });
}
