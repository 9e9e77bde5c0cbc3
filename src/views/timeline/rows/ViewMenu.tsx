import { CheckboxItem, Item, Label, RadioGroup, RadioItem } from '@radix-ui/react-dropdown-menu';
import { useId } from 'react';
import { clip } from '../../../analysis/format/format.ts';
import { selectDocument } from '../../../store/plan/document.ts';
import type { RowsView } from '../../../store/state.ts';
import { Checked, ENTRY, HEADING, Line, Menu } from '../../ui/dialog/Menu.tsx';
import type { MenuProps } from '../../ui/dialog/MenuButton.tsx';
import { useActions, useFanout } from '../../ui/useFanout.ts';

const SORTS: [RowsView['sort'], string][] = [
  ['listed', 'As listed'],
  ['start', 'By start'],
  ['end', 'By end'],
  ['duration', 'By duration, longest first'],
];
const GROUPS: [RowsView['group'], string][] = [
  ['none', 'No groups'],
  ['batch', 'By batch'],
  ['tool', 'By tool'],
];

/** High enough for a thumb. */
const item = `${ENTRY} phone:py-3`;
const checked = <Checked className="phone:top-4" />;

/** Order, grouping and density of the rows; the plan does not change. */
export default function ViewMenu(button: MenuProps) {
  const view = useFanout(({ rowsView }) => rowsView);
  const selected = useFanout((state) => state.selected);
  const call = useFanout((state) => selectDocument(state).plan.calls[selected ?? -1]);
  const { changeRowsView, togglePin } = useActions();
  return (
    <Menu {...button} width="min-w-[13.75rem]">
      <Choice name="Sort rows" value={view.sort} choices={SORTS} onChosen={(sort) => changeRowsView({ sort })} />
      <Line />
      <Choice
        name="Group rows"
        value={view.group}
        choices={GROUPS}
        onChosen={(group) => changeRowsView({ group, closed: [] })}
      />
      <Line />
      <CheckboxItem
        className={`${item} pointer-coarse:hidden phone:hidden`}
        checked={view.dense}
        onCheckedChange={(dense) => changeRowsView({ dense, declined: true })}
      >
        {checked}
        Dense rows
      </CheckboxItem>
      {call && selected !== undefined && (
        <Item className={item} onSelect={() => togglePin(selected)}>
          {view.pinned.includes(selected) ? 'Unpin' : 'Pin'} {clip(call.id, 40)}
        </Item>
      )}
      <Item className={item} disabled={view.pinned.length === 0} onSelect={() => changeRowsView({ pinned: [] })}>
        Unpin all
      </Item>
    </Menu>
  );
}

interface ChoiceProps<T extends string> {
  name: string;
  value: T;
  choices: readonly [T, string][];
  onChosen: (value: T) => void;
}

function Choice<T extends string>({ name, value, choices, onChosen }: ChoiceProps<T>) {
  const id = useId();
  return (
    <RadioGroup aria-labelledby={id} value={value} onValueChange={(chosen) => onChosen(chosen as T)}>
      <Label id={id} className={`pt-1 ${HEADING}`}>
        {name}
      </Label>
      {choices.map(([one, text]) => (
        <RadioItem key={one} value={one} className={item}>
          {checked}
          {text}
        </RadioItem>
      ))}
    </RadioGroup>
  );
}
