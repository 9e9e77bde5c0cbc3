import { Component, lazy, type ReactNode, Suspense } from 'react';

export interface BrokenProps {
  /** The failed part as the beginning of a sentence: `The chart`. */
  what: string;
  error: unknown;
  /** How many times it has been reset. */
  resets: number;
  onReset: () => void;
}

/** Loaded with the first failure; if that fails too, a line of text takes its place. */
const BrokenRegion = lazy<(props: BrokenProps) => ReactNode>(() =>
  import('../../app/BrokenRegion.tsx').then(
    (loaded) => ({ default: loaded.BrokenRegion }),
    () => ({ default: ({ what }) => <p role="alert">{what} has stopped working. Reload the page.</p> }),
  ),
);

interface RegionState {
  failure?: { error: unknown } | undefined;
  resets: number;
}

/** An error boundary: only this part of the page fails, and it can be reset. */
export class Region extends Component<{ what: string; children: ReactNode }, RegionState> {
  override state: RegionState = { resets: 0 };

  static getDerivedStateFromError(error: unknown): Partial<RegionState> {
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
