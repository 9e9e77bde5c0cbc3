import { ChevronDown } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { PRESET_MENU, presetOf } from '../../lessons/presets.ts';
import { docOf } from '../../store/doc.ts';
import type { FanoutState } from '../../store/state.ts';
import { type Instead, lazily, Unseen } from '../lazily.tsx';
import { useFanout } from '../useFanout.ts';

/** The menu's library is loaded with its first opening; until then, and where that fails, its button stands there. */
const PresetMenu = lazily('The menu', () => import('./PresetMenu.tsx').then((loaded) => loaded.PresetMenu), MenuButton);

interface MenuButtonProps extends Instead {
  label: ReactNode;
  className: string;
  onOpen?: () => void;
}

function MenuButton({ label, className, onOpen, problem }: MenuButtonProps) {
  return (
    <button
      type="button"
      className={className}
      title={problem}
      aria-haspopup={problem ? undefined : 'menu'}
      aria-expanded={problem ? undefined : false}
      onClick={onOpen}
    >
      {label}
      {problem && <Unseen problem={problem} />}
    </button>
  );
}

function presetTitle(state: FanoutState): string {
  const { preset, plan } = docOf(state);
  const title = PRESET_MENU.find(({ name }) => name === preset)?.title ?? 'My plan';
  const edited = presetOf(preset)?.plan.calls !== plan.calls;
  return edited ? `${title}, edited` : title;
}

export function PresetButton() {
  const title = useFanout(presetTitle);
  const [opened, setOpened] = useState(false);
  const label = (
    <>
      <span className="text-ink2 max-[420px]:hidden">Preset</span>
      <b className="truncate font-[560] text-ink">{title}</b>
      <ChevronDown size={14} className="flex-none" aria-hidden />
    </>
  );
  const style = 'quiet-button flex min-w-0 items-center gap-1.5 whitespace-nowrap';
  const parts = { label, className: style };
  return opened ? <PresetMenu {...parts} /> : <MenuButton {...parts} onOpen={() => setOpened(true)} />;
}
