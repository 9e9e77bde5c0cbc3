import { type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react';
import { notLoadedText } from '../lazy.tsx';

export interface MenuProps {
  label: ReactNode;
  className: string;
}

/** A menu whose library is loaded when it is first opened. If that fails, the button shows the error. */
export function menuOf(load: () => Promise<{ default: ComponentType<MenuProps> }>): ComponentType<MenuProps> {
  return lazy(() => load().catch(() => ({ default: NoMenu })));
}

function NoMenu({ label, className }: MenuProps) {
  const why = notLoadedText('The menu');
  return (
    <button type="button" className={className} title={why}>
      {label}
      <span role="alert" className="sr-only">
        {why}
      </span>
    </button>
  );
}

export function MenuButton({ menu: Menu, label, className }: MenuProps & { menu: ComponentType<MenuProps> }) {
  const [opened, setOpened] = useState(false);
  const button = (
    <button
      type="button"
      className={className}
      aria-haspopup="menu"
      aria-expanded={false}
      onClick={() => setOpened(true)}
    >
      {label}
    </button>
  );
  if (!opened) return button;
  return (
    <Suspense fallback={button}>
      <Menu label={label} className={className} />
    </Suspense>
  );
}
