import { Component, lazy, type ReactNode, Suspense } from 'react';

export interface BrokenProps {
  /** What has failed, as a sentence begins: `The chart`. */
  what: string;
  error: unknown;
  /** How often it was reset before. */
  resets: number;
  onReset: () => void;
}

/** Comes with the first failure; where it cannot be loaded, a line stands in its place. */
const BrokenRegion = lazy<(props: BrokenProps) => ReactNode>(() =>
  import('../../app/BrokenRegion.tsx').then(
    (loaded) => ({ default: loaded.BrokenRegion }),
    () => ({ default: ({ what }) => <p role="alert">{what} has stopped working. Reload the page.</p> }),
  ),
);

interface State {
  failure?: { error: unknown } | undefined;
  resets: number;
}

/** A part of the page that fails alone: everything around it works on, and it can be reset. */
export class Region extends Component<{ what: string; children: ReactNode }, State> {
  override state: State = { resets: 0 };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { failure: { error } };
  }

  override render(): ReactNode {
    const { failure, resets } = this.state;
    const { what, children } = this.props;
    if (!failure) return children;
    const reset = () => this.setState({ failure: undefined, resets: resets + 1 });
    return (
      <Suspense>
        <BrokenRegion what={what} error={failure.error} resets={resets} onReset={reset} />
      </Suspense>
    );
  }
}
