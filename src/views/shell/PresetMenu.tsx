import {
  Content,
  Item,
  ItemIndicator,
  Portal,
  RadioGroup,
  RadioItem,
  Root,
  Separator,
  Trigger,
} from '@radix-ui/react-dropdown-menu';
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { PRESET_MENU } from '../../lessons/presets.ts';
import { docOf } from '../../store/doc.ts';
import { useActions, useFanout } from '../useFanout.ts';

const item =
  'relative block cursor-pointer select-none rounded-md py-1.5 pr-3 pl-8 outline-none data-[highlighted]:bg-sunk data-[disabled]:opacity-50';

export default function PresetMenu({ label, className }: { label: ReactNode; className: string }) {
  const preset = useFanout((state) => docOf(state).preset);
  const { presetChosen, resetRequested } = useActions();
  return (
    <Root defaultOpen modal={false}>
      <Trigger className={className}>{label}</Trigger>
      <Portal>
        <Content
          align="start"
          sideOffset={4}
          className="z-20 min-w-[280px] rounded-lg border border-line bg-panel p-1.5 text-base text-ink shadow-lg"
        >
          <RadioGroup value={preset} onValueChange={presetChosen}>
            {PRESET_MENU.map(({ name, title, about }) => (
              <RadioItem key={name} value={name} className={item}>
                <ItemIndicator className="absolute top-2.5 left-2">
                  <Check size={15} aria-hidden />
                </ItemIndicator>
                {title}
                <span className="block text-ink2 text-small">{about}</span>
              </RadioItem>
            ))}
          </RadioGroup>
          <Separator className="mx-1 my-1.5 border-line border-t" />
          <Item className={item} onSelect={resetRequested}>
            Reset to the preset
          </Item>
        </Content>
      </Portal>
    </Root>
  );
}
