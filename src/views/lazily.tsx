import { type ComponentType, lazy, type ReactNode, Suspense } from 'react';

/** A part of the page that comes with its first use. Where it cannot be loaded it says so in its place, and all else works on. */
export function lazily<P extends object>(
  what: string,
  load: () => Promise<ComponentType<P>>,
  meanwhile: ReactNode = <p className="p-4 text-ink2">Loading</p>,
): ComponentType<P> {
  const Part = lazy(() => load().then(asDefault, () => asDefault<P>(() => missing(what))));
  return (props: P) => (
    <Suspense fallback={meanwhile}>
      <Part {...props} />
    </Suspense>
  );
}

function missing(what: string) {
  return (
    <p role="alert" className="p-4 text-ink2">
      {what} could not be loaded: reload the page when the network is back.
    </p>
  );
}

/** One that is not missed while it comes; nor where it cannot be loaded, unless it is told what it is. */
export function quietly<P extends object>(load: () => Promise<ComponentType<P>>, what?: string): ComponentType<P> {
  const Part = lazy(() => load().then(asDefault, () => asDefault<P>(() => (what ? missing(what) : null))));
  return (props: P) => (
    <Suspense>
      <Part {...props} />
    </Suspense>
  );
}

function asDefault<P>(component: ComponentType<P>): { default: ComponentType<P> } {
  return { default: component };
}
