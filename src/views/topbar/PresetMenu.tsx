import { Group, Item, Label, RadioGroup, RadioItem } from '@radix-ui/react-dropdown-menu';
import { useId } from 'react';
import { PRESET_MENU } from '../../lessons/allPresets.ts';
import { GROUPS } from '../../lessons/presetRegistry.ts';
import { selectDocument } from '../../store/plan/document.ts';
import { Checked, ENTRY, HEADING, Line, Menu } from '../ui/dialog/Menu.tsx';
import type { MenuProps } from '../ui/dialog/MenuButton.tsx';
import { useActions, useFanout } from '../ui/useFanout.ts';

export default function PresetMenu(button: MenuProps) {
  const preset = useFanout((state) => selectDocument(state).preset);
  const headingId = useId();
  const { openPlans, selectPreset, resetPlan } = useActions();
  return (
    <Menu {...button} width="min-w-[17.5rem] max-w-[calc(100vw-1rem)]">
      <RadioGroup value={preset} onValueChange={selectPreset}>
        {GROUPS.map((group, i) => (
          <Group key={group} aria-labelledby={headingId + group}>
            {/* The first group contains one preset of the same name, so its heading is hidden. */}
            <Label id={headingId + group} className={i === 0 ? 'sr-only' : `pt-2 ${HEADING}`}>
              {group}
            </Label>
            {PRESET_MENU.filter((one) => one.group === group).map(({ name, title, about, story }) => (
              <RadioItem key={name} value={name} className={ENTRY} title={story}>
                <Checked />
                {title}
                <span className="block text-ink2 text-small">{about}</span>
              </RadioItem>
            ))}
          </Group>
        ))}
      </RadioGroup>
      <Line />
      <Item className={ENTRY} onSelect={resetPlan}>
        Reset to the preset
      </Item>
      <Item className={ENTRY} onSelect={openPlans}>
        Your plans
      </Item>
    </Menu>
  );
}
