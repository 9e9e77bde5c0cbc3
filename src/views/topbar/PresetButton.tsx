import { ChevronDown } from 'lucide-react';
import { selectDocument } from '../../store/plan/document.ts';
import { titleOf } from '../../store/plan/presetDoc.ts';
import { MenuButton, menuOf } from '../ui/dialog/MenuButton.tsx';
import { useFanout } from '../ui/useFanout.ts';

const PresetMenu = menuOf(() => import('./PresetMenu.tsx'));

export function PresetButton() {
  const title = useFanout((state) => titleOf(selectDocument(state)));
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
