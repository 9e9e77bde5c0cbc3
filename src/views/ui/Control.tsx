import type { ReactNode } from 'react';
import type { Control as Name } from '../../store/state.ts';
import { lazyOptional } from './lazy.tsx';
import { useFanout } from './useFanout.ts';

const Locked = lazyOptional(() => import('./locks/Locked.tsx').then((loaded) => loaded.Locked));

/** A part of the page that a classroom link may lock or hide. */
export function Control({ name, children }: { name: Name; children: ReactNode }) {
  const is = useFanout(({ restrictions }) => restrictions?.controls[name]);
  return is ? is === 'locked' && <Locked>{children}</Locked> : children;
}
