import { ChevronDown } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { PRESET_MENU, presetOf } from '../../lessons/presets.ts';
import { docOf } from '../../store/doc.ts';
import type { FanoutState } from '../../store/state.ts';
import { useFanout } from '../useFanout.ts';

/** The menu's library is loaded with its first opening; where that fails, the button says so. */
const PresetMenu = lazy(() => import('./PresetMenu.tsx').catch(() => ({ default: NoMenu })));

function NoMenu({ label, className }: { label: ReactNode; className: string }) {
  const why = 'The menu could not be loaded: reload the page when the network is back.';
  return (
    <button type="button" className={className} title={why}>
      {label}
      <span role="alert" className="sr-only">
        {why}
      </span>
    </button>
  );
}

function presetTitle(state: FanoutState): string {
  const { preset, plan, name } = docOf(state);
  if (name) return name;
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
  const button = (
    <button type="button" className={style} aria-haspopup="menu" aria-expanded={false} onClick={() => setOpened(true)}>
      {label}
    </button>
  );
  if (!opened) return button;
  return (
    <Suspense fallback={button}>
      <PresetMenu label={label} className={style} />
    </Suspense>
  );
}
