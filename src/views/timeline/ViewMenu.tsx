import {
  CheckboxItem,
  Content,
  Item,
  ItemIndicator,
  Label,
  Portal,
  RadioGroup,
  RadioItem,
  Root,
  Separator,
  Trigger,
} from '@radix-ui/react-dropdown-menu';
import { Check } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { docOf } from '../../store/doc.ts';
import type { RowsView } from '../../store/rowsView.ts';
import { useActions, useFanout } from '../useFanout.ts';

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

const item =
  'relative block cursor-pointer select-none rounded-md py-1 pr-3 pl-8 outline-none data-[highlighted]:bg-sunk max-[47.5rem]:py-3';

/** How the rows are looked at; the plan stays as it is. */
export default function ViewMenu({ label, className }: { label: ReactNode; className: string }) {
  const view = useFanout(({ rowsView }) => rowsView);
  const selected = useFanout((state) => state.selected);
  const call = useFanout((state) => docOf(state).plan.calls[selected ?? -1]);
  const { rowsViewChanged, rowPinned } = useActions();
  return (
    <Root defaultOpen modal={false}>
      <Trigger className={className}>{label}</Trigger>
      <Portal>
        <Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className="z-20 max-h-[var(--radix-dropdown-menu-content-available-height)] min-w-[13.75rem] overflow-y-auto overscroll-contain rounded-lg border border-line bg-panel p-1.5 text-base text-ink shadow-lg"
        >
          <Choice name="Sort rows" value={view.sort} choices={SORTS} onChosen={(sort) => rowsViewChanged({ sort })} />
          <Separator className="mx-1 my-1.5 border-line border-t" />
          <Choice
            name="Group rows"
            value={view.group}
            choices={GROUPS}
            onChosen={(group) => rowsViewChanged({ group, closed: [] })}
          />
          <Separator className="mx-1 my-1.5 border-line border-t" />
          <CheckboxItem
            className={`${item} pointer-coarse:hidden max-[47.5rem]:hidden`}
            checked={view.dense}
            onCheckedChange={(dense) => rowsViewChanged({ dense, declined: true })}
          >
            <Checked />
            Dense rows
          </CheckboxItem>
          {call && selected !== undefined && (
            <Item className={item} onSelect={() => rowPinned(selected)}>
              {view.pinned.includes(selected) ? 'Unpin' : 'Pin'} {call.id}
            </Item>
          )}
          <Item
            className={`${item} data-[disabled]:opacity-50`}
            disabled={view.pinned.length === 0}
            onSelect={() => rowsViewChanged({ pinned: [] })}
          >
            Unpin all
          </Item>
        </Content>
      </Portal>
    </Root>
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
      <Label id={id} className="px-2 pt-1 pb-0.5 font-[560] text-ink2 text-small">
        {name}
      </Label>
      {choices.map(([one, text]) => (
        <RadioItem key={one} value={one} className={item}>
          <Checked />
          {text}
        </RadioItem>
      ))}
    </RadioGroup>
  );
}

function Checked() {
  return (
    <ItemIndicator className="absolute top-2 left-2 max-[47.5rem]:top-4">
      <Check size={15} aria-hidden />
    </ItemIndicator>
  );
}
