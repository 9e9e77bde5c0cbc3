import { ChevronDown } from 'lucide-react';
import { clip } from '../../analysis/format.ts';
import { presetOf } from '../../lessons/known.ts';
import { docOf } from '../../store/doc.ts';
import type { FanoutState } from '../../store/state.ts';
import { useFanout } from '../useFanout.ts';
import { MenuButton, menuOf } from './MenuButton.tsx';

const PresetMenu = menuOf(() => import('./PresetMenu.tsx'));

function presetTitle(state: FanoutState): string {
  const { preset, plan, name } = docOf(state);
  if (name) return clip(name, 80);
  const known = presetOf(preset);
  const title = known?.title ?? 'My plan';
  return known?.plan.calls !== plan.calls ? `${title}, edited` : title;
}

export function PresetButton() {
  const title = useFanout(presetTitle);
  const label = (
    <>
      <span className="text-ink2 max-[26.25rem]:hidden">Preset</span>
      <b className="truncate font-[560] text-ink max-[26.25rem]:line-clamp-2 max-[26.25rem]:whitespace-normal max-[26.25rem]:text-left max-[26.25rem]:text-small max-[26.25rem]:leading-4">
        {title}
      </b>
      <ChevronDown size={14} className="flex-none" aria-hidden />
    </>
  );
  const style = 'quiet-button flex min-w-0 items-center gap-1.5 whitespace-nowrap';
  return <MenuButton menu={PresetMenu} label={label} className={style} />;
}
