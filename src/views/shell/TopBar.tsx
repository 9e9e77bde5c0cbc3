import { CircleHelp, Contrast, Moon, Presentation, Sun } from 'lucide-react';
import { useState } from 'react';
import type { Theme } from '../../store/state.ts';
import { lazily } from '../lazily.tsx';
import { useActions, useFanout } from '../useFanout.ts';
import { Mark } from './Mark.tsx';
import { PresetButton } from './PresetButton.tsx';

const NEXT: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };
const ICON = { system: Contrast, light: Sun, dark: Moon };

const KeySheet = lazily('The list of keys', () => import('./KeySheet.tsx').then((loaded) => loaded.KeySheet));

export function TopBar() {
  const theme = useFanout((state) => state.theme);
  const { themeChosen, presentToggled } = useActions();
  const [sheet, setSheet] = useState(false);
  const Icon = ICON[theme];
  return (
    <header className="flex h-12 flex-none items-center gap-3 border-line border-b px-5 max-[760px]:px-2.5">
      <span className="flex items-center gap-2 font-[650] text-[16px] tracking-tight">
        <Mark />
        fanout
      </span>
      <PresetButton />
      <span className="flex-1" />
      <button type="button" className="outline-button max-[760px]:hidden" onClick={presentToggled}>
        <Presentation size={15} aria-hidden />
        Present
      </button>
      <button
        type="button"
        className="quiet-button"
        aria-label={`Theme: ${theme}`}
        title={`Theme: ${theme}`}
        onClick={() => themeChosen(NEXT[theme])}
      >
        <Icon size={17} aria-hidden />
      </button>
      <button
        type="button"
        className="quiet-button"
        aria-label="Keys and help"
        title="Keys and help"
        onClick={() => setSheet(true)}
      >
        <CircleHelp size={17} aria-hidden />
      </button>
      {sheet && <KeySheet onClose={() => setSheet(false)} />}
    </header>
  );
}
