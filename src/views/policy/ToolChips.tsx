import { clip } from '../../analysis/format/format.ts';
import { selectDocument, selectIsRunning, toolSettings } from '../../store/plan/document.ts';
import { type ToolChip, toolChanged, toolChipsOf } from '../../store/plan/toolForm.ts';
import { useActions, useFanout, useFanoutStore } from '../ui/useFanout.ts';
import { ChipParts } from './ChipParts.tsx';

/** The settings that apply to all calls of a tool; a click opens the row in which they can be edited. */
export function ToolChips() {
  const plan = useFanout((state) => selectDocument(state).plan);
  const running = useFanout(selectIsRunning);
  const store = useFanoutStore();
  const { openRow } = useActions();

  function remove({ tool, setting }: ToolChip): void {
    const { [setting]: _, ...rest } = toolSettings(selectDocument(store.getState()), tool);
    toolChanged(store, tool, rest);
  }

  return toolChipsOf(plan).map((chip) => (
    <ChipParts
      key={`${chip.tool} ${chip.setting}`}
      {...chip}
      running={running}
      title={chip.row < 0 ? `No call of ${clip(chip.tool, 40)} is in the plan.` : `In the row’s editor, under More`}
      onOpen={() => chip.row >= 0 && openRow(chip.row)}
      onRemove={() => remove(chip)}
    />
  ));
}
