import { type ComponentType, lazy, Suspense } from 'react';
import { Region } from './regions/Region.tsx';

/** Props of a placeholder: `problem` if the part could not be loaded; without it the part is still loading. */
export interface FallbackProps {
  problem?: string;
}

/**
 * A component that is loaded on first use. If it cannot be loaded or throws (see `Region`), a message takes its place
 * and the rest of the page keeps working. `Other` is the placeholder; it gets the component's props too.
 */
export function lazyComponent<P extends object>(
  what: string,
  load: () => Promise<ComponentType<P>>,
  Other: ComponentType<P & FallbackProps> = LoadingText,
): ComponentType<P> {
  const problem = notLoadedText(what);
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

export function notLoadedText(what: string): string {
  return `${what} could not be loaded. Everything else works on; reload the page when the network is back.`;
}

function LoadingText({ problem }: FallbackProps) {
  return (
    <p role={problem && 'alert'} className="p-4 text-ink2">
      {problem ?? 'Loading'}
    </p>
  );
}

/** Placeholder for small parts and overlays: invisible while loading, and only announced if loading fails. */
export function HiddenFallback({ problem }: FallbackProps) {
  return (
    <span role="alert" className="sr-only">
      {problem}
    </span>
  );
}

/**
 * A component whose absence is acceptable: no placeholder while loading, and no message if loading fails unless `what`
 * names it.
 */
export function lazyOptional<P extends object>(load: () => Promise<ComponentType<P>>, what?: string): ComponentType<P> {
  return lazyComponent(
    what ?? '',
    load,
    ({ problem }: FallbackProps) => what && problem && <LoadingText problem={problem} />,
  );
}

function asDefault<P extends object>(component: ComponentType<P>): { default: ComponentType<P> } {
  return { default: component };
}
