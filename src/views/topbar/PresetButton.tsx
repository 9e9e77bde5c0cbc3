import { ChevronDown } from 'lucide-react';
import { selectDocument } from '../../store/plan/document.ts';
import { titleOf } from '../../store/plan/presetDocument.ts';
import { MenuButton, menuOf } from '../ui/dialog/MenuButton.tsx';
import { useFanout } from '../ui/useFanout.ts';

const PresetMenu = menuOf(() => import('./PresetMenu.tsx'));

export function PresetButton() {
  const title = useFanout((state) => titleOf(selectDocument(state)));
  const label = (
    <>
      <span className="text-ink2 small-phone:hidden">Preset</span>
      <b className="truncate font-[560] text-ink small-phone:line-clamp-2 small-phone:whitespace-normal small-phone:text-left small-phone:text-small small-phone:leading-4">
        {title}
      </b>
      <ChevronDown size={14} className="flex-none" aria-hidden />
    </>
  );
  const style = 'quiet-button flex min-w-0 items-center gap-1.5 whitespace-nowrap';
  return <MenuButton menu={PresetMenu} label={label} className={style} />;
}
