import { Content, ItemIndicator, Portal, Root, Separator, Trigger } from '@radix-ui/react-dropdown-menu';
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import type { MenuProps } from './MenuButton.tsx';

/** A menu item with room for a check mark. */
export const ENTRY =
  'relative block cursor-pointer select-none rounded-md py-1 pr-3 pl-8 outline-none data-[highlighted]:bg-sunk forced-colors:data-[highlighted]:[outline:2px_solid_Highlight] data-[disabled]:opacity-50';
export const HEADING = 'px-2 pb-0.5 font-[560] text-ink2 text-small';

/** Initially open: the click that opens the menu loads this component. */
export function Menu({ label, className, width, children }: MenuProps & { width: string; children: ReactNode }) {
  return (
    <Root defaultOpen modal={false}>
      <Trigger className={className}>{label}</Trigger>
      <Portal>
        <Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className={`z-20 max-h-[var(--radix-dropdown-menu-content-available-height)] overflow-y-auto overscroll-contain rounded-lg border border-line bg-panel p-1.5 text-base text-ink shadow-lg ${width}`}
        >
          {children}
        </Content>
      </Portal>
    </Root>
  );
}

export function Checked({ className = '' }: { className?: string }) {
  return (
    <ItemIndicator className={`absolute top-2 left-2 ${className}`}>
      <Check size={15} aria-hidden />
    </ItemIndicator>
  );
}

export function Line() {
  return <Separator className="mx-1 my-1.5 border-line border-t" />;
}
