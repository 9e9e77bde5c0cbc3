import { type ComponentType, lazy, Suspense } from 'react';
import { Region } from './regions/Region.tsx';

/** What stands in a part's place: `problem` when it could not be loaded, else it is still on its way. */
export interface Instead {
  problem?: string;
}

/**
 * A part of the page that comes with its first use. Where it cannot be loaded it says so in its place, and all else
 * works on; so it does where it fails (see `Region`). `Other` stands there instead, with the part's own props.
 */
export function lazily<P extends object>(
  what: string,
  load: () => Promise<ComponentType<P>>,
  Other: ComponentType<P & Instead> = Words,
): ComponentType<P> {
  const problem = notLoaded(what);
  const Part = lazy(() =>
    load().then(asDefault, () => asDefault<P>((props: P) => <Other {...props} problem={problem} />)),
  );
  return (props: P) => (
    <Region what={what || 'A part of the page'}>
      <Suspense fallback={<Other {...props} />}>
        <Part {...props} />
      </Suspense>
    </Region>
  );
}

export function notLoaded(what: string): string {
  return `${what} could not be loaded. Everything else works on; reload the page when the network is back.`;
}

function Words({ problem }: Instead) {
  return (
    <p role={problem && 'alert'} className="p-4 text-ink2">
      {problem ?? 'Loading'}
    </p>
  );
}

/** For what is small, or over the page: nothing meanwhile. */
export function Unseen({ problem }: Instead) {
  return (
    <span role="alert" className="sr-only">
      {problem}
    </span>
  );
}

/** One that is not missed while it comes; nor where it cannot be loaded, unless it is told what it is. */
export function quietly<P extends object>(load: () => Promise<ComponentType<P>>, what?: string): ComponentType<P> {
  return lazily(what ?? '', load, ({ problem }: Instead) => what && problem && <Words problem={problem} />);
}

function asDefault<P extends object>(component: ComponentType<P>): { default: ComponentType<P> } {
  return { default: component };
}
