import {
  Content,
  Group,
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
import { GROUPS } from '../../lessons/known.ts';
import { PRESET_MENU } from '../../lessons/presets.ts';
import { docOf } from '../../store/doc.ts';
import { useActions, useFanout } from '../useFanout.ts';

const item =
  'relative block cursor-pointer select-none rounded-md py-1 pr-3 pl-8 outline-none data-[highlighted]:bg-sunk data-[disabled]:opacity-50';

export default function PresetMenu({ label, className }: { label: ReactNode; className: string }) {
  const preset = useFanout((state) => docOf(state).preset);
  const headingId = useId();
  const { presetChosen, resetRequested } = useActions();
  return (
    <Root defaultOpen modal={false}>
      <Trigger className={className}>{label}</Trigger>
      <Portal>
        <Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className="z-20 max-h-[var(--radix-dropdown-menu-content-available-height)] min-w-[17.5rem] max-w-[calc(100vw-1rem)] overflow-y-auto overscroll-contain rounded-lg border border-line bg-panel p-1.5 text-base text-ink shadow-lg"
        >
          <RadioGroup value={preset} onValueChange={presetChosen}>
            {GROUPS.map((group, i) => (
              <Group key={group} aria-labelledby={headingId + group}>
                {/* The first group is one preset of the same name. */}
                <Label
                  id={headingId + group}
                  className={i === 0 ? 'sr-only' : 'px-2 pt-2 pb-0.5 font-[560] text-ink2 text-small'}
                >
                  {group}
                </Label>
                {PRESET_MENU.filter((one) => one.group === group).map(({ name, title, about, story }) => (
                  <RadioItem key={name} value={name} className={item} title={story}>
                    <ItemIndicator className="absolute top-2 left-2">
                      <Check size={15} aria-hidden />
                    </ItemIndicator>
                    {title}
                    <span className="block text-ink2 text-small">{about}</span>
                  </RadioItem>
                ))}
              </Group>
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
