import { CircleHelp, Contrast, Moon, Sun } from 'lucide-react';
import { useState } from 'react';
import type { Theme } from '../../store/state.ts';
import { Control } from '../ui/Control.tsx';
import { deferredPart } from '../ui/deferred.tsx';
import { LineIcon } from '../ui/icons/LineIcon.tsx';
import { lazyComponent } from '../ui/lazy.tsx';
import { useActions, useFanout } from '../ui/useFanout.ts';
import { useNarrow } from '../ui/useNarrow.ts';
import { Mark } from './Logo.tsx';
import { OpenFile } from './OpenFile.tsx';
import { PresetButton } from './PresetButton.tsx';

const NEXT: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };
const ICON = { system: Contrast, light: Sun, dark: Moon };

const PredictionsSwitch = deferredPart('PredictionsSwitch');

const KeySheet = lazyComponent('The list of keys', () =>
  import('../commands/KeySheet.tsx').then((loaded) => loaded.KeySheet),
);

const ShareDialog = lazyComponent('The way to share', () =>
  import('../share/ShareDialog.tsx').then((loaded) => loaded.ShareDialog),
);

const Chooser = lazyComponent('The list of lessons', () =>
  import('../lessons/Chooser.tsx').then((loaded) => loaded.Chooser),
);

export function TopBar() {
  const theme = useFanout((state) => state.theme);
  const { setTheme, togglePresenting } = useActions();
  const [dialog, setDialog] = useState<'keys' | 'lessons' | 'share'>();
  const close = () => setDialog(undefined);
  const inLesson = useFanout(({ lesson }) => lesson !== undefined);
  const narrow = useNarrow();
  const Icon = ICON[theme];
  return (
    <header className="flex h-12 flex-none items-center gap-3 border-line border-b px-5 small-phone:gap-0.5 phone:px-2.5">
      <span className="flex items-center gap-2 font-[650] text-[1rem] tracking-tight">
        <Mark />
        <span className="small-phone:sr-only">fanout</span>
      </span>
      {/* In a lesson the plan is the lesson's, so there is no preset to choose. */}
      {!inLesson && (
        <Control name="presets">
          <PresetButton />
        </Control>
      )}
      <Control name="lessons">
        <button type="button" className="quiet-button" onClick={() => setDialog('lessons')}>
          Lessons
        </button>
      </Control>
      <span className="flex-1" />
      {!narrow && <PredictionsSwitch />}
      <Control name="presets">
        <OpenFile />
      </Control>
      <Control name="share">
        <button
          type="button"
          className="quiet-button flex items-center gap-1.5"
          aria-haspopup="dialog"
          onClick={() => setDialog('share')}
        >
          <LineIcon d="M12 15V3M8 7l4-4 4 4M5 12v8h14v-8" />
          <span className="phone:sr-only">Share</span>
        </button>
      </Control>
      <button type="button" className="outline-button phone:hidden" onClick={togglePresenting}>
        <LineIcon d="M2 3h20M3 3v11a2 2 0 0 0 2 2h14a2 2 0 0 0 2-2V3M7 21l5-5 5 5" />
        Present
      </button>
      <button
        type="button"
        className="quiet-button"
        aria-label={`Theme: ${theme}`}
        title={`Theme: ${theme}`}
        onClick={() => setTheme(NEXT[theme])}
      >
        <Icon size={17} aria-hidden />
      </button>
      <button
        type="button"
        className="quiet-button"
        aria-label="Keys and help"
        title="Keys and help"
        onClick={() => setDialog('keys')}
      >
        <CircleHelp size={17} aria-hidden />
      </button>
      {dialog === 'share' && <ShareDialog onClose={close} />}
      {dialog === 'keys' && <KeySheet onClose={close} />}
      {dialog === 'lessons' && <Chooser onClose={close} />}
    </header>
  );
}
